internal import Metrics
internal import PromQL

/// One row of a process table: a process with series of its own, or the rest of those with one name.
struct ProcessRow: Equatable {
  var pid: ByteString?
  var comm: ByteString
  var user: ByteString?
  var controlGroup: ByteString?
  var commandLine: ByteString?
  var cores: Double?
  var residentBytes: Double?
  var readBytes: Double?
  var writtenBytes: Double?
  var state: Double?
  var threads: Double?
  var startSeconds: Double?
  /// The number of the process that started it, or that took it over.
  var parentPID: ByteString?
  /// When it began, as its label writes it.
  var start: ByteString?
  /// What its control group allows it, in cores.
  var limitCores: Double?
  /// Whether it stands for all processes of a group.
  var isGroup = false
  /// How many processes are in the group; `nil` for a row that is none.
  var members: Int?
  /// Whether it stands here because it is pinned, without a sample at this moment.
  var isAbsent = false
  /// Its key, where that was made already.
  private var knownKey: RowKey?

  init(pid: ByteString?, comm: ByteString) {
    self.pid = pid
    self.comm = comm
  }

  /// A group without processes yet.
  init(group: ByteString) {
    self.init(pid: nil, comm: group)
    isGroup = true
  }

  /// Who the process is; `nil` for the rest of a name.
  var process: ProcessKey? { pid.map { ProcessKey(pid: $0, comm: comm, start: start) } }

  var key: RowKey { knownKey ?? process?.row ?? RowKey((isGroup ? "/=" : "/") + comm.text) }

  /// Makes the key now, once all that it is made of is known.
  mutating func keepKey() { knownKey = key }

  /// Who the series are about, whichever process had the number.
  var seriesKey: RowKey { pid.map { ProcessKey(pid: $0, comm: comm).row } ?? key }

  /// Whether the kernel runs it for itself: `kthreadd` or a child of it, without memory or arguments.
  var isKernelThread: Bool {
    guard commandLine?.isEmpty ?? true, (residentBytes ?? 0) == 0, !isZombie else { return false }
    return parentPID == "2" || (pid == "2" && comm == "kthreadd")
  }

  /// Whether it has ended and its parent has not asked for its status.
  var isZombie: Bool { state == 3 }

  /// The row with what another uses added.
  func adding(_ other: ProcessRow) -> ProcessRow {
    var sum = self
    let add = { (left: Double?, right: Double?) -> Double? in
      left == nil && right == nil ? nil : (left ?? 0) + (right ?? 0)
    }
    sum.cores = add(cores, other.cores)
    sum.residentBytes = add(residentBytes, other.residentBytes)
    sum.readBytes = add(readBytes, other.readBytes)
    sum.writtenBytes = add(writtenBytes, other.writtenBytes)
    sum.threads = add(threads, other.threads)
    // What is allowed to one is not allowed to all together.
    sum.limitCores = nil
    return sum
  }

  /// What both directions together move.
  var ioBytes: Double? {
    readBytes == nil && writtenBytes == nil ? nil : (readBytes ?? 0) + (writtenBytes ?? 0)
  }

  /// The command line, or the name in brackets as ps writes it where there is none.
  var command: DisplayText {
    if isGroup { return DisplayText(comm, limit: 256) + DisplayText(" (\(members ?? 0))") }
    guard pid != nil else { return DisplayText(comm) + " (all others of that name)" }
    if isAbsent { return DisplayText(comm) + " (not here at this moment)" }
    guard let commandLine, !commandLine.isEmpty else {
      return DisplayText("[") + DisplayText(comm) + DisplayText("]")
    }
    return DisplayText(commandLine, limit: 256)
  }

  /// The unit or container that the control group names.
  var unit: DisplayText {
    guard let controlGroup else { return pid == nil ? "" : "–" }
    return DisplayText(ProcessRow.unitName(controlGroup), limit: 64)
  }

  /// `postgresql@15` of `/system.slice/postgresql@15.service`.
  static func unitName(_ path: ByteString) -> ByteString {
    let last = path.bytes.split(separator: UInt8(ascii: "/")).last ?? []
    var name = last[...]
    for suffix in [".service", ".scope", ".slice"]
    where name.suffix(suffix.utf8.count)
      .elementsEqual(suffix.utf8)
    {
      name = name.dropLast(suffix.utf8.count)
    }
    return ByteString(name)
  }

  /// The kernel's letter for the state.
  var stateLetter: DisplayText {
    switch state {
    case 0?: "R"
    case 1?: "S"
    case 2?: "D"
    case 3?: "Z"
    case 4?: "T"
    case 5?: "t"
    case 6?: "I"
    case 7?: "X"
    default: "–"
    }
  }
}

