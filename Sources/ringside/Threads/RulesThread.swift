internal import Collectors
internal import Metrics
internal import Notifications
internal import Presentation
internal import Rules
internal import TimeSeries

/// The `rules` thread: sole owner of rules, alert state and the bell; it works whether or not anyone looks.
struct RulesThread: Sendable {
  let keeping: Keeping
  let targets: TargetFiles
  let desk: TargetDesk
  /// What the files asked for at the start.
  let setup: Setup
  let exchange: Exchange
  let own: OwnReadings
  let interval: Duration
  /// The bound of the ring.
  let ringBytes: Int
  let user: ByteString
  /// Whether time goes on, or is that of a file.
  let isLive: Bool
  /// Whether a person hears the bell.
  let isHeard: Bool
  /// Where the names of users are.
  let paths: HostPaths
  let marks: MarkWriter
  /// Runs hooks; `nil` where none may be run.
  var hooks: HookRunner?

  /// Evaluates at every tick of the host until the exchange says stop.
  func run() {
    var judge =
      keeping.follower == nil
      ? Judge(setup, ring: keeping.ring, sources: keeping.samples, isHeard: isHeard)
      : Judge.beside(recorder: keeping.samples, setup, ring: keeping.ring)
    var told = hooks.map { runner in
      HookDesk(setup, ring: keeping.ring) { runner.enqueue($0) }
    }
    var memory = MemoryDesk(keeping)
    memory.waitForHistory { exchange.isStopping }
    var letters = keeping.own?.inbox.map { InboxDesk($0, marks: marks, paths: paths) }
    let zone = SystemZone.zone(around: SystemClock.now())
    while !exchange.isStopping {
      wait(judge)
      guard let moment else { continue }
      if let history = memory.take() {
        judge.remember(history, at: moment)
        told?.remember(history, at: moment)
      }
      for command in exchange.takeCommands() {
        if case .reload = command { reload(&judge, &told) }
        if case .writeTripwires(let path) = command { write(judge.tripwires, to: path) }
        judge.obey(command, at: moment, user: user)
        tellRecorder(command)
      }
      let asked = letters?.open(at: moment) { line in exchange.publish { $0.notices.append(line) } }
      for (command, user) in asked ?? [] { judge.obey(command, at: moment, user: user) }
      judge.evaluate(at: moment)
      told?.hear(judge.snapshot(at: moment).alerts, at: moment)
      publish(judge, at: moment, zone)
    }
  }

  /// The time of an evaluation: the newest tick, as its samples are complete; the clock where no tick comes any more.
  private var moment: Timestamp? {
    guard let tick = exchange.tick, isLive else { return exchange.tick }
    let now = SystemClock.now()
    return now - tick > interval * 3 ? now : tick
  }

  /// Waits for a tick or a command, no longer than three intervals and not past what the bell waits for.
  private func wait(_ judge: Judge) {
    var longest = interval * 3
    if isLive, let deadline = judge.bellDeadline {
      longest = min(longest, max(.milliseconds(10), deadline - SystemClock.now()))
    }
    _ = exchange.rulesWakeUp.wait(atMost: longest)
  }

  /// Hands on what concerns the alerts that a recorder judges.
  private func tellRecorder(_ command: RulesCommand) {
    let letter: InboxCommand
    switch command {
    case .acknowledge(let alerts): letter = .acknowledge(alerts)
    case .unacknowledge(let alerts): letter = .unacknowledge(alerts)
    case .silence(let silence): letter = .silence(silence)
    case .endSilence(let silence): letter = .endSilence(silence.matchers)
    case .setTripwire, .dismissTripwire, .writeTripwires, .mute, .reload: return
    }
    guard let problem = keeping.tellRecorder(letter, at: SystemClock.now()) else { return }
    exchange.publish { $0.notices.append(problem) }
  }

  /// Takes what the files say now; where one of them is wrong everything stays as it was.
  private func reload(_ judge: inout Judge, _ told: inout HookDesk?) {
    guard !judge.isBesideRecorder else {
      return exchange.publish { $0.notices.append("the recorder judges the rules; SIGHUP to it") }
    }
    let setup = targets.files.read()
    guard setup.errors.isEmpty else {
      let first = setup.errors[0].split(separator: "\n").first ?? ""
      return exchange.publish { $0.notices.append("not reloaded: \(first)") }
    }
    judge.replace(setup)
    told?.replace(setup)
    own.hooks.begin(told == nil ? [] : setup.hooks.map(\.name.text))
    var line =
      "\(setup.rules.files.reduce(0) { $0 + $1.ruleCount }) rules in "
      + "\(setup.rules.files.count) files reloaded"
    var offer: TargetOffer?
    if targets.mayHaveAny, isLive {
      let plans = targets.plans(setup.configuration)
      let (mustAsk, new, gone) = desk.propose(plans)
      let noun = plans.count == 1 ? "target" : "targets"
      line = "\(plans.count) \(noun) (\(new) new, \(gone) gone), " + line
      offer = mustAsk ? TargetOffer(plans, ringBytes: ringBytes) : nil
    }
    exchange.publish { published in
      published.notices.append(line)
      published.offer = offer
      published.remarks = setup.remarks
    }
  }

  private func write(
    _ tripwires: [(name: ByteString, tripwire: Tripwire)], to path: String
  ) {
    let line: String
    switch TripwireFile.append(tripwires, to: path, at: SystemClock.now()) {
    case .success(let done): line = done
    case .failure(let problem): line = problem.message
    }
    exchange.publish { $0.notices.append(line) }
  }

  private func publish(_ judge: Judge, at moment: Timestamp, _ zone: Zone) {
    let counts = judge.counts
    own.note(rings: counts.rings, withheld: counts.withheld)
    let snapshot = judge.snapshot(at: moment)
    let line = judge.bellLine(zone)
    let rings = judge.rings
    let reason = judge.lastRing.map { RingText.line($0.reason, $0.alerts, zone: zone) }
    exchange.publish { published in
      published.rules = snapshot
      published.bell = line
      published.rings = rings
      published.ringReason = reason ?? .empty
    }
  }
}
