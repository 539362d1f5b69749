internal import Metrics
internal import Rules

/// What alerts did, as moments one can go to.
enum AlertEvents {
  /// The changes that the rule book remembers, oldest first.
  static func all(_ book: RuleBookSnapshot) -> [ChartEvent] {
    var events: [ChartEvent] = []
    for alert in book.alerts {
      let name = DisplayText(alert.name)
      events.append(ChartEvent(.alert, at: alert.activeAt, text: name + " pending"))
      if let time = alert.firedAt {
        events.append(ChartEvent(.alert, at: time, text: name + " firing"))
      }
      if let time = alert.resolvedAt {
        events.append(ChartEvent(.alert, at: time, text: name + " resolved"))
      }
    }
    return events.sorted { $0.time < $1.time }
  }
}
