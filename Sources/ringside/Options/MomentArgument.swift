internal import Metrics

/// A moment on the command line: RFC 3339, Unix seconds, or relative to now such as `-15m`.
enum MomentArgument {
  /// The moment that `text` names; `nil` where it names none.
  static func parse(_ text: String, now: Timestamp) -> Timestamp? {
    if text == "now" { return now }
    if text.hasPrefix("-"), let back = PrometheusDuration.parse(text.dropFirst()) {
      return now - back
    }
    if let seconds = Double(text) { return Timestamp(seconds: seconds) }
    return date(Array(text.utf8))
  }

  /// A date and time of RFC 3339, section 5.6: `2026-11-24T10:32:15.5Z` or with an offset such as `+01:00`.
  private static func date(_ text: [UInt8]) -> Timestamp? {
    guard text.count >= 20, matches(text, "0000-00-00T00:00:00"),
      let year = number(text[0..<4]), let month = number(text[5..<7]),
      let day = number(text[8..<10]), let hour = number(text[11..<13]),
      let minute = number(text[14..<16]), let second = number(text[17..<19]),
      (1...12).contains(month), (1...daysInMonth(month, year)).contains(day), hour < 24,
      minute < 60, second <= 60
    else { return nil }
    var rest = text[19...]
    var milliseconds: Int64 = 0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { isDigit($0) }
      guard let first = number(Array((digits + [48, 48, 48]).prefix(3))[...]), !digits.isEmpty
      else { return nil }
      milliseconds = first
      rest = rest.dropFirst(digits.count + 1)
    }
    guard let offset = offsetMinutes(Array(rest)) else { return nil }
    let days = daysSinceEpoch(year, month, day)
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
    return Timestamp(milliseconds: seconds * 1000 + milliseconds)
  }

  private static func matches(_ text: [UInt8], _ pattern: StaticString) -> Bool {
    zip(text, "\(pattern)".utf8).allSatisfy { byte, form in
      form == UInt8(ascii: "0") ? isDigit(byte) : byte == form || (form == 84 && byte == 116)
    }
  }

  private static func offsetMinutes(_ text: [UInt8]) -> Int64? {
    if text == Array("Z".utf8) || text == Array("z".utf8) { return 0 }
    guard text.count == 6, matches(Array(text[1...]), "00:00"),
      text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
      let hours = number(text[1..<3]), let minutes = number(text[4..<6]), hours < 24, minutes < 60
    else { return nil }
    return (text[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    Int64(String(decoding: digits, as: UTF8.self))
  }

  private static func daysInMonth(_ month: Int64, _ year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Int(month) - 1]
  }

  /// Days from 1970-01-01, by counting from 1 March so that a leap day is a year's last.
  private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}
