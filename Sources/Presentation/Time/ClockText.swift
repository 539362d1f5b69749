internal import Metrics

/// Moments as a person reads them; a time always carries its zone.
enum ClockText {
  /// `10:32:15Z`, `10:32:15 CET`.
  static func withSeconds(_ moment: Timestamp, _ zone: Zone) -> String {
    let clock = LocalTime(moment, in: zone)
    return clock.timeWithSeconds + clock.zoneSuffix
  }

  /// `10:32Z`, or with the day in front where it is not the day of `now`.
  static func short(_ moment: Timestamp, now: Timestamp, _ zone: Zone) -> String {
    let clock = LocalTime(moment, in: zone)
    let time = clock.time + clock.zoneSuffix
    return clock.date == LocalTime(now, in: zone).date ? time : clock.shortDate + " " + time
  }

  /// The distance from `now`: `−14m`.
  static func distance(_ moment: Timestamp, now: Timestamp) -> String {
    moment > now
      ? "+" + Age.text(seconds: (moment - now).inSeconds)
      : "−" + Age.text(seconds: (now - moment).inSeconds)
  }

  /// How long ago: `14s`; `–` for never.
  static func age(_ moment: Timestamp?, now: Timestamp) -> String {
    guard let moment else { return "–" }
    return Age.text(seconds: (now - moment).inSeconds)
  }
}
