internal import Metrics

/// The disks: what goes through them, and the file systems on them.
struct DisksView: View {
  let scene: Scene

  private var queries: MountQueries { MountQueries(scene: scene) }

  private var charts: [ChartRule] {
    let charts = HostCharts(scene: scene)
    let rules = [
      charts.diskBytes, charts.diskLatency, charts.diskBusy, charts.diskOperations,
      charts.diskQueue,
    ]
    return rules.enumerated().map { index, rule in
      var rule = rule
      rule.place.collapseOrder = index + 1
      return rule
    }
  }

  var requests: [PaneRequest] { charts.flatMap { $0.requests(scene) } + queries.requests }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let pane = PaneID("mounts")
    let rows = queries.rows(reading)
    var table = MountColumns.rule(pane, fillsIn: queries.shortRange != nil).model(rows, scene.level)
    if rows.isEmpty {
      table.message = TextLine(
        reading.isAnswered(queries.requests) ? "no file system was recorded at this moment" : "",
        .muted)
    } else if queries.shortRange == nil {
      table.footer.append(
        TextLine("when they are full is said after two minutes of history", .muted))
    }
    let silent = rows.count { !$0.failure.isEmpty }
    if silent > 0 {
      table.footer.append(
        TextLine(
          DisplayText(
            "\(silent) \(silent == 1 ? "does" : "do") not answer: what is not known of "
              + "\(silent == 1 ? "it" : "them") is –"), .warning))
    }
    return charts.map { $0.pane(reading) } + [
      Pane(
        pane, title: "File systems", content: .table(table),
        place: PanePlace(.main, leastRows: 6, weight: 2),
        remark: reading.remark(queries.requests))
    ]
  }
}

/// The columns of tables of mounts.
enum MountColumns {
  static func rule(_ pane: PaneID, fillsIn: Bool) -> TableRule<MountRow> {
    var rule = TableRule<MountRow>(
      pane: pane,
      columns: [
        .text("mount", "MOUNT", width: .fitted(least: 8, most: 32), source: \.mount.mountPoint) {
          DisplayText($0.mount.mountPoint, limit: 128)
        },
        share("used", "USE%", least: 0.9) { $0.usedShare },
        .number("avail", "AVAIL", width: 6, .bytes) { $0.available },
        .number("size", "SIZE", width: 6, dropOrder: 4, .bytes) { $0.size },
        share("inodes", "INODE%", least: 0.9, dropOrder: 3) { $0.inodeShare },
        growth, full,
        .text("type", "TYPE", width: .fitted(least: 4, most: 8), dropOrder: 5, source: \.type) {
          DisplayText($0.type, limit: 32)
        },
        .text("state", "STATE", width: .fitted(least: 5, most: 20), dropOrder: 1) { state($0) },
        .text(
          "device", "DEVICE", width: .flexible(least: 16), dropOrder: 6, source: \.mount.device
        ) { DisplayText($0.mount.device, limit: 128) },
      ],
      key: \.mount.row)
    rule.destination = { .mount($0.mount) }
    rule.sort = "used"
    return rule
  }

  private static func state(_ row: MountRow) -> DisplayText {
    if !row.failure.isEmpty { return DisplayText(row.failure, limit: 64) }
    return row.isReadOnly ? "read-only" : ""
  }

  private static func share(
    _ name: String, _ title: DisplayText, least: Double, dropOrder: Int = 0,
    _ value: @escaping (MountRow) -> Double?
  ) -> TableRule<MountRow>.Column {
    var column: TableRule<MountRow>.Column = .number(
      name, title, width: title.text.count, dropOrder: dropOrder, .ratio, value)
    column.cell = { row in
      let share = value(row)
      let tone: Tone = share.map { $0 >= least ? .warning : .plain } ?? .muted
      return TableCell(DisplayText(Unit.ratio.compact(share)), tone, value: .number(share))
    }
    return column
  }

  private static var growth: TableRule<MountRow>.Column {
    var column: TableRule<MountRow>.Column = .number(
      "growth", "GROWTH", width: 7, dropOrder: 2, .bytesPerSecond
    ) { $0.growth }
    column.cell = { row in
      let text = GrowthText.text(row.growth)
      return TableCell(
        DisplayText(text), (row.growth ?? 0) > 0 ? .plain : .muted, value: .number(row.growth))
    }
    return column
  }

  /// The soonest first.
  private static var full: TableRule<MountRow>.Column {
    TableRule.Column(
      column: TableColumn("full", title: "FULL IN", width: .fixed(7)), isDescending: false,
      order: { .number($0.fill.secondsToFull) },
      cell: { row in
        let seconds = row.fill.secondsToFull
        return TableCell(
          DisplayText(seconds.map { Age.text(seconds: $0) } ?? "–"),
          seconds.map { $0 < 8 * 3600 ? .warning : .plain } ?? .muted, value: .number(seconds))
      })
  }
}

/// Bytes each second with their sign, as growth is read: `+38M/s`, `-1.2k/s`, `0`.
enum GrowthText {
  static func text(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    guard abs(value) >= 0.5 else { return "0" }
    let size = NumberText.scaled(abs(value), NumberText.compactBinary, spaced: false)
    return (value < 0 ? "-" : "+") + size + "/s"
  }
}
