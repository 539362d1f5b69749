internal import Metrics

/// The columns of process tables.
struct ProcessColumns {
  let scene: Scene
  /// The processors of the machine; `nil` where nobody knows.
  let cores: Double?

  /// The table `pane` with everything about a process, ordered by `sort`.
  func rule(_ pane: PaneID, sort: String, isWide: Bool) -> TableRule<ProcessRow> {
    var columns: [TableRule<ProcessRow>.Column] = [
      pid, user, unit, cpu, memory,
      .number("read", "R/s", width: 6, dropOrder: 2, .bytesPerSecond) { $0.readBytes },
      .number("write", "W/s", width: 6, dropOrder: 1, .bytesPerSecond) { $0.writtenBytes },
      .text("state", "S", width: .fixed(1), dropOrder: 3) { $0.stateLetter },
    ]
    if isWide {
      columns.append(.number("threads", "THR", width: 5, dropOrder: 6, .count) { $0.threads })
      columns.append(age)
    }
    columns.append(
      .text("command", "COMMAND", width: .flexible(least: 16)) { $0.command })
    var rule = TableRule(pane: pane, columns: columns, key: \.key)
    rule.destination = { $0.process.map(Place.process) }
    rule.field = { row, name in
      switch name {
      case "comm": row.comm.text
      case "cgroup": row.controlGroup?.text
      default: nil
      }
    }
    rule.sort = sort
    return rule
  }

  private var pid: TableRule<ProcessRow>.Column {
    TableRule.Column(
      column: TableColumn("pid", title: "PID", width: .fixed(7)), isDescending: false,
      order: { .number($0.pid.flatMap { Double($0.text) }) },
      cell: { TableCell($0.pid.map { DisplayText($0, limit: 12) } ?? "·") })
  }

  private var user: TableRule<ProcessRow>.Column {
    .text("user", "USER", width: .fitted(least: 4, most: 10), dropOrder: 4) { row in
      row.user.map { DisplayText($0, limit: 32) } ?? (row.pid == nil ? "" : "–")
    }
  }

  private var unit: TableRule<ProcessRow>.Column {
    .text("unit", "UNIT", width: .fitted(least: 4, most: 18), dropOrder: 5) { $0.unit }
  }

  private var memory: TableRule<ProcessRow>.Column {
    .number("rss", "RSS", width: 6, .bytes) { $0.residentBytes }
  }

  private var cpu: TableRule<ProcessRow>.Column {
    let unit = scene.session.cpuUnit
    let cores = cores
    return TableRule.Column(
      column: TableColumn("cpu", title: ProcessColumns.title(unit), width: .fixed(6)),
      isDescending: true, order: { .number($0.cores) },
      cell: { row in
        let text = ProcessColumns.text(row.cores, unit, cores)
        return TableCell(DisplayText(text), (row.cores ?? 0) < 0.005 ? .muted : .plain)
      })
  }

  private static func title(_ unit: CPUUnit) -> DisplayText {
    switch unit {
    case .cores: "CORES"
    case .ofOne: "%CORE"
    case .ofAll: "%CPU"
    }
  }

  /// CPU in the unit that was chosen; `–` where it is not known yet.
  static func text(_ value: Double?, _ unit: CPUUnit, _ cores: Double?) -> String {
    guard let value else { return "–" }
    switch unit {
    case .cores: return NumberText.fixed(value, value < 9.995 ? 2 : 1)
    case .ofOne: return NumberText.fixed(value * 100, 1)
    case .ofAll: return cores.map { NumberText.fixed(value * 100 / $0, 1) } ?? "–"
    }
  }

  private var age: TableRule<ProcessRow>.Column {
    let moment = scene.moment.seconds
    return TableRule.Column(
      column: TableColumn("age", title: "AGE", width: .fixed(6), dropOrder: 7),
      isDescending: false, order: { .number($0.startSeconds.map { moment - $0 }) },
      cell: { row in
        TableCell(
          DisplayText(row.startSeconds.map { Age.text(seconds: moment - $0) } ?? "–"))
      })
  }
}
