internal import Metrics

/// Cuts a template's text into tokens, as Go's `text/template/parse` does.
struct TemplateLexer {
  private let source: [UInt8]
  private var index = 0
  private var depth = 0
  private var tokens: [TemplateToken] = []

  private static let opening = Array("{{".utf8)
  private static let closing = Array("}}".utf8)

  /// The tokens of `source`, the last of them `end`.
  static func tokens(_ source: [UInt8]) throws(TemplateError) -> [TemplateToken] {
    var lexer = TemplateLexer(source: source)
    while lexer.index < source.count { try lexer.textAndAction() }
    lexer.add(.end, from: source.count)
    return lexer.tokens
  }

  private init(source: [UInt8]) { self.source = source }

  // MARK: - Text and delimiters

  private mutating func textAndAction() throws(TemplateError) {
    let start = index
    while index < source.count, !at(Self.opening) { index += 1 }
    var text = source[start..<index]
    let trims = at(Self.opening) && byte(2) == UInt8(ascii: "-") && byte(3).isTemplateSpace
    if trims { text = text.trimmingSuffix { $0.isTemplateSpace } }
    if !text.isEmpty {
      tokens.append(
        TemplateToken(kind: .text, range: start..<text.endIndex, value: Array(text)))
    }
    guard index < source.count else { return }
    let delimiter = index
    index += trims ? 3 : 2
    if try comment(from: delimiter, trims: trims) { return }
    add(.leftDelimiter, from: delimiter)
    try action()
  }

  /// Skips `/* … */`, which fills its action alone.
  private mutating func comment(
    from delimiter: Int, trims: Bool
  ) throws(TemplateError) -> Bool {
    let start = trims ? index + 1 : index
    guard source[start...].starts(with: "/*".utf8) else { return false }
    index = start
    while index < source.count, !at(Array("*/".utf8)) { index += 1 }
    guard index < source.count else { throw error("unclosed comment", at: delimiter) }
    index += 2
    guard try close() else { throw error("comment ends before closing delimiter", at: index) }
    return true
  }

  /// Moves over a right delimiter, and over the blanks behind one that trims.
  private mutating func close() throws(TemplateError) -> Bool {
    let trims = byte(0).isTemplateSpace && byte(1) == UInt8(ascii: "-")
    let start = trims ? index + 2 : index
    guard source[min(start, source.count)...].starts(with: Self.closing) else { return false }
    index = start + 2
    if trims {
      while byte(0).isTemplateSpace { index += 1 }
    }
    return true
  }

  private mutating func action() throws(TemplateError) {
    depth = 0
    while true {
      let start = index
      if try close() {
        guard depth == 0 else { throw error("unclosed left paren", at: start) }
        tokens.append(
          TemplateToken(kind: .rightDelimiter, range: start..<start + 2, value: Self.closing))
        return
      }
      guard index < source.count else { throw error("unclosed action", at: start) }
      try inside()
    }
  }

  // MARK: - Inside of an action

  private mutating func inside() throws(TemplateError) {
    let start = index
    switch source[index] {
    case let first where first.isTemplateSpace:
      while byte(0).isTemplateSpace {
        if byte(1) == UInt8(ascii: "-"),
          source[min(index + 2, source.count)...].starts(with: Self.closing)
        {
          break
        }
        index += 1
      }
      add(.space, from: start)
    case UInt8(ascii: ":"):
      guard byte(1) == UInt8(ascii: "=") else { throw error("expected :=", at: start) }
      index += 2
      add(.declare, from: start)
    case UInt8(ascii: "="): single(.assign)
    case UInt8(ascii: "|"): single(.pipe)
    case UInt8(ascii: ","): single(.comma)
    case UInt8(ascii: "("):
      depth += 1
      single(.leftParenthesis)
    case UInt8(ascii: ")"):
      depth -= 1
      guard depth >= 0 else { throw error("unexpected right paren", at: start) }
      single(.rightParenthesis)
    case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"): try quoted()
    case UInt8(ascii: "$"): try name(.variable)
    case UInt8(ascii: "."):
      if byte(1).isTemplateDigit {
        try number()
      } else {
        try name(byte(1).isTemplateLetter ? .field : .dot)
      }
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    case let first where first.isTemplateLetter: try name(.identifier)
    default: throw error("unrecognized character in action: \(character(at: index))", at: start)
    }
  }

