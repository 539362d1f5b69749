internal import Documents
internal import Metrics

/// A value of the reference's test data in which only what says something is kept.
indirect enum Reference: Hashable {
  case object([String: Reference])
  case list([Reference])
  case text(String)
  case number(Double)
  case flag(Bool)

  /// The value of a JSON node; null, false, empty lists and, but for a number literal's value, zero are left out.
  init?(_ node: Node) {
    switch node.content {
    case .scalar(let scalar):
      if node.isNull { return nil }
      if let boolean = scalar.boolean {
        self = .flag(boolean)
      } else if scalar.style == .plain, let number = Double(scalar.text.text) {
        self = .number(number)
      } else {
        self = .text(scalar.text.text)
      }
    case .sequence(let elements): self = .list(elements.compactMap(Reference.init))
    case .mapping(let entries):
      var fields: [String: Reference] = [:]
      for entry in entries {
        let key = entry.key.text
        guard let value = Reference(entry.value), !value.saysNothing(key) else { continue }
        fields[key] = value
      }
      self = .object(fields)
    }
  }

  private func saysNothing(_ key: String) -> Bool {
    switch self {
    case .flag(false), .list([]), .text("CardOneToOne"): true
    case .number(0): key != "Val"
    case .flag, .list, .text, .number, .object: false
    }
  }

  /// The node `name` with these fields, those without a value left out.
  static func node(_ name: String, _ fields: [String: Reference?]) -> Reference {
    var kept = fields.compactMapValues { $0 }
    kept["node"] = .text(name)
    return .object(kept)
  }

  /// The object with one more field.
  func with(_ key: String, _ value: Reference) -> Reference {
    guard case .object(var fields) = self else { return self }
    fields[key] = value
    return .object(fields)
  }
}
