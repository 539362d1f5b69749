internal import Metrics

/// A moment in UTC as Go's package `time` writes it.
struct GoTime {
  let nanoseconds: Int64

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  private var seconds: Int64 { floorDivision(nanoseconds, 1_000_000_000).quotient }
  private var fraction: Int64 { floorDivision(nanoseconds, 1_000_000_000).remainder }
  private var days: Int64 { floorDivision(seconds, 86_400).quotient }
  private var secondOfDay: Int64 { floorDivision(seconds, 86_400).remainder }

  /// Year, month 1…12 and day 1…31.
  ///
  /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  var date: (year: Int64, month: Int, day: Int) {
    let shifted = days + 719_468
    let (era, dayOfEra) = floorDivision(shifted, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let day = Int(dayOfYear - (153 * index + 2) / 5 + 1)
    let month = Int(index < 10 ? index + 3 : index - 9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  var hour: Int { Int(secondOfDay / 3600) }
  var minute: Int { Int(secondOfDay / 60 % 60) }
  var second: Int { Int(secondOfDay % 60) }
  /// 0 for Sunday.
  var weekday: Int { Int(floorDivision(days + 4, 7).remainder) }

  /// `2015-06-23 13:19:44.128 +0000 UTC`.
  var description: String { text(layout: "2006-01-02 15:04:05.999999999 -0700 MST") }

  /// The moment in a layout that shows how Go's reference time, Mon Jan 2 15:04:05 MST 2006, would look.
  func text(layout: String) -> String {
    var result = ""
    var rest = layout[...]
    while let first = rest.first {
      if let (part, text) = Self.parts.lazy.compactMap({ part in
        rest.hasPrefix(part) ? (part, self.text(of: part, before: rest.dropFirst(part.count))) : nil
      }).first(where: { $0.1 != nil }), let text {
        result += text
        rest = rest.dropFirst(part.count)
        if part.hasPrefix(".") || part.hasPrefix(",") {
          rest = rest.drop { $0 == part.last }
        }
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// The pieces of a layout; of two with the same beginning the longer stands first.
  private static let parts = [
    "January", "Jan", "Monday", "Mon", "MST", "2006", "_2", "002", "02", "01", "03", "04", "05",
    "06", "15", "-07:00", "-0700", "-07", "Z07:00", "Z0700", "Z07", "PM", "pm", "1", "2", "3", "4",
    "5", ".000", ".00", ".0", ".999", ".99", ".9", ",000", ",999",
  ]

  private func text(of part: String, before rest: Substring) -> String? {
    let (year, month, day) = date
    let twelve = hour % 12 == 0 ? 12 : hour % 12
    switch part {
    case "January": return Self.months[month - 1]
    case "Jan": return String(Self.months[month - 1].prefix(3))
    case "Monday": return Self.weekdays[weekday]
    case "Mon": return String(Self.weekdays[weekday].prefix(3))
    case "MST": return "UTC"
    case "2006": return padded(Int(year), 4)
    case "06": return padded(Int(year % 100), 2)
    case "01": return padded(month, 2)
    case "1": return String(month)
    case "02": return padded(day, 2)
    case "_2": return day < 10 ? " \(day)" : String(day)
    case "2": return String(day)
    case "15": return padded(hour, 2)
    case "03": return padded(twelve, 2)
    case "3": return String(twelve)
    case "04": return padded(minute, 2)
    case "4": return String(minute)
    case "05": return padded(second, 2)
    case "5": return String(second)
    case "PM": return hour < 12 ? "AM" : "PM"
    case "pm": return hour < 12 ? "am" : "pm"
    case "-07:00": return "+00:00"
    case "-0700": return "+0000"
    case "-07": return "+00"
    case "Z07:00", "Z0700", "Z07": return "Z"
    case "002": return nil
    default: return fractionText(part, rest)
    }
  }

  /// Fractions of a second: `.000` always with so many digits, `.999` without zeros at the end.
  private func fractionText(_ part: String, _ rest: Substring) -> String? {
    guard let digit = part.last else { return nil }
    let more = rest.prefix { $0 == digit }
    if let next = rest.dropFirst(more.count).first, next.isNumber { return nil }
    let count = part.count - 1 + more.count
    var digits = String(padded(Int(fraction), 9).prefix(count))
    if digit == "9" {
      while digits.hasSuffix("0") { digits.removeLast() }
      if digits.isEmpty { return "" }
    }
    return String(part.prefix(1)) + digits
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }

  private func floorDivision(
    _ value: Int64, _ divisor: Int64
  ) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  /// A duration as Go writes it: `30m0s`, `1.5s`, `20ms`.
  static func text(duration nanoseconds: Int64) -> String {
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    guard magnitude > 0 else { return "0s" }
    if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
    if magnitude < 1_000_000 { return sign + decimal(magnitude, 1_000) + "µs" }
    if magnitude < 1_000_000_000 { return sign + decimal(magnitude, 1_000_000) + "ms" }
    let minutes = magnitude / 60_000_000_000
    let seconds = decimal(magnitude % 60_000_000_000, 1_000_000_000) + "s"
    if minutes == 0 { return sign + seconds }
    if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
    return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
  }

  private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
    let whole = String(value / unit)
    guard value % unit != 0 else { return whole }
    var digits = String(unit + value % unit).dropFirst()
    while digits.hasSuffix("0") { digits.removeLast() }
    return whole + "." + digits
  }
}
