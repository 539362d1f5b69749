internal import Metrics

extension TemplateFunction {
  /// The functions that every Go template has.
  static let general: [TemplateFunction] = [
    // Evaluated by the walk itself, which looks at no more arguments than it needs.
    TemplateFunction("and", 1, orMore: true) { (arguments, _) throws(Failure) in arguments[0] },
    TemplateFunction("or", 1, orMore: true) { (arguments, _) throws(Failure) in arguments[0] },
    TemplateFunction("not", 1) { (arguments, _) throws(Failure) in .boolean(!arguments[0].isTrue) },
    TemplateFunction("len", 1) { (arguments, _) throws(Failure) in try length(arguments[0]) },
    TemplateFunction("index", 1, orMore: true) { (arguments, _) throws(Failure) in
      var value = arguments[0]
      for index in arguments.dropFirst() { value = try element(value, index) }
      return value
    },
    TemplateFunction("slice", 1, orMore: true) { (arguments, _) throws(Failure) in
      try slice(arguments)
    },
    TemplateFunction("print", 0, orMore: true) { (arguments, _) throws(Failure) in
      .text(printed(arguments))
    },
    TemplateFunction("println", 0, orMore: true) { (arguments, _) throws(Failure) in
      let words = arguments.map(\.printed.bytes).joined(separator: " ".utf8)
      return .text(ByteString(Array(words) + [UInt8(ascii: "\n")]))
    },
    TemplateFunction("printf", 1, orMore: true) { (arguments, _) throws(Failure) in
      let format = try arguments[0].wantedText()
      return .text(ByteString(GoFormat.text(format.bytes, Array(arguments.dropFirst()))))
    },
    TemplateFunction("html", 1, orMore: true) { (arguments, _) throws(Failure) in
      .text(escapedForHTML(printed(arguments)))
    },
    TemplateFunction("urlquery", 1, orMore: true) { (arguments, _) throws(Failure) in
      .text(printed(arguments).escapedForQuery)
    },
  ]

  private static func length(_ value: TemplateValue) throws(Failure) -> TemplateValue {
    switch value {
    case .text(let text): return .integer(Int64(text.count))
    case .labels(let labels): return .integer(Int64(labels.count))
    case .map(let map): return .integer(Int64(map.count))
    case .list(let values): return .integer(Int64(values.count))
    case .null: throw .call("len of nil pointer")
    case .boolean, .integer, .unsigned, .real, .sample, .time, .duration, .alert:
      throw .call("len of type \(value.typeName)")
    }
  }

  private static func element(
    _ value: TemplateValue, _ index: TemplateValue
  ) throws(Failure) -> TemplateValue {
    switch (value, index) {
    case (.labels(let labels), .text(let name)): return .text(labels[name] ?? "")
    case (.map(let map), .text(let name)): return map[name.text] ?? .null
    case (.list(let values), .integer(let place)):
      guard values.indices.contains(Int(place)) else {
        throw .call("index out of range: \(place)")
      }
      return values[Int(place)]
    case (.text(let text), .integer(let place)):
      guard text.bytes.indices.contains(Int(place)) else {
        throw .call("index out of range: \(place)")
      }
      return .integer(Int64(text.bytes[Int(place)]))
    case (.null, _): throw .call("index of untyped nil")
    default:
      throw .call("can't index item of type \(value.typeName) with \(index.typeName)")
    }
  }

  private static func slice(_ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    var bounds: [Int] = []
    for argument in arguments.dropFirst() {
      guard case .integer(let bound) = argument else {
        throw .call("cannot index slice/array with type \(argument.typeName)")
      }
      bounds.append(Int(bound))
    }
    let count = Int(try wantedCount(arguments[0]))
    let (from, to) = (bounds.first ?? 0, bounds.count > 1 ? bounds[1] : count)
    guard from >= 0, from <= to, to <= count else { throw .call("index out of range: \(to)") }
    switch arguments[0] {
    case .text(let text): return .text(ByteString(text.bytes[from..<to]))
    case .list(let values): return .list(Array(values[from..<to]))
    default: throw .call("can't slice item of type \(arguments[0].typeName)")
    }
  }

  private static func wantedCount(_ value: TemplateValue) throws(Failure) -> Int64 {
    guard case .integer(let count) = try length(value) else { return 0 }
    return count
  }

  /// What Go's `fmt.Sprint` makes of values: a blank between two of which neither is a text.
  static func printed(_ values: [TemplateValue]) -> ByteString {
    var result: [UInt8] = []
    var wasText = true
    for value in values {
      let isText = if case .text = value { true } else { false }
      if !isText, !wasText { result.append(UInt8(ascii: " ")) }
      result += value.printed.bytes
      wasText = isText
    }
    return ByteString(result)
  }

  private static func escapedForHTML(_ text: ByteString) -> ByteString {
    let escapes: [UInt8: String] = [
      0: "\u{FFFD}", UInt8(ascii: "\""): "&#34;", UInt8(ascii: "'"): "&#39;",
      UInt8(ascii: "&"): "&amp;", UInt8(ascii: "<"): "&lt;", UInt8(ascii: ">"): "&gt;",
    ]
    return ByteString(text.bytes.flatMap { escapes[$0].map { Array($0.utf8) } ?? [$0] })
  }
}

extension ByteString {
  /// The text as it may stand in the query of a URL: Go's `url.QueryEscape`.
  var escapedForQuery: ByteString {
    var result: [UInt8] = []
    for byte in bytes {
      switch byte {
      case UInt8(ascii: " "): result.append(UInt8(ascii: "+"))
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        result.append(byte)
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += Array(("%" + (digits.utf8.count < 2 ? "0" : "") + digits).utf8)
      }
    }
    return ByteString(result)
  }
}
