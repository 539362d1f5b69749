internal import Metrics

extension Pane {
  /// What the pane shows as a table to be written; `nil` for charts, which are series, and for text.
  var exportedTable: TableModel? {
    switch content {
    case .table(let table): table
    case .stat(let stat): ExportedTable.of(stat)
    case .gauge(let gauge): ExportedTable.of(gauge)
    case .heatmap(let heatmap): ExportedTable.of(heatmap)
    case .chart, .text: nil
    }
  }
}

/// Tables made of what is drawn as something else.
enum ExportedTable {
  /// Each number as it is shown, with its unit.
  static func of(_ stat: StatModel) -> TableModel {
    table(
      [("name", nil), ("value", nil), ("unit", nil)],
      stat.values.map { [TableCell($0.name), TableCell($0.number), TableCell($0.unit)] })
  }

  /// Each bar's value.
  static func of(_ gauge: GaugeModel) -> TableModel {
    table(
      [("name", nil), ("value", gauge.unit)],
      gauge.bars.map { [TableCell($0.name), TableCell("", value: .number($0.value))] })
  }

  /// Each cell that holds something: its time, its bucket's upper bound, and how many are in it.
  static func of(_ heatmap: HeatmapModel) -> TableModel {
    let rows = heatmap.buckets.flatMap { bucket in
      zip(bucket.times, bucket.counts).map { time, count in
        [
          TableCell(DisplayText(UTCText.text(Timestamp(milliseconds: time)))),
          TableCell("", value: .number(bucket.upper)), TableCell("", value: .number(count)),
        ]
      }
    }
    return table([("time", nil), ("le", heatmap.unit), ("count", nil)], rows)
  }

  private static func table(
    _ columns: [(name: String, unit: Unit?)], _ rows: [[TableCell]]
  ) -> TableModel {
    TableModel(
      columns: columns.map { name, unit in
        var column = TableColumn(name, title: DisplayText(name), width: .flexible(least: 1))
        column.unit = unit
        return column
      },
      rows: rows.enumerated().map { TableRow(key: RowKey("\($0)"), cells: $1) })
  }
}
