/// The first rows of a view's table of processes.
enum ReportTable {
  private static let most = 8

  static func lines(_ screen: Screen) -> [String] {
    let tables = screen.panes.compactMap { pane -> TableModel? in
      guard case .table(let table) = pane.content else { return nil }
      return table.columns.contains { $0.name == "pid" } ? table : nil
    }
    guard let table = tables.first, !table.rows.isEmpty else { return [] }
    let rows = table.rows.prefix(most).map { $0.cells.map(\.text.text) }
    let heads = table.columns.map(\.title.text)
    // The last column is the command, which takes what is left.
    let widths = heads.indices.map { column in
      ([heads[column]] + rows.map { $0[column] }).map(\.unicodeScalars.count).max() ?? 0
    }
    let lines = ([heads] + rows).map { row in
      let cells = row.enumerated().map { column, text in
        table.columns[column].alignment == .leading
          ? text.padded(to: widths[column]) : text.indented(to: widths[column])
      }
      return ReportLine.cut("  " + cells.joined(separator: "  "))
    }
    let others = table.rows.count - rows.count
    let more = others > 0 ? ["  \(others) more"] : []
    return ["Processes then, by CPU"] + lines + more
  }
}
