internal import Metrics
internal import Presentation

/// The time zone of this machine as a table, so that no frame asks the C library.
enum SystemZone {
  /// The offsets from 400 days before `moment` to 400 days after it, found hour by hour where a day changes.
  static func zone(around moment: Timestamp) -> Zone {
    let day = Duration.seconds(86_400)
    var time = moment - day * 400
    var transitions = [transition(at: time)]
    for _ in 0..<800 {
      let next = time + day
      if !isSame(transition(at: next), transitions[transitions.count - 1]) {
        transitions.append(change(after: time, through: next))
      }
      time = next
    }
    return Zone(transitions)
  }

  private static func change(after start: Timestamp, through end: Timestamp) -> Zone.Transition {
    let before = transition(at: start)
    var low = start.milliseconds / 1000
    var high = end.milliseconds / 1000
    while high - low > 1 {
      let middle = low + (high - low) / 2
      let there = transition(at: Timestamp(milliseconds: middle * 1000))
      if isSame(there, before) { low = middle } else { high = middle }
    }
    return transition(at: Timestamp(milliseconds: high * 1000))
  }

  private static func transition(at moment: Timestamp) -> Zone.Transition {
    let zone = SystemClock.zone(at: moment)
    let isUTC = zone.minutesEast == 0 && ["UTC", "GMT", "Z"].contains(zone.name)
    return Zone.Transition(
      from: moment, offset: zone.minutesEast * 60, name: isUTC ? "Z" : zone.name)
  }

  private static func isSame(_ left: Zone.Transition, _ right: Zone.Transition) -> Bool {
    left.offset == right.offset && left.name == right.name
  }
}
