/// A text in which values stand for variables, and which knows where each piece of it comes from.
public struct InterpolatedText: Hashable, Sendable {
  /// The text with the values.
  public private(set) var text = ""
  /// The names that are referred to and mean nothing, as they stand in the text.
  public private(set) var unknownNames: [String] = []

  private struct Value: Hashable {
    var template: Range<Int>
    var text: Range<Int>
  }

  private var bytes: [UInt8] = []
  private var values: [Value] = []

  init() {}

  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  mutating func append(_ value: [UInt8], for reference: VariableReference) {
    values.append(
      Value(template: reference.range, text: bytes.count..<bytes.count + value.count))
    bytes += value
  }

  mutating func note(unknown reference: VariableReference) {
    unknownNames.append(reference.name)
  }

  mutating func finish() { text = String(decoding: bytes, as: UTF8.self) }

  /// The byte of the template from which a byte of the text comes; inside of a value the beginning of the reference.
  public func templateOffset(of offset: Int) -> Int {
    guard let value = values.last(where: { $0.text.lowerBound <= offset }) else { return offset }
    if offset < value.text.upperBound { return value.template.lowerBound }
    return value.template.upperBound + offset - value.text.upperBound
  }
}
