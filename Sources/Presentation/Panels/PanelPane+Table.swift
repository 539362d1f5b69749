internal import Dashboards
internal import Metrics
internal import PromQL

/// A row of a table panel: a label set, and a value a query.
struct PanelRow {
  var labels: Labels
  var values: [String: Double]
}

extension PanelPane {
  /// A row a label set, a column a label and a query.
  func table(_ reading: AnswerReading) -> TableModel {
    var rows: [Labels: PanelRow] = [:]
    for query in panel.queries {
      for sample in reading.vector(instant(query)) {
        let labels = sample.labels.withoutMetricName
        rows[labels, default: PanelRow(labels: labels, values: [:])].values[query.name] =
          sample.value
      }
    }
    let sorted = rows.values.sorted { $0.labels < $1.labels }
    let kept = limited(sorted)
    var model = rule(sorted.map(\.labels)).model(kept, scene.level)
    if kept.count < sorted.count {
      let text = "top \(kept.count) of \(sorted.count) by \(sortName)"
      model.footer.append(TextLine(DisplayText(text), .muted))
    }
    if rows.isEmpty { model.message = absence(reading) }
    return model
  }

  private var sortName: String { panel.table.sortColumn ?? panel.queries.first?.name ?? "" }

  /// As many rows as the author wants, by the column that orders them.
  private func limited(_ rows: [PanelRow]) -> [PanelRow] {
    guard let limit = panel.table.limit, rows.count > limit else { return rows }
    let name = sortName
    let worst = panel.table.isAscending ? Double.infinity : -Double.infinity
    let ranked = rows.sorted { left, right in
      let (a, b) = (left.values[name] ?? worst, right.values[name] ?? worst)
      guard a != b else { return left.labels < right.labels }
      return panel.table.isAscending ? a < b : a > b
    }
    return Array(ranked.prefix(max(0, limit)))
  }

  private func rule(_ sets: [Labels]) -> TableRule<PanelRow> {
    var rule = TableRule<PanelRow>(
      pane: id, columns: labelColumns(sets) + valueColumns,
      key: { RowKey($0.labels.description) })
    rule.field = { row, name in row.labels[ByteString(name)]?.text }
    rule.destination = { PanelPane.destination($0.labels) }
    rule.sort = rule.columns.contains { $0.column.name == sortName } ? sortName : nil
    return rule
  }

  private func labelColumns(_ sets: [Labels]) -> [TableRule<PanelRow>.Column] {
    var names = panel.table.labels.map { ByteString($0) }
    if names.isEmpty {
      let common = SeriesNaming.common(sets)
      names = Set(sets.flatMap { $0.map(\.name) }).filter { common[$0] == nil }.sorted()
    }
    return names.enumerated().map { place, name in
      .text(
        name.text, DisplayText(name.text.uppercased(), limit: 24),
        width: place == 0 ? .flexible(least: 10) : .fitted(least: 6, most: 32),
        dropOrder: place == 0 ? 0 : place + 10
      ) { row in DisplayText(row.labels[name] ?? "", limit: 256) }
    }
  }

  private var valueColumns: [TableRule<PanelRow>.Column] {
    panel.queries.enumerated().map { place, query in
      let unit = unit(query)
      let title = query.legend.map { context.words.title($0) } ?? query.name
      let thresholds = place == 0 ? panel.thresholds : Thresholds()
      return TableRule<PanelRow>.Column(
        column: TableColumn(
          query.name, title: DisplayText(title.uppercased(), limit: 24),
          width: .fitted(least: 7, most: 18), dropOrder: place == 0 ? 0 : place),
        isDescending: !(panel.table.isAscending && query.name == sortName),
        order: { .number($0.values[query.name].flatMap { $0.isNaN ? nil : $0 }) },
        cell: { row in
          let value = row.values[query.name]
          let tone = thresholds.tone(ofKnown: value)
          return TableCell(
            DisplayText(unit.text(value)), value.map { $0 == 0 } ?? true ? .muted : tone)
        })
    }
  }

  /// Where a row leads whose labels name something that has a place of its own.
  private static func destination(_ labels: Labels) -> Place? {
    if let pid = labels["pid"], let comm = labels["comm"] {
      return .process(ProcessKey(pid: pid, comm: comm))
    }
    return nil
  }
}
