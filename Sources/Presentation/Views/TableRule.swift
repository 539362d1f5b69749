internal import Metrics

/// How a list of values becomes a table: its columns, its order and what identifies a row.
struct TableRule<Value> {
  /// How one column is filled and ordered.
  struct Column {
    var column: TableColumn
    /// Whether the greatest value comes first when the column is chosen.
    var isDescending: Bool
    var order: (Value) -> SortKey
    var cell: (Value) -> TableCell
    /// Whether a row of a tree counts with all that stands below it.
    var isSummed = false
    /// Whether the cell of one value is another at every moment.
    var isOfMoment = false
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

  /// What copying a row copies; `nil` for its first cell.
  var copied: (Value) -> DisplayText? = { _ in nil }
  /// The name of a row that is not there.
  var named: (RowKey) -> DisplayText = { DisplayText($0.text) }
  /// The rows that stay on top; `nil` for those that the table's own state names.
  var pins: [RowKey]?
  /// How rows stand below each other; `nil` for rows that do not.
  var tree: Tree?
  /// Where the cells of a row come from that need not be made again; `nil` where all are made.
  var known: ((Value, RowKey, _ make: () -> [TableCell]) -> [TableCell])?

  /// How rows stand below each other.
  struct Tree {
    /// The column in which the lines of the tree stand.
    var column: String
    /// What children call the row; `nil` for a row outside the tree.
    var id: (Value) -> String?
    /// What the row calls its parent.
    var parent: (Value) -> String?
    /// When the row began.
    var start: (Value) -> Double?
    /// A row with the numbers of another added to its own.
    var sum: (Value, Value) -> Value
  }

  /// The table of what `values` the level's filter keeps.
  func model(_ values: [Value], _ level: Level, isFiltered: Bool = true) -> TableModel {
    let state = level.tables[pane] ?? TableState()
    let filter = isFiltered ? RowFilter(level.filter) : .none
    let search = isFiltered && !level.search.isEmpty ? RowFilter(level.search) : nil
    let pinned = Set(pins ?? state.pins)
    let matching = values.indices.filter { filter.terms.isEmpty || keeps(values[$0], filter) }
    let chosen = (state.sort ?? sort).flatMap { name in
      columns.firstIndex { $0.column.name == name }
    }
    let isDescending = chosen.map { columns[$0].isDescending != state.isInverted } ?? false
    let arrangement = Arrangement(
      values: values, keys: values.map(key), matching: matching, pinned: pinned, state: state,
      sort: chosen.map { (columns[$0], isDescending) }, tree: state.isTree ? tree : nil)
    var model = TableModel(
      columns: columns.map(\.column),
      rows: arrangement.rows().map { row($0, search, pinned) }, sortColumn: chosen,
      isDescending: isDescending, isFollowing: state.isFollowing, firstColumn: state.firstColumn)
    model.isTree = state.isTree && tree != nil
    model.selection = selection(in: model.rows, state)
    model.footer = footer(model, state, matching.count, of: values.count, level.filter)
    return model
  }

  private func row(
    _ arranged: Arrangement.Row, _ search: RowFilter?, _ pinned: Set<RowKey>
  ) -> TableRow {
    let value = arranged.value
    var row = TableRow(
      key: arranged.key, cells: cells(value, arranged.key), mark: mark(value),
      isMatch: search.map { keeps(value, $0) } ?? false, destination: destination(value))
    row.isPinned = pinned.contains(row.key)
    row.copied = copied(value)
    guard let place = arranged.place else { return row }
    row.branch = TableBranch(
      depth: place.depth, descendants: place.descendants, isCollapsed: place.isCollapsed)
    if let column = columns.firstIndex(where: { $0.column.name == tree?.column }) {
      row.cells[column].text = DisplayText(place.lines) + row.cells[column].text
    }
    return row
  }

  private func cells(_ value: Value, _ key: RowKey) -> [TableCell] {
    let make = { columns.map { $0.cell(value) } }
    guard let known else { return make() }
    var cells = known(value, key, make)
    for place in columns.indices where columns[place].isOfMoment {
      cells[place] = columns[place].cell(value)
    }
    return cells
  }

  private func footer(
    _ model: TableModel, _ state: TableState, _ kept: Int, of count: Int, _ filter: String
  ) -> [TextLine] {
    var lines: [TextLine] = []
    if kept < count {
      lines.append(TextLine(DisplayText("\(kept) of \(count) match '\(filter)'"), .muted))
    }
    if state.showsOnlyPinned {
      lines.append(TextLine("only what is pinned is shown; P shows all", .muted))
    }
    if let cursor = state.cursor, model.selection == nil, !model.rows.isEmpty {
      let end =
        state.isFollowing
        ? " is followed and not here at this moment; F ends it"
        : " is not here now; ↑ or ↓ chooses another"
      lines.append(TextLine(named(cursor) + DisplayText(end), .warning))
    }
    return lines
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
}

extension TableRule.Column {
  /// A column of numbers in a unit.
  static func number(
    _ name: String, _ title: DisplayText, width: Int, dropOrder: Int = 0, _ unit: Unit,
    isSummed: Bool = false, _ value: @escaping (Value) -> Double?
  ) -> TableRule.Column {
    var column = TableColumn(name, title: title, width: .fixed(width), dropOrder: dropOrder)
    column.unit = unit
    return TableRule.Column(
      column: column, isDescending: true, order: { .number(value($0)) },
      cell: { row in
        let value = value(row)
        return TableCell(
          DisplayText(unit.compact(value)), value.map { $0 == 0 } ?? true ? .muted : .plain,
          value: CellValue.number(value))
      }, isSummed: isSummed)
  }

  /// A column of texts.
  static func text(
    _ name: String, _ title: DisplayText, width: TableColumn.Width, dropOrder: Int = 0,
    source: @escaping (Value) -> ByteString? = { _ in nil },
    _ text: @escaping (Value) -> DisplayText
  ) -> TableRule.Column {
    TableRule.Column(
      column: TableColumn(
        name, title: title, alignment: .leading, width: width, dropOrder: dropOrder),
      isDescending: false, order: { .text(text($0).text) },
      cell: { row in
        TableCell(text(row), value: source(row).map { CellValue.text($0) })
      })
  }
}
