public import Metrics

/// A moment as the calendar and the clock of a zone show it.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
public struct LocalTime: Hashable, Sendable {
  /// The year, the month from 1, the day from 1.
  public let year: Int, month: Int, day: Int
  /// The hour, minute and second.
  public let hour: Int, minute: Int, second: Int
  /// The name of the offset.
  public let zoneName: String

  /// The calendar and the clock at `moment`.
  public init(_ moment: Timestamp, in zone: Zone) {
    let transition = zone.transition(at: moment)
    let local = LocalTime.floorDivide(moment.milliseconds, 1000).quotient + transition.offset
    let (days, seconds) = LocalTime.floorDivide(Int64(local), 86_400)
    (year, month, day) = LocalTime.date(days: days)
    hour = seconds / 3600
    minute = seconds / 60 % 60
    second = seconds % 60
    zoneName = transition.name
  }

  /// `10:32`.
  public var time: String { two(hour) + ":" + two(minute) }

  /// `10:32:15`.
  public var timeWithSeconds: String { time + ":" + two(second) }

  /// `24 Nov`.
  public var shortDate: String { "\(day) \(LocalTime.months[month - 1])" }

  /// `2026-11-24`.
  public var date: String { "\(year)-" + two(month) + "-" + two(day) }

  /// The zone as it stands behind a time: `Z`, or a space and a name.
  public var zoneSuffix: String { zoneName == "Z" ? "Z" : " " + zoneName }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Days since the epoch as a date.
  static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let (era, dayOfEra) = floorDivide(Int64(shifted), 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  /// A date as days since the epoch.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = floorDivide(Int64(shifted), 400)
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  static func floorDivide(_ number: Int64, _ divisor: Int64) -> (quotient: Int, remainder: Int) {
    let remainder = number % divisor
    let isBelow = remainder < 0
    return (
      Int(number / divisor) - (isBelow ? 1 : 0), Int(isBelow ? remainder + divisor : remainder)
    )
  }
}
