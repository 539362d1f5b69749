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
      .number("read", "R/s", width: 6, dropOrder: 2, .bytesPerSecond, isSummed: true) {
        $0.readBytes
      },
      .number("write", "W/s", width: 6, dropOrder: 1, .bytesPerSecond, isSummed: true) {
        $0.writtenBytes
      },
      .text("state", "S", width: .fixed(1), dropOrder: 3) { $0.stateLetter },
    ]
    if isWide {
      columns.append(
        .number("threads", "THR", width: 5, dropOrder: 6, .count, isSummed: true) { $0.threads })
      columns.append(age)
    }
    columns.append(
      .text(
        "command", "COMMAND", width: .flexible(least: 16),
        source: { row in row.commandLine.flatMap { $0.isEmpty ? nil : $0 } ?? row.comm }
      ) { $0.command })
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
    rule.copied = { $0.pid.map { DisplayText($0, limit: 32) } }
    rule.named = { ProcessKey(row: $0)?.name ?? DisplayText($0.text) }
    rule.pins = scene.session.pinned.map(\.row)
    let grouping = scene.level.tables[pane]?.grouping
    rule.tree =
      grouping.map { ProcessGroups(grouping: $0).tree }
      ?? TableRule.Tree(
        column: "command", id: { $0.pid?.text }, parent: { $0.parentPID?.text },
        start: \.startSeconds, sum: { $0.adding($1) })
    return rule
  }

  private var pid: TableRule<ProcessRow>.Column {
    TableRule.Column(
      column: TableColumn("pid", title: "PID", width: .fixed(7)), isDescending: false,
      order: { .number($0.pid.flatMap { Double($0.text) }) },
      cell: { row in
        TableCell(
          row.pid.map { DisplayText($0, limit: 12) } ?? "·",
          value: .number(row.pid.flatMap { Double($0.text) }))
      })
  }

  private var user: TableRule<ProcessRow>.Column {
    .text(
      "user", "USER", width: .fitted(least: 4, most: 10), dropOrder: 4, source: \.user
    ) { row in
      ProcessColumns.userText(row)
    }
  }

  /// The name of the user; empty for the rest of a name.
  static func userText(_ row: ProcessRow) -> DisplayText {
    row.user.map { DisplayText($0, limit: 32) } ?? (row.pid == nil ? "" : "–")
  }

  private var unit: TableRule<ProcessRow>.Column {
    .text("unit", "UNIT", width: .fitted(least: 4, most: 18), dropOrder: 5) { $0.unit }
  }

  private var memory: TableRule<ProcessRow>.Column {
    .number("rss", "RSS", width: 6, .bytes, isSummed: true) { $0.residentBytes }
  }

  private var cpu: TableRule<ProcessRow>.Column {
    let unit = scene.session.cpuUnit
    let cores = cores
    var column = TableColumn("cpu", title: ProcessColumns.title(unit), width: .fixed(6))
    column.unit = .cores
    return TableRule.Column(
      column: column, isDescending: true, order: { .number($0.cores) },
      cell: { row in
        let text = ProcessColumns.text(row, unit, cores)
        return TableCell(
          DisplayText(text), (row.cores ?? 0) < 0.005 ? .muted : .plain, value: .number(row.cores))
      }, isSummed: true)
  }

  private static func title(_ unit: CPUUnit) -> DisplayText {
    switch unit {
    case .cores: "CORES"
    case .ofOne: "%CORE"
    case .ofAll: "%ALL"
    case .ofLimit: "%LIMIT"
    }
  }

  /// CPU in the unit that was chosen; `–` where it is not known yet.
  static func text(_ row: ProcessRow, _ unit: CPUUnit, _ cores: Double?) -> String {
    guard let value = row.cores else { return "–" }
    switch unit {
    case .cores: return NumberText.fixed(value, value < 9.995 ? 2 : 1)
    case .ofOne: return NumberText.fixed(value * 100, 1)
    case .ofAll: return cores.map { NumberText.fixed(value * 100 / $0, 1) } ?? "–"
    case .ofLimit:
      return row.limitCores.map { NumberText.fixed(value * 100 / $0, 1) } ?? "–"
    }
  }

  private var age: TableRule<ProcessRow>.Column {
    let moment = scene.moment.seconds
    var column = TableColumn("age", title: "AGE", width: .fixed(6), dropOrder: 7)
    column.unit = .seconds
    return TableRule.Column(
      column: column, isDescending: false,
      order: { .number($0.startSeconds.map { moment - $0 }) },
      cell: { row in
        let age = row.startSeconds.map { moment - $0 }
        return TableCell(
          DisplayText(age.map { Age.text(seconds: $0) } ?? "–"), value: .number(age))
      }, isOfMoment: true)
  }
}
