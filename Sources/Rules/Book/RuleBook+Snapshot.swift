public import Metrics

extension RuleBook {
  /// All rules and alerts as they are at a moment, as a value that any thread may read.
  public func snapshot(at now: Timestamp) -> RuleBookSnapshot {
    var snapshot = RuleBookSnapshot(at: now)
    snapshot.silences = silences.filter { now < $0.until }
    snapshot.severities = options.severities
    for group in groups {
      for rule in group.rules {
        let index = snapshot.rules.count
        snapshot.rules.append(status(rule, group))
        for var alert in rule.register.alerts.values.sorted(by: { $0.labels < $1.labels }) {
          alert.rule = index
          alert.rank = snapshot.rank(of: alert.labels)
          alert.isSession = group.isSession
          alert.silencedUntil = snapshot.silences.filter { $0.covers(alert.labels, at: now) }
            .map(\.until).max()
          snapshot.alerts.append(alert)
        }
      }
    }
    return snapshot
  }

  private func status(_ standing: RuleStanding, _ group: GroupStanding) -> RuleStatus {
    let rule = standing.rule
    var status = RuleStatus(
      name: rule.name, kind: rule.alert == nil ? .recording : .alerting,
      expression: rule.expressionText, group: group.group.name, interval: group.interval)
    status.text = rule.text
    status.file = group.file
    status.position = rule.position
    status.hold = rule.alert?.hold ?? .zero
    status.keepFiringFor = rule.alert?.keepFiringFor ?? .zero
    status.labels = rule.writtenLabels
    status.annotations = rule.alert?.writtenAnnotations ?? .empty
    let states = Set(standing.register.alerts.values.map(\.state))
    let byUrgency: [AlertState] = [.firing, .pending, .resolved]
    status.state = byUrgency.first { states.contains($0) } ?? .inactive
    status.health = standing.health
    status.lastEvaluation = standing.lastEvaluation
    status.evaluationDuration = standing.evaluationDuration
    status.window = standing.longestWindow?.length
    status.coverage = standing.coverage
    status.threshold = standing.threshold
    status.isSession = group.isSession
    return status
  }
}
