public import Presentation

/// One frame: its cells, and what keys need to know of its layout.
public struct Frame: Hashable, Sendable {
  /// The cells.
  public var cells: CellBuffer
  /// The dot columns of the widest chart; 0 where none is shown.
  public var chartColumns = 0
  /// The rows of the focused table or text; 0 where none is shown.
  public var pageRows = 0
  /// What can be pointed at, later ones in front of earlier ones.
  var targets: [ClickTarget] = []
  /// The rows that panes have.
  public var bodyRows = 0
}

/// Draws screens: a pure function of the screen, the size, the glyphs and the key map.
public struct Drawing: Sendable {
  /// Which characters draw.
  public var glyphs: GlyphSet
  /// Where hints and help find their keys.
  public var keyMap: KeyMap
  /// How many colours will be seen: what colour alone would say is then said by characters.
  public var colors: ColorDepth

  /// A way to draw.
  ///
  /// - Parameters:
  ///   - glyphs: which characters draw.
  ///   - keyMap: where hints and help find their keys.
  ///   - colors: how many colours will be seen.
  public init(
    glyphs: GlyphSet, keyMap: KeyMap = .standard, colors: ColorDepth = .palette
  ) {
    self.glyphs = glyphs
    self.keyMap = keyMap
    self.colors = colors
  }

  /// The frame of a screen at a size, however small or large.
  public func frame(_ screen: Screen, size: GridSize) -> Frame {
    var frame = Frame(cells: CellBuffer(size: size, repertoire: glyphs.repertoire))
    let bounds = frame.cells.bounds
    guard bounds.width >= 40, bounds.height >= 10 else {
      drawSummary(screen, in: bounds, &frame.cells)
      return frame
    }
    var body = bounds
    body = drawHeader(screen, in: body, &frame)
    body = drawFooter(screen, in: body, &frame)
    frame.bodyRows = body.height
    drawPanes(screen, in: body, &frame)
    drawAssistance(screen, in: body, &frame.cells)
    // The first line says what burns, the last what the keys do.
    drawPopup(screen, in: bounds.top(bounds.height - 1).droppingTop(1), &frame)
    return frame
  }

  /// What still fits where nothing else does: the counts of alerts, the moment, and the first sentence.
  private func drawSummary(_ screen: Screen, in rect: Rect, _ cells: inout CellBuffer) {
    guard !rect.isEmpty else { return }
    let ground: Ground = screen.isRinging ? .alarm : .plain
    var column = rect.column
    for count in screen.status.alerts where column < rect.end {
      column = drawCount(count, column, rect.row, end: rect.end, ground, &cells) + 1
    }
    if column < rect.end {
      cells.writeTrailing(
        screen.status.clock, start: column, rect.row, end: rect.end, on: ground)
    }
    var row = rect.row + 1
    for sentence in screen.sentences where row < rect.bottom {
      cells.write(sentence.text, rect.column, row, end: rect.end)
      row += 1
    }
  }

  /// A sign and its words.
  func drawCount(
    _ count: AlertCount, _ column: Int, _ row: Int, end: Int, _ ground: Ground,
    _ cells: inout CellBuffer
  ) -> Int {
    let style = Style(StyleRole(count.tone), on: ground)
    let next = cells.write(String(glyphs.sign(count.mark)), column, row, end: end, style)
    return cells.write(count.text, next + 1, row, end: end, style)
  }
}