  private mutating func single(_ kind: TemplateToken.Kind) {
    index += 1
    add(kind, from: index - 1)
  }

  private mutating func name(_ kind: TemplateToken.Kind) throws(TemplateError) {
    let start = index
    index += 1
    while kind != .dot, byte(0).isTemplateLetter || byte(0).isTemplateDigit { index += 1 }
    guard isTerminated else {
      throw error("bad character \(character(at: index))", at: index)
    }
    add(kind, from: start)
  }

  private var isTerminated: Bool {
    guard index < source.count else { return true }
    let byte = source[index]
    return byte.isTemplateSpace || at(Self.closing) || ".,|:)(".utf8.contains(byte)
      || byte == UInt8(ascii: "=")
  }

  private mutating func number() throws(TemplateError) {
    let start = index
    if "+-".utf8.contains(byte(0)) { index += 1 }
    while byte(0).isTemplateLetter || byte(0).isTemplateDigit || byte(0) == UInt8(ascii: ".")
      || ("+-".utf8.contains(byte(0)) && "eEpP".utf8.contains(source[index - 1])
        && !source[start...].starts(with: "0x".utf8))
    { index += 1 }
    let text = String(decoding: source[start..<index], as: UTF8.self)
    guard TemplateNumber(text) != nil else {
      throw error("bad number syntax: \(text.quotedAsInGo)", at: start)
    }
    add(.number, from: start)
  }

  private mutating func quoted() throws(TemplateError) {
    let start = index
    let quote = source[index]
    let isRaw = quote == UInt8(ascii: "`")
    index += 1
    while byte(0) != quote {
      guard index < source.count, isRaw || byte(0) != UInt8(ascii: "\n") else {
        let kind =
          isRaw ? "raw quoted string" : quote == 34 ? "quoted string" : "character constant"
        throw error("unterminated \(kind)", at: start)
      }
      index += !isRaw && byte(0) == UInt8(ascii: "\\") ? 2 : 1
    }
    index = min(index + 1, source.count)
    let inner = Array(source[start + 1..<index - 1])
    guard let value = isRaw ? inner : GoQuoting.unquoted(inner) else {
      let text = String(decoding: source[start..<index], as: UTF8.self)
      throw error("invalid syntax in \(text)", at: start)
    }
    let kind: TemplateToken.Kind = quote == UInt8(ascii: "'") ? .character : .string
    tokens.append(TemplateToken(kind: kind, range: start..<index, value: value))
  }

  // MARK: - Bytes

  private func byte(_ distance: Int) -> UInt8 {
    index + distance < source.count ? source[index + distance] : 0
  }

  private func at(_ text: [UInt8]) -> Bool { source[index...].starts(with: text) }

  private mutating func add(_ kind: TemplateToken.Kind, from start: Int) {
    tokens.append(
      TemplateToken(kind: kind, range: start..<index, value: Array(source[start..<index])))
  }

  private func error(_ message: String, at offset: Int) -> TemplateError {
    TemplateError(message: message, offset: min(offset, source.count))
  }

  /// A character as Go's `%#U` writes it: `U+00A0` for what cannot be seen, else `U+0021 '!'`.
  private func character(at index: Int) -> String {
    guard index < source.count else { return "U+0000" }
    let bytes = source[index..<min(index + 4, source.count)]
    let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let isSeen = scalar.value > 32 && !(127...160).contains(scalar.value)
    return isSeen ? "\(code) '\(scalar)'" : code
  }
}

extension UInt8 {
  var isTemplateSpace: Bool { self == 32 || self == 9 || self == 10 || self == 13 }
  var isTemplateDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// Whether the byte may stand in a name; bytes of letters beyond ASCII count.
  var isTemplateLetter: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), 0xc3...0xff, 0x80...0xbf:
      true
    default: false
    }
  }
}

extension ArraySlice<UInt8> {
  /// The slice without the bytes at its end that satisfy a condition.
  fileprivate func trimmingSuffix(while condition: (UInt8) -> Bool) -> Self {
    var result = self
    while let last = result.last, condition(last) { result = result.dropLast() }
    return result
  }
}
