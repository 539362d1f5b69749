internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import Presentation
internal import Rules
internal import TimeSeries

/// The rules, their alerts and the bell, over the ring: what the `rules` thread owns.
struct Judge {
  private let sources: [any SampleSource]
  private let writer: RingWriter
  private let engine = Engine()
  private var book: RuleBook
  private var bell: Bell
  /// The alerts that a recorder judges; `nil` where all are judged here.
  private var foreign: ForeignAlerts?
  /// Writes down what the bell has told of; `nil` where no person hears it.
  private var bellRecord: BellRecord?
  private let bellWriter: RingWriter
  /// How often the bell was to ring.
  private(set) var rings = 0
  /// Why it was to ring last, and for which alerts.
  private(set) var lastRing: (reason: RingReason, alerts: [AlertStatus])?

  /// A judge of the rules of a setup, none of them evaluated.
  ///
  /// - Parameters:
  ///   - setup: the rules and what is chosen about them.
  ///   - ring: where samples are, and what is judged is written.
  ///   - sources: where samples are looked for; `nil` for the ring alone.
  ///   - step: how often rules are evaluated that do not say; `nil` for what the setup says.
  ///   - isHeard: whether a person hears the bell; what it tells of is written down then.
  init(
    _ setup: Setup, ring: Ring, sources: [any SampleSource]? = nil, step: Duration? = nil,
    isHeard: Bool = false
  ) {
    self.sources = sources ?? [ring]
    writer = ring.makeWriter()
    bellWriter = ring.makeWriter()
    bellRecord = isHeard ? BellRecord() : nil
    var options = setup.ruleOptions
    if let step { options.evaluationInterval = step }
    book = RuleBook(files: setup.rules.files, options: options)
    bell = Bell(options: setup.bellOptions)
  }

  /// A judge beside a recorder: its alerts are read, and ring here too; only tripwires are judged.
  static func beside(
    recorder sources: [any SampleSource], _ setup: Setup, ring: Ring
  ) -> Judge {
    let rules = Judge(setup, ring: ring).snapshot(at: Timestamp(milliseconds: 0)).rules
    var own = setup
    own.rules.files = []
    var judge = Judge(own, ring: ring, sources: sources)
    judge.foreign = ForeignAlerts(sources, rules: rules)
    return judge
  }

  /// Whether a recorder judges the rules.
  var isBesideRecorder: Bool { foreign != nil }

  /// Evaluates what is due at `moment`; the rest stays as it is.
  mutating func evaluate(at moment: Timestamp) {
    let start = ContinuousClock.now
    _ = book.evaluate(
      at: moment, stopwatch: { .now - start }, append: { [writer] in writer.append($0) },
      query: { [engine, sources] (expression, time) throws(EvaluationError) in
        try engine.evaluate(expression, at: time, over: sources)
      })
    listen(at: moment)
    bellRecord?.write(bell.told, at: moment) { bellWriter.append($0) }
  }

  /// Goes on where the process before this one stopped, by what it has written down.
  ///
  /// - Parameters:
  ///   - history: what it has written.
  ///   - moment: the time now.
  mutating func remember(_ history: any SampleSource, at moment: Timestamp) {
    let memory = AlertMemory(at: moment) { NewestSamples.read($0, from: history, at: moment) }
    book.remember(memory, at: moment)
    bell.remember(memory.told(within: bell.options.settling), at: moment)
  }

  /// Lets the bell decide again.
  mutating func listen(at moment: Timestamp) {
    foreign?.look(at: moment)
    let alerts = snapshot(at: moment).alerts
    for case .ring(let reason, let labels) in bell.hear(alerts, at: moment) {
      rings += 1
      lastRing = (reason, alerts.filter { labels.contains($0.labels) })
    }
  }

  /// Does what a person asked for, but for reading files again.
  mutating func obey(_ command: RulesCommand, at moment: Timestamp, user: ByteString) {
    switch command {
    case .acknowledge(let alerts):
      foreign?.acknowledge(alerts, by: user, at: moment)
      for labels in alerts { book.acknowledge(labels, by: user, at: moment) }
    case .unacknowledge(let alerts):
      foreign?.unacknowledge(alerts, at: moment)
      for labels in alerts { book.unacknowledge(labels) }
    case .silence(var silence):
      silence.by = user
      book.silence(silence)
    case .endSilence(let silence): book.endSilence(silence)
    case .setTripwire(let tripwire): book.set(tripwire)
    case .dismissTripwire(let name): book.dismiss(name)
    case .mute(let until): bell.mute(until: until, at: moment)
    case .reload, .writeTripwires: break
    }
  }

  /// Takes other rules; those that are the same keep their alerts.
  mutating func replace(_ setup: Setup) {
    book.replace(setup.rules.files, options: setup.ruleOptions)
    bell.options = setup.bellOptions
  }

  /// The tripwires of this session by their names.
  var tripwires: [(name: ByteString, tripwire: Tripwire)] { book.tripwires }

  /// The rules and alerts as a value.
  func snapshot(at moment: Timestamp) -> RuleBookSnapshot {
    let own = book.snapshot(at: moment)
    return foreign?.merged(into: own) ?? own
  }

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
    line.rings = counts.rings
    line.withheld = counts.withheld
    line.mutedUntil = bell.mutedUntil
    if let storm = bell.storm { line.storm = RingText.line(storm, zone: zone) }
    return line
  }
}
