internal import Metrics

/// Reads a date and a time from left to right.
struct TimeReader {
  /// A time as it is written.
  struct Written: Hashable {
    /// Days since the epoch of the date.
    var day: Int
    /// Milliseconds since midnight.
    var milliseconds: Int
    /// Seconds east of Greenwich; `nil` where no zone is written.
    var offset: Int?
    /// Whether no date is written: the newest such time is meant.
    var isNewestSuch = false
    /// Whether no year is written.
    var isNewestYear = false
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// The time that all the bytes write; `nil` where they write none.
  mutating func read(today: LocalTime) -> Written? {
    var written = Written(day: 0, milliseconds: 0)
    let thisDay = LocalTime.days(year: today.year, month: today.month, day: today.day)
    if take("yesterday") {
      written.day = thisDay - 1
    } else if take("today") {
      written.day = thisDay
    } else if let day = isoDate() ?? slashDate() {
      written.day = day
    } else if let day = monthDate(year: today.year) {
      written.day = day
      written.isNewestYear = true
    } else {
      written.day = thisDay
      written.isNewestSuch = true
    }
    _ = takeOne("T t:")
    skipSpaces()
    if rest.isEmpty, !written.isNewestSuch { return written }
    guard let time = time() else { return nil }
    written.milliseconds = time
    skipSpaces()
    guard let zone = zone() else { return rest.isEmpty ? written : nil }
    written.offset = zone
    return rest.isEmpty ? written : nil
  }

  // MARK: - Dates

  private mutating func isoDate() -> Int? {
    let start = rest
    if let year = number(digits: 4...4), take("-"), let month = number(digits: 1...2), take("-"),
      let day = number(digits: 1...2), let days = TimeReader.days(year, month, day)
    {
      return days
    }
    rest = start
    return nil
  }

  /// `24/Nov/2026`, as web servers write it.
  private mutating func slashDate() -> Int? {
    let start = rest
    if let day = number(digits: 1...2), take("/"), let month = month(), take("/"),
      let year = number(digits: 4...4), let days = TimeReader.days(year, month, day)
    {
      return days
    }
    rest = start
    return nil
  }

  /// `Nov 24` or `24 Nov`, as syslog and our own charts write it.
  private mutating func monthDate(year: Int) -> Int? {
    let start = rest
    if let month = month() {
      skipSpaces()
      if let day = number(digits: 1...2), let days = TimeReader.days(year, month, day) {
        return days
      }
    }
    rest = start
    if let day = number(digits: 1...2) {
      skipSpaces()
      if let month = month(), let days = TimeReader.days(year, month, day) { return days }
    }
    rest = start
    return nil
  }

  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    guard (1...12).contains(month), day >= 1 else { return nil }
    let days = LocalTime.days(year: year, month: month, day: day)
    return LocalTime.date(days: days).month == month ? days : nil
  }

  private mutating func month() -> Int? {
    let names = [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    let index = names.firstIndex { rest.prefix(3).map { $0 | 0x20 }.elementsEqual($0.utf8) }
    guard let index else { return nil }
    rest = rest.dropFirst(3)
    return index + 1
  }

  // MARK: - Times and zones

  private mutating func time() -> Int? {
    guard let hour = number(digits: 1...2), hour < 24, take(":"),
      let minute = number(digits: 2...2), minute < 60
    else { return nil }
    var total = (hour * 60 + minute) * 60_000
    guard take(":") else { return total }
    guard let second = number(digits: 2...2), second < 60 else { return nil }
    total += second * 1000
    guard takeOne(".,") else { return total }
    let digits = rest.prefix(while: TimeReader.isDigit)
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    var thousandths = 0
    for place in 0..<3 {
      let digit = digits.dropFirst(place).first.map { Int($0) - 0x30 } ?? 0
      thousandths = thousandths * 10 + digit
    }
    return total + thousandths
  }

  private mutating func zone() -> Int? {
    if take("utc") || take("gmt") || take("z") { return 0 }
    guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    rest = rest.dropFirst()
    guard let hour = twoDigits(), hour < 24 else { return nil }
    _ = take(":")
    let minute = twoDigits() ?? 0
    let seconds = (hour * 60 + minute) * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }

  // MARK: - Bytes

  private mutating func number(digits allowed: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix(while: TimeReader.isDigit)
    guard allowed.contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  /// The first two digits, whatever follows: `0530`.
  private mutating func twoDigits() -> Int? {
    let digits = rest.prefix(2)
    guard digits.count == 2, digits.allSatisfy(TimeReader.isDigit) else { return nil }
    rest = rest.dropFirst(2)
    return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  /// Takes `word` in any case.
  private mutating func take(_ word: String) -> Bool {
    let length = word.utf8.count
    let start = rest.prefix(length).map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    guard start.elementsEqual(word.utf8) else { return false }
    rest = rest.dropFirst(length)
    return true
  }

  private mutating func takeOne(_ bytes: String) -> Bool {
    guard let first = rest.first, bytes.utf8.contains(first) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private mutating func skipSpaces() { rest = rest.drop { $0 == 0x20 } }
}
