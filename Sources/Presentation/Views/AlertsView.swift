internal import Metrics
internal import PromQL
internal import Rules

/// The alerts that are pending, firing or lately resolved, then the rules that have none.
struct AlertsView: View {
  let scene: Scene

  private static let pane = PaneID("alerts")

  private var alerts: PaneRequest { scene.instant(AlertsView.pane, "alerts", "ALERTS") }
  private var since: PaneRequest { scene.instant(AlertsView.pane, "since", "ALERTS_FOR_STATE") }

  private var taken: PaneRequest {
    scene.instant(AlertsView.pane, "taken", AlertSeries.acknowledgements.text)
  }

  /// Live, the rule book knows more than its series; of a recording they are asked for in every view.
  var requests: [PaneRequest] {
    if scene.isLive { return [] }
    return (scene.situation.recording != nil ? [] : [alerts, since, taken]) + silences.requests
  }

  private var silences: SilencesPane { SilencesPane(scene: scene) }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let silences = silences
    let held = silences.all(reading)
    var rows =
      scene.situation.recording != nil
      ? AlertRow.alerts(scene.situation.rules)
      : scene.isLive ? AlertRow.all(scene.situation.rules) : past(reading)
    if !scene.isLive { rows.markSilenced(by: held, at: scene.moment) }
    var table = AlertColumns(scene: scene).rule(AlertsView.pane).model(rows, scene.level)
    let book = scene.situation.rules
    let silent = book.rulesWithoutData
    var summary = "\(book.rules.count) rules"
    if silent > 0 { summary += ", \(silent) match nothing" }
    table.footer.append(TextLine(DisplayText(summary), .muted))
    if rows.isEmpty {
      table.message = TextLine(
        scene.isLive ? "no rules" : "no alert was pending or firing at this moment", .muted)
    }
    return silences.panes(held, rows.filter(\.isAlert).map(\.labels)) + [
      Pane(
        AlertsView.pane, title: "Alerts", content: .table(table),
        place: PanePlace(.main, leastRows: 5, weight: 1), remark: reading.remark(requests))
    ]
  }

  /// What `ALERTS` says about the moment.
  private func past(_ reading: AnswerReading) -> [AlertRow] {
    var starts: [Labels: Double] = [:]
    for sample in reading.vector(since) { starts[sample.labels.withoutMetricName] = sample.value }
    let hands = reading.acknowledgements(taken)
    return reading.vector(alerts).map { sample in
      let labels = sample.labels.withoutMetricName.setting("alertstate", to: "")
      let isFiring = sample.labels["alertstate"] == "firing"
      var row = AlertRow(name: labels["alertname"] ?? "", labels: labels)
      row.mark = isFiring ? .firing : .pending
      row.state = isFiring ? "firing" : "pending"
      row.since = starts[labels].flatMap { Timestamp(seconds: $0) }
      row.rank = scene.situation.rules.rank(of: labels).rawValue
      if let hand = hands[labels] { row.remark = AlertRow.words(hand) }
      row.destination = .alert(labels)
      return row
    }
  }
}

extension [AlertRow] {
  /// Says of the alerts that a silence covered that nobody was told.
  fileprivate mutating func markSilenced(by silences: [Silence], at moment: Timestamp) {
    for index in indices
    where silences.contains(where: { $0.covers(self[index].labels, at: moment) }) {
      self[index].remark = "silenced"
    }
  }
}

/// A line of the list of alerts.
struct AlertRow {
  var name: ByteString
  var labels: Labels
  var mark: Mark?
  var state: DisplayText = ""
  var since: Timestamp?
  var rank = 4
  var value: Double?
  var remark: DisplayText = ""
  var destination: Place?

  /// Whether it is an alert's, and no rule's without one.
  var isAlert: Bool {
    if case .alert? = destination { true } else { false }
  }

  init(name: ByteString, labels: Labels) {
    self.name = name
    self.labels = labels
  }

  /// All alerts, then the rules without one: what cannot be judged before what is quiet.
  static func all(_ book: RuleBookSnapshot) -> [AlertRow] {
    let alerts = alerts(book)
    let withAlerts = Set(book.alerts.map(\.rule))
    let rules = book.rules.enumerated().filter { index, rule in
      rule.kind == .alerting && !withAlerts.contains(index)
    }.map { AlertRow($0.element, index: $0.offset) }
    return alerts + rules.sorted { ($0.order, $0.name) < ($1.order, $1.name) }
  }

  /// All alerts, the firing ones first.
  static func alerts(_ book: RuleBookSnapshot) -> [AlertRow] {
    book.alerts.map(AlertRow.init).sorted { left, right in
      (left.order, left.rank, left.name) < (right.order, right.rank, right.name)
    }
  }

