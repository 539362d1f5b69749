internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import Rules

/// One alert: what it watches, with its line and its spans, and who was busy when it fired.
struct AlertCardView: View {
  let scene: Scene
  let labels: Labels

  private var alert: AlertStatus? {
    scene.situation.rules.alerts.first { $0.labels == labels }
  }

  private var rule: RuleStatus? {
    let rules = scene.situation.rules.rules
    if let alert, rules.indices.contains(alert.rule) { return rules[alert.rule] }
    return rules.first { $0.name == labels["alertname"] && $0.kind == .alerting }
  }

  /// The moment whose processes are shown: the one chosen, else when it fired, else now.
  private var processMoment: Timestamp {
    guard scene.isLive else { return scene.moment }
    return alert?.firedAt ?? alert?.activeAt ?? scene.moment
  }

  private var processes: ProcessQueries {
    ProcessQueries(
      scene, pane: PaneID("alert-processes"), at: processMoment,
      window: max(.seconds(15), scene.situation.interval * 5))
  }

  private var chart: RuleChart? { rule.map { RuleChart(scene: scene, rule: $0, labels: labels) } }

  var requests: [PaneRequest] {
    (chart?.requests ?? []) + processes.requests(isWide: false)
  }

  /// What stands above the panes where the text of the card has no room beside them.
  var sentences: [Sentence] {
    guard scene.situation.size.columns <= 120 else { return [] }
    return AlertCardText(scene: scene, labels: labels, alert: alert, rule: rule).headline
  }

  func panes(_ reading: AnswerReading) -> [Pane] {
    var panes: [Pane] = []
    if let chart { panes.append(chart.pane(reading)) }
    panes.append(card)
    panes.append(processTable(reading))
    return panes
  }

  private func processTable(_ reading: AnswerReading) -> Pane {
    let time = ClockText.withSeconds(processMoment, scene.situation.zone)
    let isFiring = scene.isLive && alert?.firedAt != nil
    let title = isFiring ? "Processes when it fired, \(time)" : "Processes at \(time)"
    return ProcessTablePane(scene: scene, queries: processes).pane(
      reading, PaneID("culprits"), title: DisplayText(title), sort: "cpu", isWide: false,
      place: PanePlace(.main, leastRows: 4, weight: 1))
  }

  private var card: Pane {
    let id = PaneID("card")
    let text = TextModel(
      AlertCardText(scene: scene, labels: labels, alert: alert, rule: rule).lines,
      firstLine: scene.level.scroll[id] ?? 0)
    return Pane(
      id, title: DisplayText(labels["alertname"] ?? "alert"), content: .text(text),
      place: PanePlace(.detail, leastRows: 4, weight: 1, collapseOrder: 1))
  }
}

/// A rule without an alert.
struct RuleCardView: View {
  let scene: Scene
  let index: Int

  private var rule: RuleStatus? {
    let rules = scene.situation.rules.rules
    return rules.indices.contains(index) ? rules[index] : nil
  }

  private var chart: RuleChart? {
    rule.map { RuleChart(scene: scene, rule: $0, labels: .empty) }
  }

  var requests: [PaneRequest] { chart?.requests ?? [] }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let text = AlertCardText(scene: scene, labels: .empty, alert: nil, rule: rule)
    return (chart.map { [$0.pane(reading)] } ?? []) + [
      Pane(
        PaneID("card"), title: DisplayText(rule?.name ?? "rule"),
        content: .text(
          TextModel(text.lines, firstLine: scene.level.scroll[PaneID("card")] ?? 0)),
        place: PanePlace(.main, leastRows: 4, weight: 1))
    ]
  }
}

/// The chart of what a rule watches.
struct RuleChart {
  let scene: Scene
  let rule: RuleStatus
  /// The alert's labels; empty for all series of the rule.
  let labels: Labels
  /// Whether the spans are what the rule would have done, and not what it did.
  var isRehearsed = false

  private static let pane = PaneID("watched")

  private var watched: PaneRequest {
    let text = rule.threshold?.series.text ?? rule.expression.text
    return scene.range(RuleChart.pane, "value", text, sampling).envelope(sampling)
  }

  /// What the watched values count, where the expression tells.
  private var unit: Unit {
    let text = (rule.threshold?.series ?? rule.expression).text
    guard let expression = try? Parser.parse(text) else { return .count }
    return Unit(of: expression)
  }

