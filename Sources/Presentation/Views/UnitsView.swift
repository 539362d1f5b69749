internal import Metrics
internal import PromQL

/// All control groups: services, pods and containers.
struct UnitsView: View {
  let scene: Scene

  private static let pane = PaneID("units")

  private var queries: UnitQueries { UnitQueries(scene: scene) }

  var requests: [PaneRequest] { queries.requests }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let rows = queries.rows(reading)
    let hasStates = rows.contains { $0.state != nil }
    var table = UnitColumns(scene: scene, hasStates: hasStates).rule(UnitsView.pane)
      .model(rows, scene.level)
    if rows.isEmpty, reading.isAnswered(requests) {
      table.message = TextLine(
        "no control group was recorded at this moment; there are some with version 2 only", .muted)
    }
    if let failed = failed(rows) { table.footer.append(failed) }
    table.footer += hidden
    if let leftOut = reading.number(queries.leftOut), leftOut > 0 {
      let text = "\(NumberText.grouped(leftOut)) further groups are not kept"
      table.footer.append(TextLine(DisplayText(text), .muted))
    }
    return [
      Pane(
        UnitsView.pane, title: "Units", content: .table(table),
        place: PanePlace(.main, leastRows: 5, weight: 1), remark: reading.remark(requests))
    ]
  }
}

extension UnitsView {
  /// The units that have failed, wherever they stand in the table.
  private func failed(_ rows: [UnitRow]) -> TextLine? {
    let failed = rows.filter { $0.state?.isFailed ?? false }.map(\.name).sorted {
      $0.text < $1.text
    }
    guard !failed.isEmpty else { return nil }
    let names = failed.prefix(5).joined(separator: ", ")
    let others = failed.count > 5 ? " and \(failed.count - 5) more" : ""
    return TextLine([
      TextPiece("failed: ", .critical), TextPiece(names), TextPiece(DisplayText(others)),
    ])
  }

  /// Why something is not known of units now.
  private var hidden: [TextLine] {
    guard scene.isLive else { return [] }
    return scene.situation.problems.filter { ["units", "systemd"].contains($0.subject.text) }
      .map { problem in
        TextLine([
          TextPiece("not known: ", .muted),
          TextPiece(problem.reason, problem.isAbsent ? .muted : .warning),
        ])
      }
  }
}

/// The queries of the table of units at the moment that is shown, and their join.
struct UnitQueries {
  let scene: Scene

  private static let pane = PaneID("units")

  private func instant(_ part: String, _ query: String) -> PaneRequest {
    scene.instant(UnitQueries.pane, part, query)
  }

  private func number(_ part: String, _ metric: String) -> PaneRequest {
    instant(part, scene.hostSelector(metric))
  }

  private func rate(_ part: String, _ metric: String) -> PaneRequest {
    instant(part, UnitQueries.newestRate(scene, metric))
  }

  /// The rate between the two newest samples: groups are read every five seconds, or less often where everything is.
  static func newestRate(_ scene: Scene, _ metric: String) -> String {
    let span = max(scene.situation.interval * 5, .seconds(25))
    return "irate(\(scene.hostSelector(metric))[\(PrometheusDuration.text(span))])"
  }

