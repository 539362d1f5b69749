internal import Presentation

extension CellBuffer {
  /// Writes text from a place up to, not including, the column `end`, and returns the column after it.
  ///
  /// What does not fit is left out; a character of two columns that would straddle the end leaves a space.
  @discardableResult
  mutating func write(
    _ text: some StringProtocol, _ column: Int, _ row: Int, end: Int, _ style: Style
  ) -> Int {
    var column = column
    for scalar in text.unicodeScalars {
      guard put(scalar: scalar, &column, row, end: end, style) else { break }
    }
    return column
  }

  /// Writes one character and moves on; `false` where it does not fit.
  private mutating func put(
    scalar: Unicode.Scalar, _ column: inout Int, _ row: Int, end: Int, _ style: Style
  ) -> Bool {
    let shown = repertoire.shown(scalar)
    switch CharacterWidth.columns(of: scalar) {
    case 0:
      // What the repertoire lacks has no mark either.
      if shown == scalar { addMark(scalar, column - 1, row) }
      return true
    case 1:
      guard column < end else { return false }
      put(shown, column, row, style)
      column += 1
      return true
    default:
      guard column < end else { return false }
      guard column + 1 < end else {
        put(" ", column, row, style)
        column += 1
        return false
      }
      if shown == scalar {
        putWide(scalar, column, row, style)
      } else {
        // Two columns stay two columns, so that what stands to the right does not move.
        put(shown, column, row, style)
        put(shown, column + 1, row, style)
      }
      column += 2
      return true
    }
  }

  /// Writes safe text; its escapes are muted, and where it does not fit an ellipsis ends it.
  @discardableResult
  mutating func write(
    _ text: DisplayText, _ column: Int, _ row: Int, end: Int, _ style: Style
  ) -> Int {
    let room = end - column
    guard room > 0 else { return column }
    let isCut =
      text.text.utf8.count > room && ClippedText.columns(of: text.text) > room
    let last = isCut ? end - 1 : end
    guard !text.escapes.isEmpty || isCut else {
      return write(text.text, column, row, end: end, style)
    }
    var next = column
    var offset = 0
    for scalar in text.text.unicodeScalars {
      let isEscape = text.escapes.contains { $0.contains(offset) }
      let look = isEscape ? Style(.muted, on: style.ground) : style
      guard put(scalar: scalar, &next, row, end: last, look) else { break }
      offset += UTF8.width(scalar)
    }
    if isCut { next = write("…", last, row, end: end, style) }
    return next
  }

  /// Writes a line in its tones; an ellipsis ends it where it does not fit.
  @discardableResult
  mutating func write(
    _ line: TextLine, _ column: Int, _ row: Int, end: Int, on ground: Ground = .plain
  ) -> Int {
    var next = column
    for piece in line.pieces {
      guard next < end else {
        if end > column, !piece.text.isEmpty {
          put("…", end - 1, row, Style(StyleRole(piece.tone), on: ground))
        }
        break
      }
      next = write(piece.text, next, row, end: end, Style(StyleRole(piece.tone), on: ground))
    }
    return next
  }

  /// Writes a line so that it ends before `end`, and returns the column where it begins; not before `start`.
  @discardableResult
  mutating func writeTrailing(
    _ line: TextLine, start: Int, _ row: Int, end: Int, on ground: Ground = .plain
  ) -> Int {
    let first = max(start, end - line.columns)
    write(line, first, row, end: end, on: ground)
    return first
  }

  /// Writes text at the right end of a part of a row.
  @discardableResult
  mutating func writeTrailing(
    _ text: DisplayText, start: Int, _ row: Int, end: Int, _ style: Style
  ) -> Int {
    let first = max(start, end - text.columns)
    write(text, first, row, end: end, style)
    return first
  }
}

extension UTF8 {
  /// The bytes that a scalar takes.
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case ..<0x80: 1
    case ..<0x800: 2
    case ..<0x10000: 3
    default: 4
    }
  }
}

extension DisplayText {
  /// The columns that the text takes.
  var columns: Int { ClippedText.columns(of: text) }
}

extension TextLine {
  /// The columns that the line takes.
  var columns: Int { pieces.reduce(0) { $0 + $1.text.columns } }
}

extension StyleRole {
  /// The role that shows a tone.
  init(_ tone: Tone) {
    self =
      switch tone {
      case .plain: .text
      case .muted: .muted
      case .strong: .strong
      case .heading: .heading
      case .good: .good
      case .warning: .warning
      case .critical: .critical
      case .accent: .accent
      }
  }
}
