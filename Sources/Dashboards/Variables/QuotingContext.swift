/// Follows an expression byte by byte, and knows what a value has to look like at each place.
struct QuotingContext {
  /// What surrounds a place.
  enum Surroundings: Hashable {
    /// The expression itself.
    case code
    /// A text between the quotes; `isPattern` where a matcher takes it as a regular expression, `isMatcher` where a
    /// matcher compares with it.
    case text(quote: UInt8, isPattern: Bool, isMatcher: Bool)
    /// What nobody reads.
    case comment
  }

  private(set) var surroundings = Surroundings.code
  /// The two newest bytes of code that are not blank.
  private var newest: (UInt8, UInt8) = (0, 0)
  private var isEscaped = false

  /// Moves over one byte of the expression.
  mutating func advance(over byte: UInt8) {
    switch surroundings {
    case .code: advanceInCode(byte)
    case .comment: if byte == UInt8(ascii: "\n") { surroundings = .code }
    case .text(let quote, _, _):
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") {
        isEscaped = true
      } else if byte == quote {
        surroundings = .code
        newest = (newest.1, byte)
      }
    }
  }

  private mutating func advanceInCode(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
      let isPattern = newest.1 == UInt8(ascii: "~")
      let isEquality = newest.1 == UInt8(ascii: "=") && newest.0 != UInt8(ascii: "=")
      surroundings = .text(quote: byte, isPattern: isPattern, isMatcher: isPattern || isEquality)
    case UInt8(ascii: "#"): surroundings = .comment
    case 9, 10, 13, 32: break
    default: newest = (newest.1, byte)
    }
  }
}
