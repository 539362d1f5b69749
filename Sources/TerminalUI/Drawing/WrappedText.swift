internal import Presentation

/// Breaks lines of text between words, so that none is wider than the columns there are.
enum WrappedText {
  /// A word, or the spaces between words, in one tone.
  private struct Part {
    var text: String
    var tone: Tone
    var columns: Int
    var isSpace: Bool
  }

  /// The lines that `line` becomes; what continues is indented as the line is.
  static func lines(_ line: TextLine, columns: Int) -> [TextLine] {
    guard columns > 0, line.columns > columns else { return [line] }
    let parts = parts(of: line)
    let indent = min(
      parts.first.flatMap { $0.isSpace ? $0.columns : nil } ?? 0, columns / 3)
    var result: [[Part]] = []
    var current: [Part] = []
    var used = 0
    for part in parts.flatMap({ split($0, columns: columns - indent) }) {
      if used + part.columns > columns, !current.isEmpty {
        result.append(current)
        current = []
        used = indent
        if part.isSpace { continue }
      }
      current.append(part)
      used += part.columns
    }
    if !current.isEmpty { result.append(current) }
    return result.enumerated().map { index, parts in
      textLine(parts, indent: index == 0 ? 0 : indent)
    }
  }

  private static func textLine(_ parts: [Part], indent: Int) -> TextLine {
    let lead = indent > 0 ? [TextPiece(DisplayText(String(repeating: " ", count: indent)))] : []
    return TextLine(lead + parts.map { TextPiece(DisplayText($0.text), $0.tone) })
  }

  private static func parts(of line: TextLine) -> [Part] {
    var parts: [Part] = []
    for piece in line.pieces {
      var text = ""
      var isSpace = false
      for scalar in piece.text.text.unicodeScalars {
        if (scalar == " ") != isSpace, !text.isEmpty {
          parts.append(part(text, piece.tone, isSpace))
          text = ""
        }
        isSpace = scalar == " "
        text.unicodeScalars.append(scalar)
      }
      if !text.isEmpty { parts.append(part(text, piece.tone, isSpace)) }
    }
    return parts
  }

  private static func part(_ text: String, _ tone: Tone, _ isSpace: Bool) -> Part {
    Part(text: text, tone: tone, columns: ClippedText.columns(of: text), isSpace: isSpace)
  }

  /// A word that is wider than a line, in pieces that are not.
  private static func split(_ part: Part, columns: Int) -> [Part] {
    guard part.columns > columns, columns > 1 else { return [part] }
    var result: [Part] = []
    var text = ""
    var used = 0
    for scalar in part.text.unicodeScalars {
      let width = CharacterWidth.columns(of: scalar)
      if used + width > columns {
        result.append(self.part(text, part.tone, part.isSpace))
        text = ""
        used = 0
      }
      text.unicodeScalars.append(scalar)
      used += width
    }
    if !text.isEmpty { result.append(self.part(text, part.tone, part.isSpace)) }
    return result
  }
}
