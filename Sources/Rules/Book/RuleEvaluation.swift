internal import Metrics
internal import PromQL
internal import PromQLSyntax

/// One evaluation of one rule.
struct RuleEvaluation {
  let group: RuleGroup
  let now: Timestamp
  let options: RuleBookOptions
  let query: RuleBook.Query
  let append: (SampleBatch) -> Void
  /// What was known of an alert before the book began.
  var remembered: (Labels) -> AlertMemory.Entry? = { _ in nil }
  private(set) var hasFailed = false
  private(set) var transitions: [AlertTransition] = []

  init(
    group: RuleGroup, now: Timestamp, options: RuleBookOptions, query: @escaping RuleBook.Query,
    append: @escaping (SampleBatch) -> Void
  ) {
    self.group = group
    self.now = now
    self.options = options
    self.query = query
    self.append = append
  }

  /// Why a rule has no value.
  private struct Failure: Error {
    var message: String
  }

  private typealias LabelledValue = (labels: Labels, value: Double)

  /// The moment that the expressions speak of.
  private var moment: Timestamp { now - (group.queryOffset ?? .zero) }

  /// Evaluates the rule, moves its alerts on and hands its samples over.
  mutating func run(_ standing: inout RuleStanding, _ slots: inout SeriesSlots) {
    standing.lastEvaluation = now
    do throws(Failure) {
      let samples = try samples(of: standing.rule.expression)
      look(&standing, found: samples)
      switch standing.rule.kind {
      case .recording: try record(samples, &standing, &slots)
      case .alerting(let terms): try alert(samples, terms, &standing, &slots)
      }
      standing.health = standing.hasMatched ? .ok : .noData
    } catch {
      hasFailed = true
      standing.health = .error(error.message)
    }
  }

  private func samples(of expression: Expression) throws(Failure) -> [LabelledValue] {
    let value: Value
    do throws(EvaluationError) {
      value = try query(expression, moment).value
    } catch {
      throw Failure(message: error.description)
    }
    switch value {
    case .vector(let samples): return samples.map { ($0.labels, $0.value) }
    case .scalar(let number, _): return [(.empty, number)]
    case .string, .matrix: throw Failure(message: "rule result is not a vector or scalar")
    }
  }

  // MARK: - Recording

  private func record(
    _ samples: [LabelledValue], _ standing: inout RuleStanding, _ slots: inout SeriesSlots
  ) throws(Failure) {
    let rule = standing.rule
    var seen: Set<Labels> = []
    var recorded: [LabelledValue] = []
    for sample in samples {
      let labels = sample.labels.setting(Labels.metricNameLabel, to: rule.name)
        .merging(rule.labels.map { ($0.name, $0.template.text) })
      guard seen.insert(labels).inserted else {
        throw Failure(
          message: "vector contains metrics with the same labelset after applying rule labels")
      }
      recorded.append((labels, sample.value))
    }
    try checkLimit(recorded.count, "series")
    write(
      recorded, .target("rules"), "Recorded by a rule: " + rule.expressionText, &standing, &slots)
  }

  private func checkLimit(_ count: Int, _ what: String) throws(Failure) {
    guard group.limit > 0, count > group.limit else { return }
    throw Failure(message: "exceeded limit of \(group.limit) with \(count) \(what)")
  }

  private func write(
    _ samples: [LabelledValue], _ origin: SampleOrigin, _ help: ByteString,
    _ standing: inout RuleStanding, _ slots: inout SeriesSlots
  ) {
    let batch = standing.output.batch(samples, origin: origin, at: moment, help: help, &slots)
    guard !batch.slots.isEmpty || !batch.ended.isEmpty else { return }
    append(batch)
    slots.release(batch.ended)
  }

  // MARK: - Alerting

  private mutating func alert(
    _ samples: [LabelledValue], _ terms: AlertTerms, _ standing: inout RuleStanding,
    _ slots: inout SeriesSlots
  ) throws(Failure) {
    var seen: Set<Labels> = []
    var findings: [AlertRegister.Finding] = []
    for sample in samples {
      let finding = finding(sample, standing.rule, terms)
      guard seen.insert(finding.labels).inserted else {
        throw Failure(
          message: "vector contains metrics with the same labelset after applying alert labels")
      }
      findings.append(finding)
    }
    transitions = standing.register.move(
      findings, terms, rule: standing.rule.name, at: now, retention: options.resolvedRetention,
      remembered: remembered)
    let active = standing.register.active
    do throws(Failure) {
      try checkLimit(active.count, "alerts")
    } catch {
      standing.register.clear()
      throw error
    }
    measure(&standing, isUrgent: transitions.contains { $0.to == .firing })
    let help: ByteString = "State of the alerts that rules watch for."
    write(active.flatMap(Self.series), .events, help, &standing, &slots)
  }

