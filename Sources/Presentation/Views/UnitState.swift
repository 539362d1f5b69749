internal import Metrics
internal import PromQL

/// What systemd says of one of its units.
struct UnitState: Hashable {
  /// The unit's name, such as `nginx.service`.
  let name: ByteString
  /// `active`, `failed` and their like; `nil` where it was not said.
  var state: ByteString?
  /// How often systemd has started it again by itself; `nil` for what is no service.
  var restarts: Double?
  /// When it became active, or failed, in seconds since the epoch.
  var since: Double?
  /// Why it failed: `exit-code`, `signal`, `oom-kill` and their like.
  var result: ByteString?
  /// How its main process ended where it failed.
  var exitStatus: Double?
  var exitSignal: Double?

  var isFailed: Bool { state == "failed" }

  /// Whether it is worth a row though it has no control group: what failed, and services that are or will be at work.
  var isShown: Bool {
    isFailed || (name.bytes.suffix(8).elementsEqual(".service".utf8) && state != "inactive")
  }

  /// `active`, `failed 203`, `failed KILL`.
  var short: DisplayText {
    guard let state else { return "–" }
    let word = DisplayText(state, limit: 12)
    guard isFailed else { return word }
    if result == "oom-kill" { return "failed OOM" }
    if let exitSignal { return DisplayText("failed \(UnitState.signal(exitSignal))") }
    guard result == "exit-code", let exitStatus else { return word }
    return DisplayText("failed \(Int(exactly: exitStatus) ?? 0)")
  }

  var tone: Tone {
    switch state {
    case "failed": .critical
    case "activating", "deactivating": .warning
    case "active": .plain
    default: .muted
    }
  }

  /// Why it failed, in words: `exit status 203`, `signal KILL`, `oom-kill`; `nil` where that is not known.
  var reason: DisplayText? {
    guard isFailed else { return nil }
    switch result {
    case "exit-code":
      return exitStatus.flatMap { Int(exactly: $0) }.map { DisplayText("exit status \($0)") }
    case "signal", "core-dump", "watchdog":
      let dumped = result == "core-dump" ? ", with a core" : ""
      return exitSignal.map { DisplayText("signal \(UnitState.signal($0))\(dumped)") }
    case "", nil: return nil
    case let result?: return DisplayText(result, limit: 24)
    }
  }

  /// All of it in a line: `failed for 3m20s: exit status 203; started again 3 times`.
  func line(at moment: Timestamp) -> DisplayText {
    var text = DisplayText(state ?? "", limit: 12)
    if let since {
      text = text + DisplayText(" for \(Age.text(seconds: moment.seconds - since))")
    }
    if let reason { text = text + DisplayText(": ") + reason }
    guard let restarts, restarts > 0 else { return text }
    let times = restarts == 1 ? "once" : "\(NumberText.grouped(restarts)) times"
    return text + DisplayText("; started again \(times)")
  }

  private static let signals: [Int: String] = [
    1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL",
    10: "USR1", 11: "SEGV", 12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 24: "XCPU", 31: "SYS",
  ]

  private static func signal(_ number: Double) -> String {
    let number = Int(exactly: number) ?? 0
    return signals[number] ?? "signal \(number)"
  }
}

/// What is asked about systemd's units at the moment that is shown.
struct UnitStateQueries {
  let scene: Scene
  let pane: PaneID
  /// Matchers of the units in question; empty for all.
  var matchers = ""

  private func instant(_ part: String, _ metric: String, _ condition: String = "") -> PaneRequest {
    scene.instant(pane, part, scene.hostSelector(metric, matchers) + condition)
  }

  private var states: PaneRequest { instant("states", "node_systemd_unit_state", " == 1") }
  private var restarts: PaneRequest { instant("restarts", "node_systemd_service_restart_total") }
  private var starts: PaneRequest { instant("starts", "node_systemd_unit_start_time_seconds") }
  private var failures: PaneRequest {
    instant("failures", "ringside_systemd_unit_failure_time_seconds")
  }
  private var exits: PaneRequest { instant("exits", "ringside_systemd_service_exit_status") }
  private var signals: PaneRequest { instant("signals", "ringside_systemd_service_exit_signal") }

  var requests: [PaneRequest] { [states, restarts, starts, failures, exits, signals] }

  /// The units by their name.
  func states(_ reading: AnswerReading) -> [ByteString: UnitState] {
    var found: [ByteString: UnitState] = [:]
    for sample in reading.vector(states) {
      guard let name = sample.labels["name"] else { continue }
      found[name] = UnitState(name: name, state: sample.labels["state"])
    }
    let join = { (request: PaneRequest, field: WritableKeyPath<UnitState, Double?>) in
      for sample in reading.vector(request) {
        guard let name = sample.labels["name"] else { continue }
        found[name]?[keyPath: field] = sample.value
        if let result = sample.labels["result"] { found[name]?.result = result }
      }
    }
    join(restarts, \.restarts)
    join(starts, \.since)
    join(failures, \.since)
    join(exits, \.exitStatus)
    join(signals, \.exitSignal)
    return found
  }
}
