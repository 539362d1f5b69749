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
  /// - Parameters:
  ///   - text: the text that was parsed.
  ///   - source: what the text is called.
  /// - Returns: the lines without a final newline; the caret alone where the error lies behind the last line.
  public func rendered(in text: ByteString, source: String = "query") -> String {
    let place = position(in: text)
    let lines = text.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = place.line <= lines.count ? Array(lines[place.line - 1]) : []
    let shown = String(decoding: line, as: UTF8.self)
    let before = String(decoding: line.prefix(place.column - 1), as: UTF8.self)
    let indent = String(before.map { $0 == "\t" ? "\t" : " " })
    return "\(source):\(place.line):\(place.column): \(message)\n\(shown)\n\(indent)^"
  }
}
