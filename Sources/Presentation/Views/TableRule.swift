/// How a list of values becomes a table: its columns, its order and what identifies a row.
struct TableRule<Value> {
  /// How one column is filled and ordered.
  struct Column {
    var column: TableColumn
    /// Whether the greatest value comes first when the column is chosen.
    var isDescending: Bool
    var order: (Value) -> SortKey
    var cell: (Value) -> TableCell
  }

  /// What orders rows; what is absent comes last either way.
  enum SortKey {
    case number(Double?)
    case text(String)
  }

  var pane: PaneID
  var columns: [Column]
  var key: (Value) -> RowKey
  var destination: (Value) -> Place? = { _ in nil }
  var mark: (Value) -> Mark? = { _ in nil }
  /// The text of something that is no column, such as a label, for filters `k=v`.
  var field: (Value, String) -> String? = { _, _ in nil }
  /// The column that orders the rows until another is chosen; `nil` where the given order is the best.
  var sort: String?

  /// The table of what `values` the level's filter keeps.
  func model(_ values: [Value], _ level: Level, isFiltered: Bool = true) -> TableModel {
    let state = level.tables[pane] ?? TableState()
    let filter = isFiltered ? RowFilter(level.filter) : .none
    let search = isFiltered && !level.search.isEmpty ? RowFilter(level.search) : nil
    var kept = values
    if !filter.terms.isEmpty { kept = values.filter { keeps($0, filter) } }
    let chosen = (state.sort ?? sort).flatMap { name in
      columns.firstIndex { $0.column.name == name }
    }
    let isDescending = chosen.map { columns[$0].isDescending != state.isInverted } ?? false
    if let chosen { kept = sorted(kept, by: columns[chosen], isDescending) }
    var model = TableModel(
      columns: columns.map(\.column),
      rows: kept.map { value in
        TableRow(
          key: key(value), cells: columns.map { $0.cell(value) }, mark: mark(value),
          isMatch: search.map { keeps(value, $0) } ?? false, destination: destination(value))
      }, sortColumn: chosen, isDescending: isDescending, isFollowing: state.isFollowing,
      firstColumn: state.firstColumn)
    model.selection = selection(in: model.rows, state)
    if kept.count < values.count {
      model.footer.append(
        TextLine(DisplayText("\(kept.count) of \(values.count) match '\(level.filter)'"), .muted))
    }
    if let cursor = state.cursor, model.selection == nil, !model.rows.isEmpty {
      let text = "\(cursor.text) is not here now; ↑ or ↓ chooses another"
      model.footer.append(TextLine(DisplayText(text), .warning))
    }
    return model
  }

  /// The chosen row; the first where none was chosen, none where the chosen one is gone.
  private func selection(in rows: [TableRow], _ state: TableState) -> Int? {
    guard let cursor = state.cursor else { return rows.isEmpty ? nil : 0 }
    return rows.firstIndex { $0.key == cursor }
  }

  private func keeps(_ value: Value, _ filter: RowFilter) -> Bool {
    filter.keeps {
      columns.map { $0.cell(value).text.text }.joined(separator: " ")
    } field: { name in
      if let column = columns.first(where: { $0.column.name == name }) {
        return column.cell(value).text.text
      }
      return field(value, name)
    }
  }

  private func sorted(_ values: [Value], by column: Column, _ isDescending: Bool) -> [Value] {
    let keys = values.map(column.order)
    let names = values.map(key)
    let order = values.indices.sorted { left, right in
      switch (keys[left], keys[right]) {
      case (.number(let a?), .number(let b?)) where a != b: return isDescending ? a > b : a < b
      case (.number(.some), .number(nil)): return true
      case (.number(nil), .number(.some)): return false
      case (.text(let a), .text(let b)) where a != b: return isDescending ? a > b : a < b
      default: return names[left] < names[right]
      }
    }
    return order.map { values[$0] }
  }
}

extension TableRule.Column {
  /// A column of numbers in a unit.
  static func number(
    _ name: String, _ title: DisplayText, width: Int, dropOrder: Int = 0, _ unit: Unit,
    _ value: @escaping (Value) -> Double?
  ) -> TableRule.Column {
    TableRule.Column(
      column: TableColumn(name, title: title, width: .fixed(width), dropOrder: dropOrder),
      isDescending: true, order: { .number(value($0)) },
      cell: { row in
        let value = value(row)
        return TableCell(
          DisplayText(unit.compact(value)), value.map { $0 == 0 } ?? true ? .muted : .plain)
      })
  }

  /// A column of texts.
  static func text(
    _ name: String, _ title: DisplayText, width: TableColumn.Width, dropOrder: Int = 0,
    _ text: @escaping (Value) -> DisplayText
  ) -> TableRule.Column {
    TableRule.Column(
      column: TableColumn(
        name, title: title, alignment: .leading, width: width, dropOrder: dropOrder),
      isDescending: false, order: { .text(text($0).text) }, cell: { TableCell(text($0)) })
  }
}
