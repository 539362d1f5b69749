public import Metrics
public import PromQL
public import PromQLSyntax

/// All rules with the state of their alerts; the time and the values of expressions are handed in.
///
/// Inactive, pending, firing and resolved are Prometheus's; that a rule has no data or an error is shown beside them.
public struct RuleBook: Sendable {
  /// The value of an expression at a moment.
  public typealias Query = (Expression, Timestamp) throws(EvaluationError) -> Evaluation

  /// What it takes for granted.
  public private(set) var options: RuleBookOptions

  var groups: [GroupStanding] = []
  var silences: [Silence] = []
  /// The series by which silences are written down.
  var silenceOutput = RuleOutput()
  /// The series by which acknowledgements are written down.
  var acknowledgementOutput = RuleOutput()
  /// The series by which is written down until when alerts are kept firing.
  var keptOutput = RuleOutput()
  /// What was known before this book began; `nil` where nothing was.
  var memory: AlertMemory?
  /// When silences and acknowledgements were last written down.
  private var lastRecord: Timestamp?
  /// The tripwires by their names, in the order in which they were set.
  public internal(set) var tripwires: [(name: ByteString, tripwire: Tripwire)] = []
  /// How many tripwires were ever set; their names are numbered.
  var tripwireCount = 0
  private var files: [RuleFile] = []
  var slots = SeriesSlots()
  /// Series of rules that a reload removed; they end with the next round.
  private var orphans: [UInt32] = []

  /// The rules of these files, none of them evaluated.
  public init(files: [RuleFile] = [], options: RuleBookOptions = RuleBookOptions()) {
    self.options = options
    replace(files)
  }

  /// Takes the rules of these files instead; a rule that stands in both with the same group, name, labels and expression
  /// keeps its alerts.
  ///
  /// - Parameters:
  ///   - files: the files.
  ///   - options: what is taken for granted from now on; `nil` for the same as before.
  public mutating func replace(_ files: [RuleFile], options: RuleBookOptions? = nil) {
    self.options = options ?? self.options
    self.files = files
    rebuild()
  }

  /// Puts the groups together anew from the files and the tripwires; what is known of a rule that stays is kept.
  mutating func rebuild() {
    var former: [RuleStanding.Identity: RuleStanding] = [:]
    var due: [ByteString: Timestamp] = [:]
    for group in groups {
      due[ByteString(group.file) + "\0" + group.group.name] = group.lastEvaluation
      for rule in group.rules { former[group.identity(rule.rule)] = rule }
    }
    groups = files.flatMap { file in
      file.groups.map {
        GroupStanding(file: file.name, group: $0, interval: self.options.interval(of: $0))
      }
    }
    groups += tripwires.map { name, tripwire in
      GroupStanding(
        file: "", group: tripwire.group(named: name), interval: tripwire.interval, isSession: true)
    }
    for group in groups.indices {
      groups[group].lastEvaluation =
        due[ByteString(groups[group].file) + "\0" + groups[group].group.name]
      for rule in groups[group].rules.indices {
        let identity = groups[group].identity(groups[group].rules[rule].rule)
        guard let known = former.removeValue(forKey: identity) else { continue }
        groups[group].rules[rule].adopt(known)
      }
    }
    orphans += former.values.flatMap(\.output.all)
  }

  /// When the next group is due; `nil` where there is no group.
  public var deadline: Timestamp? {
    groups.map { $0.due ?? Timestamp(milliseconds: .min) }.min()
  }

  /// Evaluates the groups that are due.
  ///
  /// Rules of a group see what the rules before them have just recorded, so every rule's samples are handed over before
  /// the next is evaluated.
  ///
  /// - Parameters:
  ///   - now: the time of the evaluation, never earlier than at the call before.
  ///   - stopwatch: a clock that only runs forward, to tell how long a rule takes.
  ///   - append: stores samples; all batches are of one writer.
  ///   - query: the value of an expression at a moment.
  /// - Returns: what has changed.
  public mutating func evaluate(
    at now: Timestamp, stopwatch: () -> Duration = { .zero },
    append: @escaping (SampleBatch) -> Void, query: @escaping Query
  ) -> RuleRound {
    var round = RuleRound(at: now)
    endOrphans(at: now, append)
    for group in groups.indices where groups[group].due.map({ $0 <= now }) ?? true {
      round.groups += 1
      for rule in groups[group].rules.indices {
        let start = stopwatch()
        var evaluation = RuleEvaluation(
          group: groups[group].group, now: now, options: options, query: query, append: append)
        if let memory {
          let interval = groups[group].interval
          evaluation.remembered = { memory.entry($0, at: now, every: interval) }
        }
        evaluation.run(&groups[group].rules[rule], &slots)
        memory?.forget(groups[group].rules[rule].register.alerts.keys)
        groups[group].rules[rule].evaluationDuration = stopwatch() - start
        round.rules += 1
        if evaluation.hasFailed { round.failures += 1 }
        round.transitions += evaluation.transitions
      }
      groups[group].lastEvaluation = now
    }
    if lastRecord != now {
      recordSilences(at: now, append)
      recordAcknowledgements(at: now, append)
      recordKept(at: now, append)
      lastRecord = now
    }
    return round
  }

  private mutating func endOrphans(at now: Timestamp, _ append: (SampleBatch) -> Void) {
    guard !orphans.isEmpty else { return }
    var batch = SampleBatch(origin: .target("rules"), timestamp: now)
    batch.ended = orphans.sorted()
    append(batch)
    slots.release(orphans)
    orphans = []
  }

  // MARK: - What people say

  /// Notes that someone has taken on the active alerts with these labels; an acknowledgement ends with its alert.
  ///
  /// - Parameters:
  ///   - labels: the labels of one alert.
  ///   - by: who.
  ///   - now: when.
  /// - Returns: whether there is such an alert.
  @discardableResult public mutating func acknowledge(
    _ labels: Labels, by: ByteString, at now: Timestamp
  ) -> Bool {
    change(labels) { $0.acknowledgement = Acknowledgement(at: now, by: by) }
  }

  /// Takes an acknowledgement back.
  ///
  /// - Parameter labels: the labels of one alert.
  /// - Returns: whether there is such an alert.
  @discardableResult public mutating func unacknowledge(_ labels: Labels) -> Bool {
    change(labels) { $0.acknowledgement = nil }
  }

  private mutating func change(
    _ labels: Labels, _ change: (inout AlertStatus) -> Void
  ) -> Bool {
    var isKnown = false
    for group in groups.indices {
      for rule in groups[group].rules.indices
      where groups[group].rules[rule].register.alerts[labels]?.state.isActive == true {
        groups[group].rules[rule].register.update(labels, change)
        isKnown = true
      }
    }
    return isKnown
  }
}

extension AlertState {
  /// Whether the alert is pending or fires.
  var isActive: Bool { self == .pending || self == .firing }
}

extension RuleStanding {
  /// Takes over what is known of the same rule before a reload.
  fileprivate mutating func adopt(_ former: RuleStanding) {
    register = former.register
    output = former.output
    health = former.health
    lastEvaluation = former.lastEvaluation
    evaluationDuration = former.evaluationDuration
    hasMatched = former.hasMatched
    coverage = former.coverage
    nextCoverageCheck = former.nextCoverageCheck
  }
}
