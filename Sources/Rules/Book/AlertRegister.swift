internal import Metrics

/// The alerts of one rule: what the expression shows in, changes of state out.
///
/// A pure state machine. Source: Prometheus, `rules/alerting.go`, `AlertingRule.Eval`.
struct AlertRegister: Sendable {
  /// What the expression shows of one alert.
  struct Finding: Sendable {
    var labels: Labels
    var annotations: Labels
    var value: Double
  }

  /// Pending, firing and lately resolved alerts by their labels.
  private(set) var alerts: [Labels: AlertStatus] = [:]

  /// Moves every alert on by what the expression shows now.
  ///
  /// - Parameters:
  ///   - findings: the alerts whose condition holds, none twice.
  ///   - terms: when the alert fires.
  ///   - rule: the rule's name.
  ///   - now: the time of the evaluation.
  ///   - retention: how long a resolved alert is still listed.
  ///   - remembered: what was known of an alert before this register began.
  /// - Returns: the alerts that changed their state, in order of their labels.
  mutating func move(
    _ findings: [Finding], _ terms: AlertTerms, rule: ByteString, at now: Timestamp,
    retention: Duration, remembered: (Labels) -> AlertMemory.Entry? = { _ in nil }
  ) -> [AlertTransition] {
    var before = alerts.mapValues(\.state)
    for finding in findings {
      let isNew = alerts[finding.labels] == nil
      note(finding, rule, now)
      guard isNew, let entry = remembered(finding.labels) else { continue }
      update(finding.labels) { $0.adopt(entry, terms.hold, at: now) }
      before[finding.labels] = entry.isFiring ? .firing : .pending
    }
    let present = Set(findings.map(\.labels))
    for labels in alerts.keys where !present.contains(labels) {
      miss(labels, terms, now, retention)
    }
    fire(terms, now)
    return transitions(since: before)
  }

  private mutating func note(_ finding: Finding, _ rule: ByteString, _ now: Timestamp) {
    var alert: AlertStatus
    if let known = alerts[finding.labels], known.state != .resolved {
      alert = known
    } else {
      alert = AlertStatus(name: rule, labels: finding.labels, state: .pending, activeAt: now)
    }
    alert.value = finding.value
    alert.annotations = finding.annotations
    alert.keepFiringUntil = nil
    alerts[finding.labels] = alert
  }

  /// An alert whose condition does not hold: a pending one is gone, a firing one resolves unless it is kept.
  private mutating func miss(
    _ labels: Labels, _ terms: AlertTerms, _ now: Timestamp, _ retention: Duration
  ) {
    guard var alert = alerts[labels] else { return }
    switch alert.state {
    case .inactive, .pending:
      alerts[labels] = nil
      return
    case .resolved:
      if let resolved = alert.resolvedAt, now - resolved > retention { alerts[labels] = nil }
      return
    case .firing:
      if terms.keepFiringFor > .zero, alert.keepFiringUntil == nil {
        alert.keepFiringUntil = now + terms.keepFiringFor
      }
      if alert.keepFiringUntil.map({ $0 <= now }) ?? true {
        alert.state = .resolved
        alert.resolvedAt = now
        alert.keepFiringUntil = nil
      }
      alerts[labels] = alert
    }
  }

  private mutating func fire(_ terms: AlertTerms, _ now: Timestamp) {
    for (labels, alert) in alerts where alert.state == .pending {
      guard now - alert.activeAt >= terms.hold else { continue }
      alerts[labels]?.state = .firing
      alerts[labels]?.firedAt = now
    }
  }

  private func transitions(since before: [Labels: AlertState]) -> [AlertTransition] {
    let gone = before.keys.filter { alerts[$0] == nil && before[$0] != .resolved }
    return (gone + alerts.keys).sorted().compactMap { labels in
      let former = before[labels] ?? .inactive
      let state = alerts[labels]?.state ?? .inactive
      guard former != state else { return nil }
      return AlertTransition(
        labels: labels, from: former, to: state, value: alerts[labels]?.value ?? .nan)
    }
  }

  /// The alerts that are pending or fire, in order of their labels.
  var active: [AlertStatus] {
    alerts.values.filter { $0.state == .pending || $0.state == .firing }
      .sorted { $0.labels < $1.labels }
  }

  /// Forgets every alert.
  mutating func clear() { alerts = [:] }

  /// Takes up an alert as it was before this register began.
  mutating func restore(_ alert: AlertStatus) { alerts[alert.labels] = alert }

  /// Changes one alert; unknown labels change nothing.
  mutating func update(_ labels: Labels, _ change: (inout AlertStatus) -> Void) {
    guard var alert = alerts[labels] else { return }
    change(&alert)
    alerts[labels] = alert
  }
}
