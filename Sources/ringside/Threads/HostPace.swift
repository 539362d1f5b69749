internal import Metrics

/// How often the host is read: as asked for, and more often while there is an alert where nobody else looks.
struct HostPace {
  let usual: TickSchedule
  /// While an alert is pending or firing; `nil` for no more often than else.
  var urgent: TickSchedule?

  /// The schedule of the tick that begins now.
  ///
  /// - Parameter isAlerting: whether an alert is pending or firing.
  /// - Returns: the schedule.
  func schedule(isAlerting: Bool) -> TickSchedule {
    isAlerting ? urgent ?? usual : usual
  }

  /// The pace of a recorder: every second while there is an alert, unless it reads more often anyway.
  static func recorder(every interval: Duration) -> HostPace {
    HostPace(
      usual: TickSchedule(interval: interval),
      urgent: TickSchedule(interval: min(interval, .seconds(1))))
  }
}
