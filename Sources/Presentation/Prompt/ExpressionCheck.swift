internal import Metrics
internal import PromQLSyntax

/// What is wrong with an expression that is being typed, without shouting at what is not finished.
enum ExpressionCheck {
  /// Where the text is wrong, in characters from its start; `nil` where it is an expression, or nothing yet.
  ///
  /// - Parameters:
  ///   - text: the expression.
  ///   - isFinal: whether it was meant to be complete, so that what is missing at its end is an error too.
  /// - Returns: the place with what is wrong there.
  static func caret(_ text: String, isFinal: Bool) -> PromptCaret? {
    guard text.contains(where: { $0 != " " }) else { return nil }
    do throws(SyntaxError) {
      let expression = try Parser.parse(text)
      guard let problem = problem(expression), isFinal else { return nil }
      return PromptCaret(at: 0, TextLine(DisplayText(problem), .critical))
    } catch {
      let position = characters(in: text, before: offender(error))
      guard isUnfinished(error, text) else {
        return PromptCaret(at: position, TextLine(DisplayText(error.message), .critical))
      }
      let tone: Tone = isFinal ? .critical : .muted
      return PromptCaret(
        at: max(position, text.count), TextLine(DisplayText(expectation(error)), tone))
    }
  }

  /// Why an expression has no chart; `nil` where it has one.
  static func problem(_ expression: Expression) -> String? {
    switch expression.type {
    case .scalar, .vector: nil
    case .matrix: "a range has no chart; put it into rate(…) or another function of a range"
    case .string: "a text has no chart"
    }
  }

  /// The first byte that is wrong: two errors speak of what follows the character that does not belong there.
  private static func offender(_ error: SyntaxError) -> Int {
    let isBehind = ["unexpected right parenthesis", "unexpected colon before"].contains {
      error.message.hasPrefix($0)
    }
    return isBehind ? max(0, error.range.lowerBound - 1) : error.range.lowerBound
  }

  /// Whether the mistake is that the text ends here, or lies in the word that is being typed.
  private static func isUnfinished(_ error: SyntaxError, _ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var end = bytes.count
    if bytes.last != UInt8(ascii: " ") {
      while end > 0, isWord(bytes[end - 1]) { end -= 1 }
    } else {
      while end > 0, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    }
    return offender(error) >= end || error.message.contains("unterminated")
      || error.message.contains("not terminated")
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
  }

  /// What has to follow.
  private static func expectation(_ error: SyntaxError) -> String {
    let message = error.message
    if let named = message.ranges(of: ", expected ").last {
      return "expected " + message[named.upperBound...]
    }
    if message.contains("left parenthesis") { return "expected )" }
    if message.contains("left bracket") { return "expected ]" }
    if message.contains("inside braces") { return "expected a label or }" }
    if message.contains("duration") { return "expected a duration such as 5m, then ]" }
    if message.contains("terminated") { return "expected the closing quote" }
    if message.contains("end of input") { return "expected an expression" }
    return message
  }

  private static func characters(in text: String, before byte: Int) -> Int {
    String(decoding: text.utf8.prefix(byte), as: UTF8.self).count
  }
}
