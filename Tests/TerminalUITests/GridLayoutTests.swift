import Metrics
import Presentation
import Testing

@testable import TerminalUI

/// Where the panels of a dashboard stand on screens of 200, 120, 80 and 40 columns.
@Suite struct GridLayoutTests {
  private static func pane(_ name: String, _ content: Pane.Content, _ place: GridPlace, least: Int)
    -> Pane
  {
    Pane(
      PaneID(name), title: DisplayText(name), content: content,
      place: PanePlace(.grid(place), leastRows: least))
  }

  private static func place(_ column: Int, _ row: Int, _ width: Int, _ height: Int) -> GridPlace {
    GridPlace(column: column, row: row, width: width, height: height)
  }

  private static let stat = Pane.Content.stat(
    StatModel([StatValue(key: RowKey("a"), name: "", value: 7, unit: .count)]))

  private static func panes(focus: Int) -> [Pane] {
    let chart = Pane.Content.chart(SampleScreens.network)
    var panes = [
      pane("one", stat, place(0, 0, 12, 4), least: 3),
      pane("two", stat, place(12, 0, 12, 4), least: 3),
      pane("three", chart, place(0, 4, 16, 8), least: 6),
      pane("four", chart, place(16, 4, 8, 8), least: 6),
      pane("five", chart, place(0, 12, 24, 8), least: 6),
    ]
    panes[focus].isFocused = true
    return panes
  }

  private func layout(_ columns: Int, _ rows: Int, focus: Int = 0) -> Layout {
    Layout(
      Self.panes(focus: focus), maximised: nil,
      in: Rect(column: 0, row: 2, width: columns, height: rows - 4),
      screen: GridSize(columns: columns, rows: rows))
  }

  private func text(_ layout: Layout) -> [String] {
    layout.placed.map { placed in
      let rect = placed.rect
      return "\(placed.pane) \(rect.column),\(rect.row) \(rect.width)x\(rect.height)"
    }
  }

  @Test func `200 columns: as designed, a column apart`() {
    let layout = layout(200, 50)
    #expect(
      text(layout) == [
        "0 0,2 99x9", "1 100,2 100x9", "2 0,11 132x19", "3 133,11 67x19", "4 0,30 200x18",
      ])
    #expect(layout.position == nil)
  }

  @Test func `120 columns: two beside each other, the wide ones alone, in pages`() {
    let first = layout(120, 40)
    #expect(first.placed.map(\.pane) == [0, 1, 2, 3])
    #expect(first.placed.map(\.rect.width) == [59, 60, 120, 120])
    #expect(layout(120, 40, focus: 4).placed.map(\.pane) == [4])
  }

  @Test func `80 columns: one below the other, the page holds the focus and says which it is`() {
    #expect(layout(80, 24, focus: 0).position == "panels 1–3 of 5")
    let last = layout(80, 24, focus: 4)
    #expect(last.placed.map(\.pane).contains(4))
    #expect(last.placed.allSatisfy { $0.rect.width == 80 })
    #expect(last.placed.allSatisfy { $0.rect.bottom <= 21 })
  }

  @Test func `40 columns: one panel alone`() {
    let layout = layout(40, 12, focus: 2)
    #expect(text(layout) == ["2 0,2 40x7"])
    #expect(layout.position == "panel 3 of 5")
  }

  @Test func `a grid is drawn at every size within its cells`() {
    for columns in stride(from: 1, through: 210, by: 13) {
      for rows in stride(from: 1, through: 60, by: 7) {
        for focus in 0..<5 {
          var screen = SampleScreens.host
          screen.panes = Self.panes(focus: focus)
          let size = GridSize(columns: columns, rows: rows)
          let frame = Drawing(glyphs: .braille).frame(screen, size: size)
          #expect(frame.cells.size == size)
        }
      }
    }
  }

  @Test func `a choice of values shows what was typed, what is chosen, and what keys do`() {
    var screen = SampleScreens.host
    screen.popup = .chooser(
      ChooserModel(
        title: "device", search: PromptModel(label: "value ", before: "sd", after: ""),
        items: [ChooserItem("sda", isChosen: true), ChooserItem("sdb", isChosen: false)],
        selection: 1, advice: "Enter takes it"))
    let lines = Drawing(glyphs: .ascii).frame(screen, size: GridSize(columns: 80, rows: 24)).cells
      .lines
    #expect(lines.contains { $0.contains("value  sd") })
    #expect(lines.contains { $0.contains("* sda") })
    #expect(lines.contains { $0.contains(">   sdb") })
    #expect(lines.contains { $0.contains("Enter takes it") })
  }
}