  private var states: PaneRequest {
    guard !isRehearsed else {
      return scene.range(RuleChart.pane, "condition", rule.expression.text, sampling)
    }
    let name = QueryText.matcher("alertname", rule.name)
    return scene.range(RuleChart.pane, "states", "ALERTS{\(name)}", sampling)
  }

  private var sampling: Sampling {
    let interval = scene.situation.interval
    return Sampling(
      window: scene.session.window, interval: isRehearsed ? max(interval, rule.interval) : interval)
  }

  var requests: [PaneRequest] { [watched, states] }

  func pane(_ reading: AnswerReading) -> Pane {
    let title = DisplayText(rule.threshold?.series ?? rule.expression, limit: 200)
    var chart = scene.chart(title, unit, sampling)
    let results = reading.matrix(watched)
    let own = results.filter { isOwn($0.labels) }
    let (series, omitted) = SeriesNaming.series(own.isEmpty ? results : own)
    chart.series = series.map { $0.asked(watched.query) }
    if omitted > 0 {
      chart.omission = DisplayText("top \(series.count) of \(results.count) by value")
    }
    chart.axis = scene.level.charts[RuleChart.pane]?.axis ?? .zero
    chart.thresholds = thresholds
    chart.bands = bands(reading)
    chart.events = bandEdges(chart.bands)
    if series.isEmpty, reading.isAnswered([watched]) {
      chart.message = TextLine("no data", .muted)
    }
    return Pane(
      RuleChart.pane, title: title, content: .chart(chart),
      place: PanePlace(.tile, leastRows: 8, weight: 2), remark: reading.remark([watched]))
  }

  /// Whether a series is the one behind the alert: all its labels are the alert's.
  private func isOwn(_ series: Labels) -> Bool {
    series.allSatisfy { $0.name == Labels.metricNameLabel || labels[$0.name] == $0.value }
  }

  private var thresholds: [Threshold] {
    guard let threshold = rule.threshold else { return [] }
    let words: String
    let opposite: String
    switch threshold.comparison {
    case .above, .atLeast: (words, opposite) = ("fires above", "clears below")
    case .below, .atMost: (words, opposite) = ("fires below", "clears above")
    case .equal: (words, opposite) = ("fires at", "clears off")
    case .notEqual: (words, opposite) = ("fires off", "clears at")
    }
    var lines = [
      Threshold(
        threshold.bound, label: DisplayText("\(words) \(unit.text(threshold.bound))"),
        tone: .critical)
    ]
    if let clears = threshold.clearsAt {
      lines.append(
        Threshold(
          clears, label: DisplayText("\(opposite) \(unit.text(clears))"), tone: .warning))
    }
    return lines
  }

  /// The spans in which `ALERTS` had a sample, broken where more than two steps have none.
  private func bands(_ reading: AnswerReading) -> [Band] {
    guard !isRehearsed else {
      return rehearsal(reading).spans.map { span in
        Band(span.isFiring ? .firing : .pending, from: span.start, to: span.end)
      }
    }
    var bands: [Band] = []
    let longest = 2 * sampling.step.milliseconds
    for series in reading.matrix(states) where labels.isEmpty || isAlert(series.labels) {
      let kind: Band.Kind = series.labels["alertstate"] == "firing" ? .firing : .pending
      var start: Int64?
      var last: Int64 = 0
      for time in series.timestamps {
        if let begun = start, time - last > longest {
          bands.append(band(kind, begun, last))
          start = time
        }
        start = start ?? time
        last = time
      }
      if let start { bands.append(band(kind, start, last)) }
    }
    return bands.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  /// What the rule would have done in the window.
  func rehearsal(_ reading: AnswerReading) -> Rehearsal {
    let series = reading.matrix(states).map {
      (labels: $0.labels.withoutMetricName, times: $0.timestamps)
    }
    return Rehearsal(
      series, through: scene.end.bucketStart(sampling.step), step: sampling.step, hold: rule.hold,
      keepFiringFor: rule.keepFiringFor)
  }

  private func band(_ kind: Band.Kind, _ start: Int64, _ end: Int64) -> Band {
    Band(kind, from: Timestamp(milliseconds: start), to: Timestamp(milliseconds: end))
  }

  private func isAlert(_ series: Labels) -> Bool {
    series.withoutMetricName.setting("alertstate", to: "") == labels
  }

  private func bandEdges(_ bands: [Band]) -> [ChartEvent] {
    bands.filter { $0.kind == .firing }.map {
      ChartEvent(.alert, at: $0.start, text: "firing")
    }
  }
}

/// What a card says in words.
struct AlertCardText {
  let scene: Scene
  let labels: Labels
  let alert: AlertStatus?
  let rule: RuleStatus?

