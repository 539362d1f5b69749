internal import Metrics

/// The table of processes as a pane of any view.
struct ProcessTablePane {
  let scene: Scene
  let queries: ProcessQueries
  /// The control group whose processes are shown, those of groups below it included; `nil` for all.
  var unit: ByteString?

  func pane(
    _ reading: AnswerReading, _ id: PaneID, title: DisplayText, sort: String, isWide: Bool,
    place: PanePlace = PanePlace(.main, leastRows: 5, weight: 2)
  ) -> Pane {
    let all = queries.rows(reading).filter { isPresent($0, reading) && isInside($0) }
    let hidden = scene.session.hidesKernelThreads ? all.count(where: \.isKernelThread) : 0
    let rows = all.filter { hidden == 0 || !$0.isKernelThread } + absent(all, reading)
    let grouping = scene.level.tables[id]?.grouping
    let groups = grouping.map { ProcessGroups(grouping: $0).rows(rows) } ?? []
    let cores = reading.number(HostFacts(scene).cores)
    var rule = ProcessColumns(scene: scene, cores: cores).rule(id, sort: sort, isWide: isWide)
    let memo = reading.memo?.processRows(of: id)
    memo?.begin(look: [scene.session.cpuUnit, cores, isWide])
    rule.known = memo.map { memo in { memo.cells(of: $0, $1, $2) } }
    var table = rule.model(rows + groups, scene.level)
    memo?.end()
    table.holdsProcesses = true
    table.knowsLimits = rows.contains { $0.limitCores != nil }
    if hidden > 0 {
      let threads = hidden == 1 ? "1 kernel thread is" : "\(hidden) kernel threads are"
      table.footer.append(TextLine(DisplayText("\(threads) hidden; K shows them"), .muted))
    }
    table.footer.append(contentsOf: queries.footer(reading, rows))
    if rows.isEmpty {
      let text: DisplayText =
        reading.isAnswered([queries.memory]) ? "no process was recorded at this moment" : ""
      table.message = TextLine(text, .muted)
    }
    return Pane(
      id,
      title: grouping.map { title + " " + $0.words } ?? (table.isTree ? title + ", a tree" : title),
      content: .table(table), place: place,
      remark: reading.remark([queries.cpu, queries.memory]))
  }

  /// Whether a row is of the moment that is shown: the rates of what has just ended still answer for a while.
  private func isPresent(_ row: ProcessRow, _ reading: AnswerReading) -> Bool {
    guard row.pid != nil, reading.answer(queries.memory) != nil else { return true }
    return row.residentBytes != nil || row.state != nil || row.commandLine != nil
  }

  private func isInside(_ row: ProcessRow) -> Bool {
    guard let unit, unit != "/" else { return true }
    guard let group = row.controlGroup else { return false }
    return group == unit || group.hasPrefix(ByteString(unit.bytes + [0x2f]))
  }

  /// The pinned processes that have no sample at this moment: their rows stay, and say so.
  private func absent(_ rows: [ProcessRow], _ reading: AnswerReading) -> [ProcessRow] {
    guard unit == nil, !scene.session.pinned.isEmpty, reading.answer(queries.info) != nil else {
      return []
    }
    let present = Set(rows.map(\.key))
    return scene.session.pinned.filter { !present.contains($0.row) }.map { process in
      var row = ProcessRow(pid: process.pid, comm: process.comm)
      row.start = process.start
      row.startSeconds = process.start.flatMap { Double($0.text) }
      row.isAbsent = true
      return row
    }
  }

  /// How many processes each user has at the moment that is shown; the most first.
  static func users(_ rows: [ProcessRow]) -> [ProcessUser] {
    var counts: [DisplayText: Int] = [:]
    for row in rows where row.pid != nil { counts[ProcessColumns.userText(row), default: 0] += 1 }
    return counts.map { ProcessUser(name: $0.key, processes: $0.value) }.sorted {
      ($1.processes, $0.name.text) < ($0.processes, $1.name.text)
    }
  }
}

/// A user and what runs for them.
public struct ProcessUser: Hashable, Sendable {
  /// The name as the table shows it.
  public var name: DisplayText
  /// How many processes.
  public var processes: Int

  /// A user.
  ///
  /// - Parameters:
  ///   - name: the name as the table shows it.
  ///   - processes: how many processes.
  public init(name: DisplayText, processes: Int) {
    self.name = name
    self.processes = processes
  }

  /// The word of a filter that keeps exactly this user's rows.
  var filterWord: String {
    let plain = name.text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-": String(scalar)
      case " ": "."
      default: scalar.value < 0x80 ? "\\" + String(scalar) : String(scalar)
      }
    }
    return "user=^" + plain.joined() + "$"
  }
}
