public import Metrics

/// A value that a template computes with.
public indirect enum TemplateValue: Sendable, Equatable {
  /// Nothing; printed as `<no value>`.
  case null
  /// A truth value.
  case boolean(Bool)
  /// A whole number.
  case integer(Int64)
  /// A whole number without a sign.
  case unsigned(UInt64)
  /// A number.
  case real(Double)
  /// A text.
  case text(ByteString)
  /// Texts by name: `$labels`. A missing name is the empty text.
  case labels(Labels)
  /// Values by name; a missing name is nothing.
  case map([String: TemplateValue])
  /// A series with its value, as `query` returns them.
  case sample(Labels, Double)
  /// Values in order.
  case list([TemplateValue])
  /// Nanoseconds since the epoch.
  case time(Int64)
  /// Nanoseconds.
  case duration(Int64)
  /// What `.` is in a rule: fields of any kind; an unknown one is an error.
  case alert([String: TemplateValue])

  /// Whether `if` takes it for true: not zero, not empty.
  var isTrue: Bool {
    switch self {
    case .null: false
    case .boolean(let value): value
    case .integer(let value): value != 0
    case .unsigned(let value): value != 0
    case .real(let value): value != 0
    case .text(let value): !value.isEmpty
    case .labels(let value): !value.isEmpty
    case .map(let value): !value.isEmpty
    case .list(let value): !value.isEmpty
    case .duration(let value): value != 0
    case .sample, .time, .alert: true
    }
  }

  /// The type in Go's words.
  var typeName: String {
    switch self {
    case .null: "nil"
    case .boolean: "bool"
    case .integer: "int"
    case .unsigned: "uint64"
    case .real: "float64"
    case .text: "string"
    case .labels: "map[string]string"
    case .map: "map[string]interface {}"
    case .sample: "*template.sample"
    case .list: "[]interface {}"
    case .time: "*time.Time"
    case .duration: "time.Duration"
    case .alert: "struct"
    }
  }

  /// The value as Go's `%v` writes it.
  var printed: ByteString {
    switch self {
    case .null: "<no value>"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): ByteString(String(value))
    case .unsigned(let value): ByteString(String(value))
    case .real(let value): ByteString(FloatText.text(value, exponentFrom: 6))
    case .text(let value): value
    case .labels(let labels):
      Self.printedMap(labels.map { (name: $0.name, value: $0.value) })
    case .map(let map):
      Self.printedMap(
        map.sorted { $0.key < $1.key }.map { (ByteString($0.key), $0.value.printed) })
    case .sample(let labels, let value):
      "&{" + TemplateValue.labels(labels).printed + " " + TemplateValue.real(value).printed + "}"
    case .list(let values):
      "["
        + values.map(\.printed).reduce(into: ByteString()) {
          $0 = $0.isEmpty ? $1 : $0 + " " + $1
        } + "]"
    case .time(let nanoseconds): ByteString(GoTime(nanoseconds: nanoseconds).description)
    case .duration(let nanoseconds): ByteString(GoTime.text(duration: nanoseconds))
    case .alert(let fields): TemplateValue.map(fields).printed
    }
  }

  private static func printedMap(_ pairs: [(name: ByteString, value: ByteString)]) -> ByteString {
    var result: ByteString = "map["
    for (index, pair) in pairs.enumerated() {
      result = result + (index > 0 ? " " : "") + pair.name + ":" + pair.value
    }
    return result + "]"
  }
}

extension ByteString {
  /// The bytes of two strings, one behind the other.
  static func + (left: ByteString, right: ByteString) -> ByteString {
    ByteString(left.bytes + right.bytes)
  }
}