  /// The alert that a sample makes: its labels and annotations with their templates expanded.
  private func finding(
    _ sample: LabelledValue, _ rule: Rule, _ terms: AlertTerms
  ) -> AlertRegister.Finding {
    var context = TemplateContext(
      alertLabels: sample.labels, value: sample.value, externalLabels: options.externalLabels,
      now: moment)
    context.query = answer
    func expand(_ labels: [TemplatedLabel]) -> [(name: ByteString, value: ByteString)] {
      labels.map { ($0.name, Self.expanded($0.template, context, rule)) }
    }
    let labels = sample.labels.setting(Labels.metricNameLabel, to: "")
      .merging(expand(rule.labels)).setting("alertname", to: rule.name)
    return AlertRegister.Finding(
      labels: labels, annotations: Labels(expand(terms.annotations)), value: sample.value)
  }

  private static func expanded(
    _ template: Template, _ context: TemplateContext, _ rule: Rule
  ) -> ByteString {
    if template.isConstant { return template.text }
    let name = "__alert_\(rule.name.text)"
    do throws(TemplateError) {
      return try template.expand(context, name: name)
    } catch {
      let place = template.text.lineAndColumn(of: error.offset)
      return ByteString(
        "<error expanding template: error executing template \(name): template: \(name):\(place): "
          + "\(error.message)>")
    }
  }

  /// Answers the function `query` of templates.
  private func answer(
    _ text: ByteString
  ) -> Result<[(labels: Labels, value: Double)], TemplateQueryError> {
    do {
      let expression = try Parser.parse(text, options: RuleFile.defaultOptions)
      return .success(try samples(of: expression))
    } catch let error as Failure {
      return .failure(TemplateQueryError(message: error.message))
    } catch {
      return .failure(TemplateQueryError(message: "\(error)"))
    }
  }

  /// The series that tell of an alert.
  private static func series(_ alert: AlertStatus) -> [LabelledValue] {
    let state = alert.labels.setting("alertstate", to: ByteString(alert.state.rawValue))
    return [
      (state.setting(Labels.metricNameLabel, to: AlertSeries.states), 1),
      (
        alert.labels.setting(Labels.metricNameLabel, to: AlertSeries.starts),
        alert.activeAt.seconds.rounded(.down)
      ),
    ]
  }

  // MARK: - What the ring holds

  /// Notes whether any selector of the rule finds a series at all; once one has, it is not asked again.
  private func look(_ standing: inout RuleStanding, found samples: [LabelledValue]) {
    guard !standing.hasMatched else { return }
    standing.hasMatched = standing.windows.contains { window in
      guard let value = try? query(window.samples, moment).value else { return false }
      return switch value {
      case .vector(let samples): !samples.isEmpty
      case .matrix(let series): !series.isEmpty
      case .scalar, .string: false
      }
    }
  }

  /// Notes how much of the rule's longest window the ring holds: now and then until it holds all of it, and always when
  /// an alert begins to fire.
  private func measure(_ standing: inout RuleStanding, isUrgent: Bool) {
    guard let window = standing.longestWindow, standing.coverage < 1 else { return }
    if isUrgent || standing.nextCoverageCheck.map({ $0 <= now }) ?? true {
      standing.nextCoverageCheck = now + window.length / 20
      standing.coverage = coverage(of: window)
    }
    for alert in standing.register.active where alert.coverage != standing.coverage {
      standing.register.update(alert.labels) { $0.coverage = standing.coverage }
    }
  }

  private func coverage(of window: RuleWindow) -> Double {
    guard case .matrix(let series)? = try? query(window.samples, moment).value else { return 0 }
    let held = series.map { one -> Double in
      guard one.timestamps.count > 1, let first = one.timestamps.first,
        let last = one.timestamps.last
      else { return 0 }
      // The oldest sample of a full window stands for the interval before it, too.
      return Double(last - first) * Double(one.timestamps.count) / Double(one.timestamps.count - 1)
    }
    let share = (held.max() ?? 0) / Double(window.length.milliseconds)
    return share >= 0.95 ? 1 : share
  }
}

extension ByteString {
  /// Line and column of a byte as Go's templates count them: from 1 and from 0.
  fileprivate func lineAndColumn(of offset: Int) -> String {
    let before = bytes.prefix(offset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return "\(line):\(before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count)"
  }
}
