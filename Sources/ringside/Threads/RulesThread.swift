internal import Metrics
internal import Presentation
internal import Rules
internal import TimeSeries

/// The `rules` thread: sole owner of rules, alert state and the bell; it works whether or not anyone looks.
struct RulesThread: Sendable {
  let ring: Ring
  let files: RuleFiles
  let rules: [RuleFile]
  let exchange: Exchange
  let own: OwnReadings
  let interval: Duration
  let user: ByteString
  /// Whether time goes on, or is that of a file.
  let isLive: Bool

  /// Evaluates at every tick of the host until the exchange says stop.
  func run() {
    var judge = Judge(rules, ring: ring)
    let zone = SystemZone.zone(around: SystemClock.now())
    while !exchange.isStopping {
      wait(judge)
      guard let moment else { continue }
      for command in exchange.takeCommands() {
        if case .reload = command { reload(&judge) }
        judge.obey(command, at: moment, user: user)
      }
      judge.evaluate(at: moment)
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

  private func reload(_ judge: inout Judge) {
    let content = files.read()
    if content.errors.isEmpty { judge.replace(content.files) }
    let count = content.files.reduce(0) { $0 + $1.ruleCount }
    let line =
      content.errors.first.map { "rules not reloaded: \($0)" }
      ?? "\(count) rules in \(content.files.count) files reloaded"
    exchange.publish { $0.notices.append(line) }
  }

  private func publish(_ judge: Judge, at moment: Timestamp, _ zone: Zone) {
    let counts = judge.counts
    own.note(rings: counts.rings, withheld: counts.withheld)
    let snapshot = judge.snapshot(at: moment)
    let line = judge.bellLine(zone)
    exchange.publish { published in
      published.rules = snapshot
      published.bell = line
      published.rings = judge.rings
    }
  }
}
