internal import Metrics
internal import PromQL
internal import Rules

/// The alerts as they stood at the moment that is shown, read from their series and not judged again.
///
/// Which alerts there were, in which state and since when, the recording says. Words and thresholds are those of the
/// rules that this program has loaded, where one of them has the alert's name and labels.
struct AlertsThen {
  let scene: Scene

  private static let pane = PaneID("alerts-then")
  /// How many values of alerts are asked for.
  private static let mostValues = 12
  /// How long an alert that is over is still listed.
  private static let retention = Duration.seconds(900)

  private var states: PaneRequest { scene.instant(AlertsThen.pane, "states", "ALERTS") }
  private var since: PaneRequest { scene.instant(AlertsThen.pane, "since", "ALERTS_FOR_STATE") }

  private var taken: PaneRequest {
    scene.instant(AlertsThen.pane, "taken", AlertSeries.acknowledgements.text)
  }

  /// What the watched expression of a rule was worth.
  private func value(_ rule: Int) -> PaneRequest {
    let text = scene.situation.rules.rules[rule].expression.text
    return scene.instant(AlertsThen.pane, "value-\(rule)", text)
  }

  var requests: [PaneRequest] {
    guard scene.situation.recording != nil else { return [] }
    let rules = Set(scene.situation.rules.alerts.filter { $0.state != .resolved }.map(\.rule))
      .filter(scene.situation.rules.rules.indices.contains).sorted()
    return [states, since, taken] + rules.prefix(AlertsThen.mostValues).map(value)
  }

  /// The rules that are loaded, with the alerts of the moment.
  func book(_ reading: AnswerReading) -> RuleBookSnapshot {
    var book = scene.situation.rules
    book.at = scene.moment
    let history = HistoryQueries(scene).map { AlertHistory($0, reading) }
    var starts: [Labels: Double] = [:]
    for sample in reading.vector(since) { starts[sample.labels.withoutMetricName] = sample.value }
    let present = reading.vector(states).map { sample in
      status(sample.labels.withoutMetricName, starts, history)
    }
    let hands = reading.acknowledgements(taken)
    let alerts =
      once(present).map { alert in
        var alert = alert
        alert.acknowledgement = hands[alert.labels]
        return alert
      } + over(history, except: Set(present.map(\.labels)))
    book.alerts = alerts.map { described($0, reading) }
      .sorted { ($0.rule, $0.labels) < ($1.rule, $1.labels) }
    return book
  }

  private func status(
    _ labels: Labels, _ starts: [Labels: Double], _ history: AlertHistory?
  ) -> AlertStatus {
    let identity = labels.setting("alertstate", to: "")
    let state: AlertState = labels["alertstate"] == "firing" ? .firing : .pending
    let span = history?.spans.last {
      $0.labels == identity && $0.state == state && $0.start <= scene.moment
    }
    let active = starts[identity].flatMap { Timestamp(seconds: $0) }
    let begun = span?.start ?? scene.moment
    var alert = AlertStatus(
      name: identity["alertname"] ?? "alert", labels: identity, state: state,
      activeAt: min(active ?? begun, scene.moment))
    if state == .firing { alert.firedAt = max(begun, alert.activeAt) }
    return alert
  }

  /// In the moment of a change an alert can be found in both states: it fires.
  private func once(_ alerts: [AlertStatus]) -> [AlertStatus] {
    let firing = Set(alerts.filter { $0.state == .firing }.map(\.labels))
    return alerts.filter { $0.state == .firing || !firing.contains($0.labels) }
  }

  /// The alerts that had fired and were over, not long ago.
  private func over(_ history: AlertHistory?, except present: Set<Labels>) -> [AlertStatus] {
    var latest: [Labels: AlertStatus] = [:]
    for span in history?.spans ?? [] where span.state == .firing && !present.contains(span.labels) {
      guard let end = span.end, end <= scene.moment, scene.moment - end <= AlertsThen.retention
      else { continue }
      var alert = AlertStatus(
        name: span.labels["alertname"] ?? "alert", labels: span.labels, state: .resolved,
        activeAt: span.start)
      (alert.firedAt, alert.resolvedAt) = (span.start, end)
      latest[span.labels] = alert
    }
    return latest.values.sorted { $0.labels < $1.labels }
  }

  // MARK: - What the rules say

  private func described(_ alert: AlertStatus, _ reading: AnswerReading) -> AlertStatus {
    var alert = alert
    let book = scene.situation.rules
    alert.rank = book.rank(of: alert.labels)
    alert.rule = book.rules.firstIndex { isRule($0, of: alert) } ?? -1
    guard book.rules.indices.contains(alert.rule) else { return alert }
    if alert.state != .resolved {
      alert.value =
        reading.vector(value(alert.rule)).first { isSource($0.labels, of: alert) }?
        .value ?? .nan
    }
    alert.annotations = annotations(book.rules[alert.rule], alert)
    return alert
  }

  private func isRule(_ rule: RuleStatus, of alert: AlertStatus) -> Bool {
    rule.kind == .alerting && rule.name == alert.name
      && rule.labels.allSatisfy {
        $0.value.text.contains("{{") || alert.labels[$0.name] == $0.value
      }
  }

  /// Whether a sample of the watched expression is the one behind the alert: all its labels are the alert's.
  private func isSource(_ sample: Labels, of alert: AlertStatus) -> Bool {
    sample.withoutMetricName.allSatisfy { alert.labels[$0.name] == $0.value }
  }

  /// The rule's texts about this alert; one that needs what is not known is left out.
  private func annotations(_ rule: RuleStatus, _ alert: AlertStatus) -> Labels {
    let context = TemplateContext(
      alertLabels: alert.labels.setting("alertname", to: ""), value: alert.value, now: scene.moment)
    return Labels(
      rule.annotations.compactMap { name, text -> (name: ByteString, value: ByteString)? in
        let needsValue = text.text.contains("$value") || text.text.contains(".Value")
        guard !needsValue || !alert.value.isNaN,
          let template = try? Template(text, variables: Template.alertVariables),
          let words = try? template.expand(context, name: "annotation")
        else { return nil }
        return (name, words)
      })
  }
}

extension AnswerReading {
  /// Who had taken on which alerts.
  func acknowledgements(_ request: PaneRequest) -> [Labels: Acknowledgement] {
    var found: [Labels: Acknowledgement] = [:]
    for sample in vector(request) {
      guard
        let said = AlertSeries.acknowledgement(sample.labels.withoutMetricName, sample.value)
      else { continue }
      found[said.alert] = said.acknowledgement
    }
    return found
  }
}
