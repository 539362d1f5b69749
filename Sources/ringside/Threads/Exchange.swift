internal import Collectors
internal import Documents
internal import Metrics
internal import Presentation
internal import Rules
internal import Scraping
internal import Sharing

/// What a person asks the `rules` thread for.
enum RulesCommand: Sendable {
  /// Take on these alerts.
  case acknowledge([Labels])
  /// Give these alerts back.
  case unacknowledge([Labels])
  /// Tell nobody of the alerts that it matches.
  case silence(Silence)
  /// Tell of them again.
  case endSilence(Silence)
  /// Watch a tripwire.
  case setTripwire(Tripwire)
  /// Watch the tripwire with this name no longer.
  case dismissTripwire(ByteString)
  /// Append the tripwires to a file.
  case writeTripwires(path: String)
  /// Keep the bell quiet until a moment; `nil` ends it.
  case mute(until: Timestamp?)
  /// Read the rule files again.
  case reload
}

/// What a person asks the `host` thread for.
enum HostCommand: Sendable {
  /// Keep these processes among those with series of their own, and only these.
  case pin([ProcessPin])
}

/// What panes ask the `query` thread for.
struct QueryRequest: Sendable {
  /// The queries of all panes that are shown.
  var panes: [PaneRequest] = []
  /// Whether the list of all metrics is shown.
  var wantsCatalogue = false
}

/// What the threads have to say to the screen.
struct Published: Sendable {
  /// The newest completed tick of the host; `nil` before the first.
  var tick: Timestamp?
  /// What the host's collectors could not read.
  var problems: [CollectorProblem] = []
  /// The endpoints.
  var targets: [TargetStatus] = []
  /// How many samples of a target's last scrape found no room in the ring, by the URL; those that had some only.
  var refused: [ByteString: Int] = [:]
  /// What is asked before many targets are scraped; `nil` where nothing is.
  var offer: TargetOffer?
  /// What of the configuration is not done as it is written.
  var remarks: [DocumentProblem] = []
  /// The rules and alerts; `nil` before the first round.
  var rules: RuleBookSnapshot?
  /// The bell's counters and what keeps it quiet.
  var bell = BellLine()
  /// How often the bell was to ring since the start.
  var rings = 0
  /// Why it was to ring last.
  var ringReason: DisplayText = .empty
  /// What the panes asked for.
  var answers = Answers()
  /// Every metric, when it was last asked for.
  var catalogue: [MetricEntry] = []
  /// What was read of the process that is looked at.
  var processFacts: ProcessFacts?
  /// What was read of the file system that is looked at.
  var mountFacts: MountFacts?
  /// Where the history is, as long as a recorder is followed; `nil` where none is.
  var store: StoreLine?
  /// The recording that is looked at, where it may go on; `nil` where none is.
  var recording: RecordingFacts?
  /// Lines for the person, oldest first; each is handed over once.
  var notices: [String] = []
}

/// Where the threads meet: commands go in, immutable results come out.
///
/// This is lock 2; nothing is computed under it.
final class Exchange: Sendable {
  private struct State: Sendable {
    var published = Published()
    var isChanged = false
    var isStopping = false
    var requests = QueryRequest()
    var hasRequests = false
    var commands: [RulesCommand] = []
    var hostCommands: [HostCommand] = []
  }

  private let state = Guarded(State())

  /// Rings when something was published.
  let screenWakeUp = WakeUp()
  /// Rings when the host thread is to stop.
  let hostWakeUp = WakeUp()
  /// Rings when there is a tick or a command for the rules.
  let rulesWakeUp = WakeUp()
  /// Rings when there are queries.
  let queryWakeUp = WakeUp()

  /// Whether all threads are to end.
  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Asks all threads to end.
  func stop() {
    state.withLock { $0.isStopping = true }
    for wakeUp in [screenWakeUp, hostWakeUp, rulesWakeUp, queryWakeUp] { wakeUp.ring() }
  }
}

// MARK: - Out: from the threads to the screen

extension Exchange {
  /// What has been published, if anything was since the last call; notices are handed over.
  func takePublished() -> Published? {
    state.withLock { state in
      guard state.isChanged else { return nil }
      state.isChanged = false
      defer { state.published.notices = [] }
      return state.published
    }
  }

  /// Publishes a completed tick of the host.
  func publish(tick: Timestamp, problems: [CollectorProblem]) {
    publish {
      $0.tick = tick
      $0.problems = problems
    }
    rulesWakeUp.ring()
  }

  /// Changes what is published, and wakes the screen.
  func publish(_ change: (inout Published) -> Void) {
    state.withLock { state in
      change(&state.published)
      state.isChanged = true
    }
    screenWakeUp.ring()
  }

  /// Says how many samples of a target's scrape found no room.
  func publish(refused: Int, of url: ByteString) {
    let isNews = state.withLock { state in state.published.refused[url, default: 0] != refused }
    if isNews { publish { $0.refused[url] = refused == 0 ? nil : refused } }
  }

  /// What is asked before many targets are scraped; `nil` where nothing is.
  var offer: TargetOffer? { state.withLock { $0.published.offer } }

  /// Whether an alert is pending or firing.
  var isAlerting: Bool {
    state.withLock { state in
      state.published.rules?.alerts.contains { $0.state == .pending || $0.state == .firing }
        ?? false
    }
  }

  /// The recording that is looked at, where it may go on.
  var recording: RecordingFacts? { state.withLock { $0.published.recording } }

  /// The newest completed tick.
  var tick: Timestamp? { state.withLock { $0.published.tick } }
}

// MARK: - In: from the screen to the threads

extension Exchange {
  /// Asks the `rules` thread.
  func send(_ command: RulesCommand) {
    state.withLock { $0.commands.append(command) }
    rulesWakeUp.ring()
  }

  /// The commands since the last call, oldest first.
  func takeCommands() -> [RulesCommand] {
    state.withLock { state in
      defer { state.commands = [] }
      return state.commands
    }
  }

  /// Asks the `host` thread, which does it at its next tick.
  func send(_ command: HostCommand) {
    state.withLock { $0.hostCommands.append(command) }
  }

  /// The commands for the host since the last call, oldest first.
  func takeHostCommands() -> [HostCommand] {
    state.withLock { state in
      defer { state.hostCommands = [] }
      return state.hostCommands
    }
  }

  /// Replaces what the panes want to know.
  func ask(_ requests: QueryRequest) {
    state.withLock { state in
      state.requests = requests
      state.hasRequests = true
    }
    queryWakeUp.ring()
  }

  /// What the panes want to know, if that was said since the last call.
  func takeRequests() -> QueryRequest? {
    state.withLock { state in
      guard state.hasRequests else { return nil }
      state.hasRequests = false
      return state.requests
    }
  }

  /// Whether a newer request no longer has this query.
  func isObsolete(_ request: PaneRequest) -> Bool {
    state.withLock { state in
      guard !state.isStopping else { return true }
      guard state.hasRequests else { return false }
      return !state.requests.panes.contains { $0.id == request.id && $0.query == request.query }
    }
  }
}
