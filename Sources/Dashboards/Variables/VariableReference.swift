/// A place in a text that refers to a variable: `$name`, `${name}`, `${name:format}`, `[[name]]`, `[[name:format]]`.
struct VariableReference: Hashable {
  var name: String
  /// What stands behind the colon; empty where nothing does.
  var format: String
  /// The bytes of the text.
  var range: Range<Int>

  /// Whether a reference may begin with this byte: nearly every byte of a text is another.
  static func canBegin(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "$") || byte == UInt8(ascii: "[")
  }

  /// The reference that begins at the byte `start`; `nil` where none does.
  init?(_ bytes: [UInt8], at start: Int) {
    switch bytes[start] {
    case UInt8(ascii: "$"):
      let next = start + 1
      if next < bytes.count, bytes[next] == UInt8(ascii: "{") {
        self.init(bytes, start, content: next + 1, end: "}")
      } else {
        let name = Self.word(bytes, from: next)
        guard let first = name.first, !Self.isDigit(first) else { return nil }
        self.init(name, format: [], start..<next + name.count)
      }
    case UInt8(ascii: "["):
      guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "[") else { return nil }
      self.init(bytes, start, content: start + 2, end: "]]")
    default: return nil
    }
  }

  private init?(_ bytes: [UInt8], _ start: Int, content: Int, end: String) {
    let name = Self.word(bytes, from: content)
    var position = content + name.count
    guard !name.isEmpty else { return nil }
    var format: ArraySlice<UInt8> = []
    if position < bytes.count, bytes[position] == UInt8(ascii: ":") {
      format = Self.word(bytes, from: position + 1)
      position += 1 + format.count
    }
    guard position <= bytes.count, bytes[position...].starts(with: end.utf8) else { return nil }
    self.init(name, format: format, start..<position + end.utf8.count)
  }

  private init(_ name: ArraySlice<UInt8>, format: ArraySlice<UInt8>, _ range: Range<Int>) {
    self.name = String(decoding: name, as: UTF8.self)
    self.format = String(decoding: format, as: UTF8.self)
    self.range = range
  }

  /// All references of a text, in order.
  static func all(in text: String) -> [VariableReference] {
    let bytes = Array(text.utf8)
    var references: [VariableReference] = []
    var position = 0
    while position < bytes.count {
      if canBegin(bytes[position]), let reference = VariableReference(bytes, at: position) {
        references.append(reference)
        position = reference.range.upperBound
      } else {
        position += 1
      }
    }
    return references
  }

  private static func word(_ bytes: [UInt8], from start: Int) -> ArraySlice<UInt8> {
    bytes[min(start, bytes.count)...].prefix {
      isDigit($0) || (0x41...0x5a).contains($0 & 0xdf) || $0 == UInt8(ascii: "_")
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
