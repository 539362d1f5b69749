internal import Metrics

/// When each group with unacknowledged alerts of the first rank is next reminded of.
struct BellReminders: Sendable {
  struct Schedule: Sendable {
    var start: Timestamp
    var given = 0
    var next: Timestamp
    /// Whether a reminder came due while the bell was muted.
    var isOwed = false
    /// The alerts to remind of; empty while none of the group fires.
    var alerts: [Labels] = []
  }

  private var schedules: [Labels: Schedule] = [:]

  /// Starts the schedules of groups that need one and ends those of groups that no longer do.
  ///
  /// - Parameters:
  ///   - groups: the alerts of each group; one without any goes on with the schedule it has.
  ///   - start: from when a new schedule counts.
  ///   - now: the time.
  ///   - options: when reminders are given.
  mutating func follow(
    _ groups: [Labels: [Labels]], from start: Timestamp, at now: Timestamp, _ options: BellOptions
  ) {
    schedules = schedules.filter { groups[$0.key] != nil }
    for (group, alerts) in groups where schedules[group] != nil || !alerts.isEmpty {
      let fresh = Schedule(start: start, next: start + Self.distance(0, options))
      schedules[group, default: fresh].alerts = alerts.sorted()
      if alerts.isEmpty { schedules[group]?.advance(past: now, options) }
    }
  }

  /// Goes on with the schedule of a group that was told of before; what came due meanwhile counts as given.
  mutating func resume(
    _ group: Labels, from start: Timestamp, at now: Timestamp, _ options: BellOptions
  ) {
    var schedule = Schedule(start: start, next: start + Self.distance(0, options))
    schedule.advance(past: now, options)
    schedules[group] = schedule
  }

  /// Notes the reminders that come due while the bell is muted, and returns their alerts.
  mutating func owe(at now: Timestamp, _ options: BellOptions) -> [Labels] {
    var missed: [Labels] = []
    for (group, schedule) in schedules where schedule.next <= now {
      missed += schedule.alerts
      schedules[group]?.isOwed = true
      schedules[group]?.advance(past: now, options)
    }
    return missed.sorted()
  }

  /// The alerts of the groups whose reminder is due.
  func due(at now: Timestamp) -> [Labels] {
    schedules.values.filter { $0.isOwed || $0.next <= now }.flatMap(\.alerts)
  }

  /// The earliest moment at which a reminder is due; in the past where one is owed.
  var next: Timestamp? {
    schedules.values.map { $0.isOwed && !$0.alerts.isEmpty ? $0.start : $0.next }.min()
  }

  /// Takes the reminders that are due as given.
  mutating func advance(past now: Timestamp, _ options: BellOptions) {
    for group in schedules.keys {
      schedules[group]?.isOwed = false
      schedules[group]?.advance(past: now, options)
    }
  }

  /// Drops what is owed: the person has ended the mute and is looking.
  mutating func forgive() {
    for group in schedules.keys { schedules[group]?.isOwed = false }
  }

  /// How long after the start reminder number `index` is given; after the last of the list its distance repeats.
  fileprivate static func distance(_ index: Int, _ options: BellOptions) -> Duration {
    guard let last = options.reminders.last else { return .seconds(1 << 40) }
    if index < options.reminders.count { return options.reminders[index] }
    return last * (index - options.reminders.count + 2)
  }
}

extension BellReminders.Schedule {
  fileprivate mutating func advance(past now: Timestamp, _ options: BellOptions) {
    while next <= now {
      given += 1
      next = start + BellReminders.distance(given, options)
    }
  }
}