/// The queries of a process table, one a family over all processes, and their join.
struct ProcessQueries {
  let cpu: PaneRequest
  let memory: PaneRequest
  let io: PaneRequest
  let state: PaneRequest
  let info: PaneRequest
  let start: PaneRequest
  let threads: PaneRequest
  let limits: PaneRequest
  let counts: PaneRequest
  let unattributed: PaneRequest
  /// What to do about what is hidden.
  private let advice: String

  private static let job = "job=\"process\""

  /// The queries at one moment under the name `pane`.
  ///
  /// Rates are over `window`; without one between the two newest samples.
  init(
    _ scene: Scene, pane: PaneID = PaneID("processes"), at moment: Timestamp,
    window: Duration? = nil
  ) {
    advice = scene.situation.access.advice
    let host =
      ProcessQueries.job + ","
      + QueryText.matcher("instance", scene.situation.host)
    let request = { (part: String, query: String) in
      PaneRequest(QueryID(pane, part), query, .instant(moment))
    }
    let span = PrometheusDuration.text(window ?? scene.situation.interval * 5)
    let function = window == nil ? "irate" : "rate"
    cpu = request(
      "cpu",
      "sum by (pid, comm) (\(function)(process_cpu_time_seconds_total{\(host)}[\(span)]))")
    io = request(
      "io",
      "sum by (pid, comm, direction) (\(function)(process_disk_io_bytes_total{\(host)}[\(span)]))")
    memory = request("memory", "process_memory_usage_bytes{\(host)}")
    state = request("state", "process_state{\(host)}")
    info = request("info", "process_info{\(host)}")
    start = request("start", "process_start_time_seconds{\(host)}")
    threads = request("threads", "process_thread_count{\(host)}")
    limits = request("limits", "process_cpu_limit_cores{\(host)}")
    let own = QueryText.matcher("instance", scene.situation.host)
    counts = request(
      "counts", "{__name__=~\"ringside_processes_seen|ringside_processes_kept\",\(own)}")
    unattributed = request(
      "unattributed", "irate(ringside_unattributed_cpu_seconds_total{\(own)}[\(span)])")
  }

  /// What a table asks; `isWide` adds what only the wide columns show.
  func requests(isWide: Bool) -> [PaneRequest] {
    [cpu, memory, io, state, info, counts, unattributed, limits] + (isWide ? [start, threads] : [])
  }

  /// One row a process and a rest, in no order that means anything.
  func rows(_ reading: AnswerReading) -> [ProcessRow] {
    let join = reading.memo?.processJoin(of: cpu.id.pane) ?? ProcessJoin()
    let rows = join.rows { reading.vector(request($0)) }
    // The rest of a name is a row of its own only while it does something.
    return rows.filter { $0.pid != nil || ($0.cores ?? 0) >= 0.005 }
  }

  private func request(_ part: ProcessJoin.Part) -> PaneRequest {
    switch part {
    case .memory: memory
    case .cpu: cpu
    case .io: io
    case .state: state
    case .info: info
    case .start: start
    case .limits: limits
    case .threads: threads
    }
  }

  /// The lines below a table: who is not in it, and why.
  func footer(_ reading: AnswerReading, _ rows: [ProcessRow]) -> [TextLine] {
    var lines: [TextLine] = []
    var seen: Double?
    var kept: Double?
    for sample in reading.vector(counts) {
      switch sample.labels.metricName {
      case "ringside_processes_seen"?: seen = sample.value
      case "ringside_processes_kept"?: kept = sample.value
      default: break
      }
    }
    if let seen, let kept, seen > kept {
      let rest = reading.vector(cpu).filter { $0.labels["pid"] == nil }
        .reduce(0) { $0 + $1.value }
      lines.append(
        TextLine(
          DisplayText(
            "\(Int(kept)) kept of \(NumberText.grouped(seen)), the others "
              + "\(Unit.cores.text(rest)) cores together"), .muted))
    }
    if let missed = reading.number(unattributed), missed >= 0.05 {
      lines.append(
        TextLine(
          DisplayText("short-lived, not seen: \(Unit.cores.text(missed)) cores"), .warning))
    }
    let processes = rows.filter { $0.pid != nil && !$0.isAbsent }
    let hidden = processes.count { $0.ioBytes == nil }
    if hidden > 0, reading.answer(io) != nil {
      lines.append(
        TextLine(
          DisplayText(
            "I/O of \(hidden) \(hidden == 1 ? "process" : "processes") hidden "
              + "(not permitted; \(advice))"), .muted))
    }
    return lines
  }
}