  private var cpu: PaneRequest { rate("cpu", "container_cpu_usage_seconds_total") }
  private var limits: PaneRequest {
    instant(
      "limits",
      "\(scene.hostSelector("container_spec_cpu_quota")) / "
        + scene.hostSelector("container_spec_cpu_period"))
  }
  private var throttled: PaneRequest {
    let rate = { (periods: String) in
      UnitQueries.newestRate(scene, "container_cpu_cfs_\(periods)_total")
    }
    return instant("throttled", "\(rate("throttled_periods")) / \(rate("periods"))")
  }
  private var memory: PaneRequest { number("memory", "container_memory_working_set_bytes") }
  private var memoryLimits: PaneRequest {
    number("memory-limits", "container_spec_memory_limit_bytes")
  }
  private var tasks: PaneRequest { number("tasks", "container_threads") }
  private var cpuWaiting: PaneRequest {
    rate("cpu-waiting", "container_pressure_cpu_waiting_seconds_total")
  }
  private var memoryWaiting: PaneRequest {
    rate("memory-waiting", "container_pressure_memory_waiting_seconds_total")
  }
  private var ioWaiting: PaneRequest {
    rate("io-waiting", "container_pressure_io_waiting_seconds_total")
  }
  private var reads: PaneRequest {
    instant(
      "reads",
      "sum without (device) (\(UnitQueries.newestRate(scene, "container_fs_reads_bytes_total")))")
  }
  private var writes: PaneRequest {
    instant(
      "writes",
      "sum without (device) (\(UnitQueries.newestRate(scene, "container_fs_writes_bytes_total")))")
  }
  var leftOut: PaneRequest {
    let own = QueryText.matcher("instance", scene.situation.host)
    return instant("left-out", "ringside_units_left_out{\(own)}")
  }

  var requests: [PaneRequest] {
    [
      cpu, limits, throttled, memory, memoryLimits, tasks, cpuWaiting, memoryWaiting, ioWaiting,
      reads, writes, leftOut,
    ] + states.requests
  }

  private var states: UnitStateQueries { UnitStateQueries(scene: scene, pane: UnitQueries.pane) }

  /// One row a group, in no order that means anything.
  func rows(_ reading: AnswerReading) -> [UnitRow] {
    var rows: [UnitRow] = []
    var places: [ByteString: Int] = [:]
    let join = { (request: PaneRequest, field: WritableKeyPath<UnitRow, Double?>) in
      for sample in reading.vector(request) {
        guard let id = sample.labels["id"] else { continue }
        let place = places[id] ?? rows.count
        if place == rows.count {
          places[id] = place
          rows.append(UnitRow(id: id, name: UnitRow.name(sample.labels)))
        }
        rows[place][keyPath: field] = sample.value.isNaN ? nil : sample.value
      }
    }
    join(tasks, \.tasks)
    join(memory, \.memoryBytes)
    join(memoryLimits, \.memoryLimitBytes)
    join(limits, \.limitCores)
    // The rates of what has just ended answer for a while: only what is there has a row.
    let present = Set(rows.map(\.id))
    join(cpu, \.cores)
    join(throttled, \.throttledShare)
    join(cpuWaiting, \.cpuWaiting)
    join(memoryWaiting, \.memoryWaiting)
    join(ioWaiting, \.ioWaiting)
    join(reads, \.readBytes)
    join(writes, \.writtenBytes)
    rows.removeAll { !present.contains($0.id) && $0.id != "/" }
    addStates(reading, to: &rows)
    return rows
  }

  /// Adds what systemd says, and rows for units that have no group and are worth one.
  private func addStates(_ reading: AnswerReading, to rows: inout [UnitRow]) {
    var states = self.states.states(reading)
    guard !states.isEmpty else { return }
    for index in rows.indices {
      guard let name = UnitRow.systemdName(rows[index].id) else { continue }
      rows[index].state = states.removeValue(forKey: name)
    }
    for state in states.values.sorted(by: { $0.name < $1.name }) where state.isShown {
      let name = DisplayText(UnitRow.lastName(state.name), limit: 64)
      rows.append(UnitRow(id: state.name, name: name, state: state))
    }
  }
}

/// The columns of the table of units.
struct UnitColumns {
  let scene: Scene
  /// Whether systemd was asked for its units.
  let hasStates: Bool

  func rule(_ pane: PaneID) -> TableRule<UnitRow> {
    var rule = TableRule<UnitRow>(
      pane: pane,
      columns: [.text("unit", "UNIT", width: .flexible(least: 16)) { $0.name }]
        + (hasStates ? [state] : []) + uses
        + (hasStates ? [restarts, age] : []),
      key: { RowKey($0.id.text) })
    rule.destination = { .unit($0.id) }
    rule.field = { row, name in name == "id" ? row.id.text : nil }
    rule.sort = "cpu"
    rule.copied = { DisplayText($0.id, limit: 512) }
    return rule
  }

