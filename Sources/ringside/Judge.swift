internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import Presentation
internal import Rules
internal import TimeSeries

/// The rules, their alerts and the bell, over the ring: what the `rules` thread owns.
struct Judge {
  private let ring: Ring
  private let writer: RingWriter
  private let engine = Engine()
  private var book: RuleBook
  private var bell: Bell
  private var storm: BellStorm?

  /// How often the bell was to ring.
  private(set) var rings = 0

  /// A judge of the rules of a setup, none of them evaluated.
  init(_ setup: Setup, ring: Ring) {
    self.ring = ring
    writer = ring.makeWriter()
    book = RuleBook(files: setup.rules.files, options: setup.ruleOptions)
    bell = Bell(options: setup.bellOptions)
  }

  /// Evaluates what is due at `moment`; the rest stays as it is.
  mutating func evaluate(at moment: Timestamp) {
    let start = ContinuousClock.now
    _ = book.evaluate(
      at: moment, stopwatch: { .now - start }, append: { [writer] in writer.append($0) },
      query: { [engine, ring] (expression, time) throws(EvaluationError) in
        try engine.evaluate(expression, at: time, over: [ring])
      })
    listen(at: moment)
  }

  /// Lets the bell decide again.
  mutating func listen(at moment: Timestamp) {
    for action in bell.hear(book.snapshot(at: moment).alerts, at: moment) {
      guard case .ring(let reason, _) = action else { continue }
      rings += 1
      if case .storm(let found) = reason { storm = found }
    }
    if let storm, storm.heldUntil <= moment { self.storm = nil }
  }

  /// Does what a person asked for, but for reading files again.
  mutating func obey(_ command: RulesCommand, at moment: Timestamp, user: ByteString) {
    switch command {
    case .acknowledge(let alerts):
      for labels in alerts { book.acknowledge(labels, by: user, at: moment) }
    case .unacknowledge(let alerts):
      for labels in alerts { book.unacknowledge(labels) }
    case .mute(let until): bell.mute(until: until, at: moment)
    case .reload: break
    }
  }

  /// Takes other rules; those that are the same keep their alerts.
  mutating func replace(_ setup: Setup) {
    book.replace(setup.rules.files, options: setup.ruleOptions)
    bell.options = setup.bellOptions
  }

  /// The rules and alerts as a value.
  func snapshot(at moment: Timestamp) -> RuleBookSnapshot { book.snapshot(at: moment) }

  /// When the bell wants to be asked again though no rule is due.
  var bellDeadline: Timestamp? { bell.deadline }

  /// How often the bell rang and was withheld, by reason.
  var counts: (rings: [String: Int], withheld: [String: Int]) {
    let withheld = bell.counts.withheld.map { ($0.key.rawValue, $0.value) }
    return (bell.counts.rings, Dictionary(uniqueKeysWithValues: withheld))
  }

  /// The bell as the screen shows it.
  func bellLine(_ zone: Zone) -> BellLine {
    var line = BellLine()
    line.rung = bell.counts.rung
    line.withheld = counts.withheld
    line.mutedUntil = bell.mutedUntil
    if let storm {
      let clock = LocalTime(storm.heldUntil, in: zone)
      line.storm = DisplayText(
        "\(storm.alerts) alerts in \(PrometheusDuration.text(storm.within)) on "
          + "\(storm.instances) hosts; bell held until \(clock.time)\(clock.zoneSuffix)")
    }
    return line
  }
}