  init(_ alert: AlertStatus) {
    self.init(name: alert.name, labels: alert.labels)
    switch alert.state {
    case .firing: mark = .firing
    case .pending: mark = .pending
    case .resolved: mark = .resolved
    case .inactive: mark = nil
    }
    state = DisplayText(alert.state.rawValue)
    since = alert.resolvedAt ?? alert.firedAt ?? alert.activeAt
    rank = alert.rank.rawValue
    value = alert.value.isNaN ? nil : alert.value
    remark = AlertRow.remark(alert)
    destination = .alert(alert.labels)
  }

  init(_ rule: RuleStatus, index: Int) {
    self.init(name: rule.name, labels: rule.labels)
    destination = .rule(index)
    switch rule.health {
    case .unknown: state = "not yet"
    case .ok: state = rule.isSession ? "set" : "inactive"
    case .noData:
      state = "no data"
      mark = .noData
      remark = "none of its selectors has ever matched"
    case .error(let reason):
      state = "error"
      mark = .noData
      remark = DisplayText(reason)
    }
    if rule.isSession, remark.isEmpty { remark = DisplayText(rule.annotations["summary"] ?? "") }
    if rule.coverage < 1, let window = rule.window, case .ok = rule.health {
      let held = Duration.milliseconds(Int64(Double(window.milliseconds) * rule.coverage))
      let text = "\(PrometheusDuration.text(window)) window, "
      remark = DisplayText(text + "\(Age.text(seconds: held.inSeconds)) held")
    }
  }

  private static func remark(_ alert: AlertStatus) -> DisplayText {
    if let acknowledgement = alert.acknowledgement { return words(acknowledgement) }
    if alert.silencedUntil != nil { return "silenced" }
    let summary = alert.annotations["summary"] ?? alert.annotations["description"] ?? ""
    return DisplayText(summary, limit: 200)
  }

  fileprivate static func words(_ acknowledgement: Acknowledgement) -> DisplayText {
    "acknowledged by " + DisplayText(acknowledgement.by, limit: 64)
  }

  /// Firing first, then pending, resolved, what cannot be judged, and the quiet ones.
  private var order: Int {
    switch mark {
    case .firing: 0
    case .pending: 1
    case .resolved: 2
    case .noData: 3
    case .stale, .healthy, nil: 4
    }
  }
}

/// The columns of the list of alerts.
struct AlertColumns {
  let scene: Scene

  func rule(_ pane: PaneID) -> TableRule<AlertRow> {
    let now = scene.moment
    var rule = TableRule<AlertRow>(
      pane: pane,
      columns: [
        .text("state", "STATE", width: .fixed(8)) { $0.state },
        TableRule.Column(
          column: TableColumn("rank", title: "RANK", width: .fixed(4), dropOrder: 3),
          isDescending: false, order: { .number(Double($0.rank)) },
          cell: { TableCell($0.rank > 3 ? "" : DisplayText("\($0.rank)")) }),
        .text("alert", "ALERT", width: .fitted(least: 12, most: 36)) {
          DisplayText($0.name, limit: 128)
        },
        .text("labels", "LABELS", width: .fitted(least: 8, most: 40), dropOrder: 2) {
          AlertColumns.labels($0.labels)
        },
        TableRule.Column(
          column: TableColumn("since", title: "SINCE", width: .fixed(7)), isDescending: false,
          order: { .number($0.since.map { (now - $0).inSeconds }) },
          cell: { row in
            TableCell(row.since == nil ? "" : DisplayText(ClockText.age(row.since, now: now)))
          }),
        TableRule.Column(
          column: TableColumn("value", title: "VALUE", width: .fixed(9), dropOrder: 1),
          isDescending: true, order: { .number($0.value) },
          cell: { row in TableCell(row.value == nil ? "" : DisplayText(Unit.count.text(row.value)))
          }
        ),
        .text("remark", "SUMMARY", width: .flexible(least: 10)) { $0.remark },
      ],
      key: { RowKey($0.name.text + $0.labels.description) })
    rule.destination = { $0.destination }
    rule.mark = { $0.mark }
    rule.field = { row, name in row.labels[ByteString(name)]?.text }
    return rule
  }

  /// The labels that tell one alert from another.
  static func labels(_ labels: Labels) -> DisplayText {
    let own = labels.filter { pair in
      !["alertname", "job", "severity", "__name__"].contains(pair.name.text)
    }
    return SeriesNaming.pairs(own)
  }
}
