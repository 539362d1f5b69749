public import Metrics

/// Text that is safe to draw, print, or put into a window's title, whoever wrote it.
///
/// Only the sanitiser makes it: control characters, what turns or hides text, what has no width and what Unicode has
/// not assigned stand in it as visible escapes (`\n`, `\x1b`, `<U+202E>`), and the length is bounded. Drawing, printing
/// and exporting accept nothing else.
public struct DisplayText: Hashable, Sendable {
  /// The text, without a character that could act on a terminal.
  public let text: String
  /// Where escapes stand in the text's UTF-8, ascending and apart, so that they can be drawn muted.
  public let escapes: [Range<Int>]

  /// The longest text, in Unicode scalars, that anything from outside becomes.
  public static let limit = 1024

  /// The empty text.
  public static let empty = DisplayText("")

  /// The text of bytes that need not be UTF-8; a byte that is none stands as `\xff`.
  public init(_ bytes: ByteString, limit: Int = DisplayText.limit) {
    if DisplayText.isPlain(bytes.bytes, limit) {
      self.init(text: String(decoding: bytes.bytes, as: UTF8.self), escapes: [])
      return
    }
    var sanitiser = Sanitiser(limit: limit)
    sanitiser.add(bytes.bytes)
    self.init(sanitiser)
  }

  /// The text of a Swift string.
  public init(_ text: some StringProtocol, limit: Int = DisplayText.limit) {
    if DisplayText.isPlain(text.utf8, limit) {
      self.init(text: String(text), escapes: [])
      return
    }
    var sanitiser = Sanitiser(limit: limit)
    sanitiser.add(Array(text.utf8))
    self.init(sanitiser)
  }

  /// Whether a text is printable ASCII that fits, so that it stands as it is: nearly every text is.
  private static func isPlain(_ bytes: some Collection<UInt8>, _ limit: Int) -> Bool {
    bytes.count <= limit && bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
  }

  private init(_ sanitiser: Sanitiser) {
    text = String(decoding: sanitiser.output, as: UTF8.self)
    escapes = sanitiser.escapes
  }

  private init(text: String, escapes: [Range<Int>]) {
    self.text = text
    self.escapes = escapes
  }

  /// Whether there is nothing to draw.
  public var isEmpty: Bool { text.isEmpty }

  /// Two texts, one after the other.
  public static func + (left: DisplayText, right: DisplayText) -> DisplayText {
    let shift = left.text.utf8.count
    return DisplayText(
      text: left.text + right.text,
      escapes: left.escapes
        + right.escapes.map { $0.lowerBound + shift..<$0.upperBound + shift })
  }
}

extension DisplayText: ExpressibleByStringLiteral {
  /// The text of a literal.
  public init(stringLiteral text: String) { self.init(text) }
}

extension DisplayText: CustomStringConvertible {
  /// The same as `text`.
  public var description: String { text }
}

extension Sequence<DisplayText> {
  /// The texts one after the other with `separator` between them.
  public func joined(separator: DisplayText) -> DisplayText {
    var result = DisplayText.empty
    for (index, text) in enumerated() { result = index == 0 ? text : result + separator + text }
    return result
  }
}
