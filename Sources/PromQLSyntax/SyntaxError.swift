public import Metrics

/// Why a text is no expression.
public struct SyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found and what was expected, without a position; the words are close to Prometheus's.
  public var message: String
  /// The offending bytes of the text.
  public var range: Range<Int>

  /// The error `message` about the bytes `range`.
  public init(message: String, range: Range<Int>) {
    self.message = message
    self.range = range
  }

  /// The message alone; `rendered(in:source:)` adds the place.
  public var description: String { message }

  /// The line and the column of the first offending byte, both counted from 1, the column in bytes.
  public func position(in text: ByteString) -> (line: Int, column: Int) {
    let before = text.bytes.prefix(max(0, range.lowerBound))
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
    return (line, column)
  }

  /// Three lines for a person: `query:1:17: message`, the line of the text, and a caret below the first offending byte.
  ///
  /// Of a long line only what is near the caret is shown, of a long message its beginning and its end.
  ///
  /// - Parameters:
  ///   - text: the text that was parsed.
  ///   - source: what the text is called.
  /// - Returns: the lines without a final newline; the caret alone where the error lies behind the last line.
  public func rendered(in text: ByteString, source: String = "query") -> String {
    let place = position(in: text)
    let lines = text.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = place.line <= lines.count ? lines[place.line - 1] : []
    let (shown, before) = Self.excerpt(line, around: place.column - 1)
    let indent = String(before.map { $0 == "\t" ? "\t" : " " })
    return summary(in: text, source: source) + "\n\(shown)\n\(indent)^"
  }

  /// The first of the lines of `rendered(in:source:)`: `query:1:17: message`.
  ///
  /// - Parameters:
  ///   - text: the text that was parsed.
  ///   - source: what the text is called.
  /// - Returns: the line without a newline.
  public func summary(in text: ByteString, source: String = "query") -> String {
    let place = position(in: text)
    return "\(source):\(place.line):\(place.column): \(shortMessage)"
  }

  private var shortMessage: String {
    guard message.utf8.count > 400, message.count > 300 else { return message }
    return message.prefix(200) + " … " + message.suffix(80)
  }

  /// At most 160 bytes of a line around one of them, and what of these comes before it.
  private static func excerpt(
    _ line: ArraySlice<UInt8>, around place: Int
  ) -> (shown: String, before: String) {
    let place = min(line.startIndex + place, line.endIndex)
    var start = line.startIndex
    var end = line.endIndex
    if line.count > 160 {
      start = max(start, min(place - 80, end - 160))
      end = min(end, start + 160)
      while start > line.startIndex, line[start] & 0xc0 == 0x80 { start -= 1 }
      while end < line.endIndex, line[end] & 0xc0 == 0x80 { end += 1 }
    }
    let head = start > line.startIndex ? "…" : ""
    let tail = end < line.endIndex ? "…" : ""
    return (
      head + String(decoding: line[start..<end], as: UTF8.self) + tail,
      head + String(decoding: line[start..<place], as: UTF8.self)
    )
  }
}