  private var uses: [TableRule<UnitRow>.Column] {
    [
      cores,
      .share("cpu-limit", "%LIMIT", dropOrder: 6) { $0.cpuShare },
      .share("throttled", "THROT%") { $0.throttledShare },
      .number("memory", "MEMORY", width: 7, .bytes) { $0.memoryBytes },
      .share("memory-limit", "%LIMIT", dropOrder: 1) { $0.memoryShare },
      .share("cpu-waiting", "CPU-P%", dropOrder: 7) { $0.cpuWaiting },
      .share("memory-waiting", "MEM-P%", dropOrder: 4) { $0.memoryWaiting },
      .share("io-waiting", "IO-P%", dropOrder: 5) { $0.ioWaiting },
      .number("read", "R/s", width: 6, dropOrder: 9, .bytesPerSecond) { $0.readBytes },
      .number("write", "W/s", width: 6, dropOrder: 8, .bytesPerSecond) { $0.writtenBytes },
      .number("tasks", "TASKS", width: 6, dropOrder: 10, .count) { $0.tasks },
    ]
  }

  private var state: TableRule<UnitRow>.Column {
    TableRule.Column(
      column: TableColumn("state", title: "STATE", alignment: .leading, width: .fixed(12)),
      isDescending: true, order: { .text($0.state?.short.text ?? "") },
      cell: { row in
        TableCell(
          row.state?.short ?? "–", row.state?.tone ?? .muted,
          value: row.state?.state.map { CellValue.text($0) })
      })
  }

  private var restarts: TableRule<UnitRow>.Column {
    TableRule.Column(
      column: TableColumn("restarts", title: "AGAIN", width: .fixed(5), dropOrder: 2),
      isDescending: true, order: { .number($0.state?.restarts) },
      cell: { row in
        let count = row.state?.restarts
        return TableCell(
          DisplayText(Unit.count.compact(count)), count.map { $0 > 0 } ?? false ? .warning : .muted,
          value: .number(count))
      })
  }

  /// Since when it is active, or has failed.
  private var age: TableRule<UnitRow>.Column {
    let now = scene.moment.seconds
    return TableRule.Column(
      column: TableColumn("age", title: "AGE", width: .fixed(6), dropOrder: 3),
      isDescending: false, order: { .number($0.state?.since.map { now - $0 }) },
      cell: { row in
        let age = row.state?.since.map { now - $0 }
        return TableCell(
          DisplayText(age.map { Age.text(seconds: $0) } ?? "–"), age == nil ? .muted : .plain,
          value: .number(age))
      })
  }

  private var cores: TableRule<UnitRow>.Column {
    var column = TableColumn("cpu", title: "CORES", width: .fixed(6))
    column.unit = .cores
    return TableRule.Column(
      column: column, isDescending: true, order: { .number($0.cores) },
      cell: { row in
        let text = row.cores.map { NumberText.fixed($0, $0 < 9.995 ? 2 : 1) } ?? "–"
        return TableCell(
          DisplayText(text), (row.cores ?? 0) < 0.005 ? .muted : .plain, value: .number(row.cores))
      })
  }
}

extension TableRule.Column {
  /// A column of shares in percent; what comes near to everything is marked.
  fileprivate static func share(
    _ name: String, _ title: DisplayText, dropOrder: Int = 0,
    _ value: @escaping (Value) -> Double?
  ) -> TableRule.Column {
    let column = TableColumn(name, title: title, width: .fixed(6), dropOrder: dropOrder)
    return TableRule.Column(
      column: column, isDescending: true, order: { .number(value($0)) },
      cell: { row in
        let share = value(row)
        let tone: Tone =
          share.map { $0 >= 0.9 ? .warning : $0 < 0.0005 ? .muted : .plain } ?? .muted
        return TableCell(
          DisplayText(share.map { NumberText.fixed($0 * 100, 1) } ?? "–"), tone,
          value: .number(share))
      })
  }
}
