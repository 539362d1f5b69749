/// The functions of a moment given in seconds since the epoch, in UTC.
enum DateFunctions {
  /// The function `name`; `nil` where that is no function of a date.
  static func named(_ name: String) -> ((Double) -> Double)? {
    switch name {
    case "minute": { clock($0) { ($0 % 3600) / 60 } }
    case "hour": { clock($0) { ($0 % 86_400) / 3600 } }
    case "day_of_week": { calendar($0) { Double((($0.number % 7) + 11) % 7) } }
    case "day_of_month": { calendar($0) { Double($0.day) } }
    case "day_of_year": { calendar($0) { Double($0.number - Day.number($0.year, 1, 1) + 1) } }
    case "days_in_month": { calendar($0) { Double(Day.length($0.year, $0.month)) } }
    case "month": { calendar($0) { Double($0.month) } }
    case "year": { calendar($0) { Double($0.year) } }
    default: nil
    }
  }

  /// A day of the proleptic Gregorian calendar.
  private struct Day {
    /// Days since 1970-01-01.
    var number: Int
    var year: Int
    var month: Int
    var day: Int

    /// The day with this number.
    ///
    /// Source: H. Hinnant, chrono-Compatible Low-Level Date Algorithms, `civil_from_days`.
    init(_ number: Int) {
      self.number = number
      let shifted = number + 719_468
      let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
      let dayOfEra = shifted - era * 146_097
      let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let shiftedMonth = (5 * dayOfYear + 2) / 153
      day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
      month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
      year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
      let shiftedYear = month <= 2 ? year - 1 : year
      let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
      let yearOfEra = shiftedYear - era * 400
      let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
      return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        - 719_468
    }

    /// The number of days of a month.
    static func length(_ year: Int, _ month: Int) -> Int {
      let next = month == 12 ? number(year + 1, 1, 1) : number(year, month + 1, 1)
      return next - number(year, month, 1)
    }
  }

  /// Whole seconds; `nil` where the calendar does not reach.
  private static func seconds(_ moment: Double) -> Int? {
    guard moment.magnitude < 1e15 else { return nil }
    return Int(moment.rounded(.towardZero))
  }

  private static func clock(_ moment: Double, _ read: (Int) -> Int) -> Double {
    guard let seconds = seconds(moment) else { return .nan }
    return Double(read(((seconds % 86_400) + 86_400) % 86_400))
  }

  private static func calendar(_ moment: Double, _ read: (Day) -> Double) -> Double {
    guard let seconds = seconds(moment) else { return .nan }
    let second = ((seconds % 86_400) + 86_400) % 86_400
    return read(Day((seconds - second) / 86_400))
  }
}
