internal import Metrics
internal import PromQL

/// Series or groups of series with their values, the greatest first.
struct SeriesTable {
  let pane: PaneID
  let scene: Scene
  let unit: Unit
  /// Where Enter on the series with these labels leads.
  let destination: (Labels) -> Place?

  func model(_ samples: [VectorSample], isAnswered: Bool) -> TableModel {
    let common = SeriesNaming.common(samples.map(\.labels))
    let unit = unit
    var table = TableRule<VectorSample>(
      pane: pane,
      columns: [
        .text("series", "SERIES", width: .flexible(least: 20)) {
          SeriesNaming.name($0.labels, without: common)
        },
        TableRule.Column(
          column: TableColumn("value", title: "VALUE", width: .fixed(12)), isDescending: true,
          order: { .number($0.value.isNaN ? nil : $0.value) },
          cell: { TableCell(DisplayText(unit.text($0.value)), value: .number($0.value)) }),
      ],
      key: { RowKey($0.labels.description) })
    table.copied = { DisplayText(QueryText.selector($0.labels)) }
    table.destination = { destination($0.labels) }
    table.field = { sample, name in sample.labels[ByteString(name)]?.text }
    table.sort = "value"
    var model = table.model(samples, scene.level)
    if samples.isEmpty, isAnswered {
      model.message = TextLine("no series has a value at this moment", .muted)
    }
    return model
  }
}

/// Tables of labels.
enum LabelTable {
  /// The names of labels with the number of their values; Enter leads to the values.
  static func names(_ pane: PaneID, _ selection: MetricSelection) -> TableRule<LabelName> {
    var rule = TableRule<LabelName>(
      pane: pane,
      columns: [
        .text("label", "LABEL", width: .fitted(least: 8, most: 24)) {
          DisplayText($0.name, limit: 64)
        },
        .number("values", "VALUES", width: 6, .count) { Double($0.values) },
        .number("series", "SERIES", width: 6, dropOrder: 2, .count) { Double($0.series) },
        .text("examples", "SUCH AS", width: .flexible(least: 8), dropOrder: 1) { label in
          let shown = label.examples.map { DisplayText($0, limit: 40) }.joined(separator: ", ")
          return label.values > label.examples.count ? shown + " …" : shown
        },
      ],
      key: { RowKey($0.name.text) })
    rule.destination = { .labelValues(selection, label: $0.name) }
    return rule
  }

  /// The values of a label; Enter leads to the series that have one.
  static func values(
    _ pane: PaneID, _ selection: MetricSelection, _ label: ByteString, _ unit: Unit
  ) -> TableRule<LabelValue> {
    func number(_ name: String, _ title: DisplayText, _ value: @escaping (LabelValue) -> Double)
      -> TableRule<LabelValue>.Column
    {
      TableRule.Column(
        column: TableColumn(
          name, title: title, width: .fixed(11), dropOrder: name == "sum" ? 0 : 1),
        isDescending: true, order: { .number(value($0).isNaN ? nil : value($0)) },
        cell: { TableCell(DisplayText(unit.text(value($0)))) })
    }
    var rule = TableRule<LabelValue>(
      pane: pane,
      columns: [
        TableRule.Column(
          column: TableColumn(
            "value", title: "VALUE", alignment: .leading, width: .flexible(least: 16)),
          isDescending: false, order: { .text($0.value.text) },
          cell: {
            $0.value.isEmpty
              ? TableCell("(without this label)", .muted) : TableCell(DisplayText($0.value))
          }),
        .number("series", "SERIES", width: 7, .count) { Double($0.series) },
        number("sum", "SUM", \.sum), number("least", "LEAST", \.least),
        number("greatest", "GREATEST", \.greatest),
      ],
      key: { RowKey($0.value.text) })
    rule.destination = { selection.narrowed(label, $0.value).place }
    rule.sort = "series"
    return rule
  }
}
