/// Cuts the text of an expression into tokens.
///
/// The rules differ inside braces (names are never keywords) and inside brackets (only durations). The first text that
/// is no token ends the list, so that the parser reports an earlier mistake first.
struct Lexer {
  let bytes: [UInt8]
  private(set) var tokens: [Token] = []
  private(set) var failure: SyntaxError?

  private var position = 0
  private var parentheses = 0
  private var isInBraces = false
  private var isInBrackets = false
  /// Inside brackets: whether an operand has been read since the bracket or colon.
  private var hasOperand = false
  private var hasColon = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    do {
      while tokens.last?.kind != .end { try next() }
    } catch {
      failure = error
      tokens.append(Token(kind: .invalid, range: error.range))
    }
  }

  private mutating func next() throws(SyntaxError) {
    skipBlanks()
    let start = position
    guard let byte = bytes.at(start) else { return try finish() }
    if isInBraces { return try nextInBraces(byte) }
    if byte.isNameStart || byte == UInt8(ascii: ":") && !isInBrackets { return try word() }
    if byte.isDigit || byte == .dot && bytes.at(start + 1)?.isDigit == true {
      return try number()
    }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), .backquote: try string()
    case UInt8(ascii: "("), UInt8(ascii: ")"): try parenthesis(byte)
    case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"): try bracket(byte)
    case UInt8(ascii: "{"):
      isInBraces = true
      emit(.leftBrace, 1)
    default: try sign(byte)
    }
  }

  private mutating func skipBlanks() {
    while let byte = bytes.at(position) {
      if byte == UInt8(ascii: "#") {
        while let byte = bytes.at(position), byte != .newline {
          _ = byte
          position += 1
        }
      } else if byte.isBlank {
        position += 1
      } else {
        return
      }
    }
  }

  private mutating func emit(_ kind: Token.Kind, _ length: Int) {
    tokens.append(Token(kind: kind, range: position..<position + length))
    position += length
  }

  /// The error `message` about everything from `start` to the end of the text, as Prometheus counts it.
  private func error(_ message: String, from start: Int) -> SyntaxError {
    SyntaxError(message: message, range: min(start, bytes.count)..<bytes.count)
  }

  private mutating func finish() throws(SyntaxError) {
    if isInBraces { throw error("unexpected end of input inside braces", from: position) }
    if isInBrackets, !hasOperand {
      throw error("unexpected end of input in duration expression", from: position)
    }
    if parentheses > 0 { throw error("unclosed left parenthesis", from: position) }
    if isInBrackets { throw error("unclosed left bracket", from: position) }
    emit(.end, 0)
  }

  // MARK: - Signs

  private mutating func sign(_ byte: UInt8) throws(SyntaxError) {
    let second = bytes.at(position + 1)
    if let second {
      let pair = String(decoding: [byte, second], as: UTF8.self)
      if pair == "=~" || pair == "!~" { throw unexpectedAfter(byte) }
      if let binary = BinaryOperator(rawValue: pair) { return emit(.binary(binary), 2) }
    }
    if let binary = BinaryOperator(rawValue: String(UnicodeScalar(byte))) {
      hasOperand = false
      return emit(.binary(binary), 1)
    }
    switch byte {
    case UInt8(ascii: ","): emit(.comma, 1)
    case UInt8(ascii: "="): emit(.equal, 1)
    case UInt8(ascii: "@"): emit(.at, 1)
    case UInt8(ascii: "!"): throw unexpectedAfter(byte)
    default:
      throw error("unexpected character: \(bytes.quotedCharacter(at: position))", from: position)
    }
  }

  private func unexpectedAfter(_ byte: UInt8) -> SyntaxError {
    let next = bytes.quotedCharacter(at: position + 1)
    return error(
      "unexpected character after '\(UnicodeScalar(byte))': \(next)", from: position)
  }

  private mutating func parenthesis(_ byte: UInt8) throws(SyntaxError) {
    if byte == UInt8(ascii: "(") {
      parentheses += 1
      emit(.leftParenthesis, 1)
    } else {
      guard parentheses > 0 else {
        throw error("unexpected right parenthesis ')'", from: position + 1)
      }
      parentheses -= 1
      hasOperand = true
      emit(.rightParenthesis, 1)
    }
  }

  private mutating func bracket(_ byte: UInt8) throws(SyntaxError) {
    switch byte {
    case UInt8(ascii: "["):
      guard !isInBrackets else { throw error("unexpected left bracket '['", from: position) }
      isInBrackets = true
      hasOperand = false
      hasColon = false
      emit(.leftBracket, 1)
    case UInt8(ascii: ":"):
      guard hasOperand else {
        throw error("unexpected colon before duration in duration expression", from: position + 1)
      }
      guard !hasColon else { throw error("unexpected colon ':'", from: position) }
      hasColon = true
      emit(.colon, 1)
    default:
      guard isInBrackets else { throw error("unexpected right bracket ']'", from: position) }
      isInBrackets = false
      emit(.rightBracket, 1)
    }
  }

  // MARK: - Words

  private mutating func word() throws(SyntaxError) {
    var end = position
    while let byte = bytes.at(end), byte.isNameByte || byte == UInt8(ascii: ":") && !isInBrackets {
      end += 1
    }
    let length = end - position
    let word = String(decoding: bytes[position..<end].map(\.lowercased), as: UTF8.self)
    if isInBrackets {
      guard ["step", "range", "min_of", "max_of"].contains(word) else {
        throw error(
          "unexpected character: \(bytes.quotedCharacter(at: position)), expected ':'",
          from: position)
      }
      hasOperand = true
      return emit(.identifier, length)
    }
    if word == "inf" || word == "nan" { return emit(.number, length) }
    if let keyword = Keyword(rawValue: word) { return emit(.keyword(keyword), length) }
    if let name = AggregationOperator(rawValue: word) { return emit(.aggregation(name), length) }
    if let binary = BinaryOperator(rawValue: word) { return emit(.binary(binary), length) }
    emit(.identifier, length)
  }

  private mutating func number() throws(SyntaxError) {
    let number = NumberScan(bytes, at: position)
    hasOperand = true
    switch number.kind {
    case .number: emit(.number, number.end - position)
    case .duration: emit(.duration, number.end - position)
    case .invalid:
      let text = bytes.text(position..<min(number.end, bytes.count))
      throw error("bad number or duration syntax: \"\(text)\"", from: position)
    }
  }

  private mutating func string() throws(SyntaxError) {
    var end = position
    do {
      _ = try QuotedText.read(bytes, at: &end)
    } catch {
      throw self.error(error.message, from: position)
    }
    emit(.string, end - position)
  }

  // MARK: - Inside braces

  private mutating func nextInBraces(_ byte: UInt8) throws(SyntaxError) {
    let second = bytes.at(position + 1)
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), .backquote: try string()
    case UInt8(ascii: ","): emit(.comma, 1)
    case UInt8(ascii: "}"):
      isInBraces = false
      emit(.rightBrace, 1)
    case UInt8(ascii: "="):
      if second == UInt8(ascii: "~") { emit(.matches, 2) } else { emit(.equal, 1) }
    case UInt8(ascii: "!"):
      switch second {
      case UInt8(ascii: "~"): emit(.doesNotMatch, 2)
      case UInt8(ascii: "="): emit(.binary(.notEqual), 2)
      default:
        throw error(
          "unexpected character after '!' inside braces: "
            + bytes.quotedCharacter(at: position + 1), from: position)
      }
    case UInt8(ascii: "{"): throw error("unexpected left brace '{'", from: position)
    case _ where byte.isNameStart:
      let end = bytes[position...].firstIndex { !$0.isNameByte } ?? bytes.count
      emit(.identifier, end - position)
    default:
      throw error(
        "unexpected character inside braces: \(bytes.quotedCharacter(at: position))",
        from: position)
    }
  }
}
