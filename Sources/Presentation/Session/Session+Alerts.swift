internal import Metrics
internal import Rules

extension Session {
  /// What the keys of alerts do, the same on every view.
  mutating func applyToAlerts(_ action: Action, _ situation: Situation) -> [Effect] {
    switch action {
    case .nextAlert: openNextAlert(situation)
    case .acknowledge: return acknowledge(situation)
    case .acknowledgeAll:
      let labels = situation.rules.urgent.map(\.labels)
      guard !labels.isEmpty else {
        say("no firing alert waits for an acknowledgement", situation)
        return []
      }
      say("\(labels.count) acknowledged", situation)
      return [.acknowledge(labels)]
    case .unacknowledge: return unacknowledge(situation)
    default: break
    }
    return []
  }

  /// The card of the most urgent alert; again, of the next.
  private mutating func openNextAlert(_ situation: Situation) {
    var waiting = situation.rules.urgent
    if waiting.isEmpty {
      waiting = situation.rules.alerts.filter { $0.state == .firing }
      if waiting.isEmpty { return say("no alert fires", situation) }
    }
    var next = waiting[0]
    if case .alert(let shown) = level.place,
      let index = waiting.firstIndex(where: { $0.labels == shown })
    {
      next = waiting[(index + 1) % waiting.count]
    }
    visitedAlert = next.labels
    if case .alert = level.place {
      level = Level(.alert(next.labels))
    } else {
      open(.alert(next.labels), under: .alerts)
    }
  }

  /// The alert that acknowledging means: the card in front, else the most urgent one.
  private func meant(_ situation: Situation) -> AlertStatus? {
    guard case .alert(let labels) = level.place else { return situation.rules.mostUrgent }
    return situation.rules.alerts.first { $0.labels == labels }
  }

  private mutating func acknowledge(_ situation: Situation) -> [Effect] {
    guard let alert = meant(situation), alert.state == .firing || alert.state == .pending else {
      say("no firing alert waits for an acknowledgement", situation)
      return []
    }
    guard !alert.isAcknowledged else {
      say(DisplayText(alert.name) + " is acknowledged already; U takes it back", .plain, situation)
      return []
    }
    say(DisplayText(alert.name) + " acknowledged; U takes it back", .plain, situation)
    return [.acknowledge([alert.labels])]
  }

  private mutating func unacknowledge(_ situation: Situation) -> [Effect] {
    let candidates = situation.rules.alerts.filter(\.isAcknowledged)
    let chosen: AlertStatus?
    if case .alert(let labels) = level.place {
      chosen = candidates.first { $0.labels == labels }
    } else {
      chosen = candidates.max {
        ($0.acknowledgement?.at ?? $0.activeAt) < ($1.acknowledgement?.at ?? $1.activeAt)
      }
    }
    guard let chosen else {
      say("nothing is acknowledged", situation)
      return []
    }
    say(DisplayText(chosen.name) + " waits again", .plain, situation)
    return [.unacknowledge([chosen.labels])]
  }
}
