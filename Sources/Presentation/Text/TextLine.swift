/// What a piece of text means to the reader; a theme decides how it looks.
///
/// A tone adds to the words and never carries a meaning of its own.
public enum Tone: String, Hashable, Sendable, CaseIterable {
  /// Ordinary text.
  case plain
  /// Less important: labels of numbers, escapes, what is hidden.
  case muted
  /// The word the eye should find first.
  case strong
  /// A heading or a name of a place.
  case heading
  /// What is fine.
  case good
  /// What deserves a look.
  case warning
  /// What is wrong now.
  case critical
  /// What can be gone into, or a key.
  case accent
}

/// A stretch of text with one tone.
public struct TextPiece: Hashable, Sendable {
  /// The text.
  public var text: DisplayText
  /// Its meaning.
  public var tone: Tone

  /// The text with a tone.
  public init(_ text: DisplayText, _ tone: Tone = .plain) {
    self.text = text
    self.tone = tone
  }
}

/// One line of text in pieces.
public struct TextLine: Hashable, Sendable {
  /// The pieces from left to right; they bring their own spaces.
  public var pieces: [TextPiece]

  /// The line that consists of `pieces`.
  public init(_ pieces: [TextPiece] = []) { self.pieces = pieces }

  /// The line of one piece.
  public init(_ text: DisplayText, _ tone: Tone = .plain) { pieces = [TextPiece(text, tone)] }

  /// The words without their tones.
  public var text: String { pieces.map(\.text.text).joined() }

  /// Whether there is nothing to draw.
  public var isEmpty: Bool { pieces.allSatisfy(\.text.isEmpty) }
}

extension TextLine: ExpressibleByStringLiteral {
  /// The plain line of a literal.
  public init(stringLiteral text: String) { self.init(DisplayText(text)) }
}