  var lines: [TextLine] {
    var lines = [stateLine]
    for name in ["summary", "description"] {
      if let text = alert?.annotations[ByteString(name)] {
        lines.append(TextLine(DisplayText(text)))
      }
    }
    if let value = alert?.value, !value.isNaN {
      lines.append(CardLine.make("value", DisplayText(Unit.count.text(value)), .strong))
    }
    let own = labels.filter { $0.name != "alertname" }
    if !own.isEmpty { lines.append(CardLine.make("labels", SeriesNaming.pairs(own))) }
    lines += alertLines + ruleLines
    return lines
  }

  /// State and summary, for the top of a screen that has no room for the card's text.
  var headline: [Sentence] {
    guard let alert else { return [] }
    let mark: Mark =
      alert.state == .firing ? .firing : alert.state == .pending ? .pending : .resolved
    var lines = [
      Sentence(
        heading: "", mark: mark, text: stateLine,
        hints: scene.situation.recording == nil ? [Hint(.acknowledge, "ack")] : [])
    ]
    if let summary = alert.annotations["summary"] {
      lines.append(Sentence(heading: "", text: TextLine(DisplayText(summary))))
    }
    return lines
  }

  private var stateLine: TextLine {
    guard let alert else {
      return TextLine(rule == nil ? "this alert is not known any more" : "inactive", .muted)
    }
    let now = scene.alertMoment
    let since = alert.resolvedAt ?? alert.firedAt ?? alert.activeAt
    let clock = ClockText.withSeconds(since, scene.situation.zone)
    let age = ClockText.age(since, now: now)
    let tone: Tone = alert.state == .firing ? .critical : .warning
    return TextLine([
      TextPiece(DisplayText(alert.state.rawValue), tone),
      TextPiece(DisplayText(" since \(clock), \(age)")),
      TextPiece(DisplayText(acknowledged(alert)), .muted),
    ])
  }

  private func acknowledged(_ alert: AlertStatus) -> String {
    guard let acknowledgement = alert.acknowledgement else {
      let isWaiting = alert.state == .firing && scene.situation.recording == nil
      return isWaiting ? ", not acknowledged" : ""
    }
    let by = DisplayText(acknowledgement.by, limit: 64).text
    let clock = ClockText.withSeconds(acknowledgement.at, scene.situation.zone)
    return ", acknowledged by \(by) at \(clock)"
  }

  private var alertLines: [TextLine] {
    guard let alert else { return [] }
    var lines = [CardLine.make("rank", DisplayText("\(alert.rank.rawValue)"))]
    if let until = alert.silencedUntil {
      let clock = ClockText.withSeconds(until, scene.situation.zone)
      lines.append(CardLine.make("silenced", DisplayText("until \(clock)")))
    }
    if alert.coverage < 1 {
      let text = "\(Unit.ratio.text(alert.coverage)) of the rule's window was held"
      lines.append(CardLine.make("coverage", DisplayText(text)))
    }
    return lines
  }

  private var ruleLines: [TextLine] {
    guard let rule else {
      let text: DisplayText = "its rule is not loaded; --rules FILE shows what it watches"
      return scene.situation.recording == nil ? [] : [TextLine(text, .muted)]
    }
    var lines = [CardLine.make("expression", DisplayText(rule.expression))]
    lines.append(CardLine.make("for", DisplayText(PrometheusDuration.text(rule.hold))))
    if case .error(let reason) = rule.health {
      lines.append(CardLine.make("error", DisplayText(reason), .critical))
    }
    if case .noData = rule.health {
      lines.append(TextLine("none of its selectors has ever matched", .warning))
    }
    if rule.isSession {
      lines.append(
        CardLine.make("tripwire", "of this session: rings when it fires and when that is over"))
    }
    if !rule.file.isEmpty {
      let place = "\(rule.file), group \(rule.group.text)"
      lines.append(CardLine.make("rule", DisplayText(place)))
    }
    return lines
  }
}
