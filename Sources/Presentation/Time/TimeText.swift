internal import Metrics

/// Moments as people type and paste them.
///
/// `10:32`, `03:04Z`, `-15m`, `yesterday 03:00`, RFC 3339 with or without zone, `24/Nov/2026:03:12:00 +0000` and
/// `Nov 24 03:12:00` from logs, and Unix seconds or milliseconds. A time without a date is the newest such time that
/// is not ahead of now; without a zone it is of the zone shown on the screen.
enum TimeText {
  /// Why a text is no moment.
  struct Problem: Error, Hashable, CustomStringConvertible {
    var description: String
  }

  /// The moment that `text` means.
  static func parsed(_ text: String, now: Timestamp, zone: Zone) -> Result<Timestamp, Problem> {
    let trimmed = text.drop { " \t\"'[(".contains($0) }
    var bytes = Array(trimmed.utf8)
    while let last = bytes.last, " \t\"')],;\n\r".utf8.contains(last) { bytes.removeLast() }
    if let moment = relative(bytes, now) ?? unix(bytes) { return .success(moment) }
    var reader = TimeReader(bytes)
    guard let written = reader.read(today: LocalTime(now, in: zone)) else {
      return .failure(
        Problem(
          description:
            "'\(String(decoding: bytes, as: UTF8.self))' is no time; expected 10:32, 03:04Z, -15m, yesterday 03:00 or a timestamp"
        ))
    }
    return .success(moment(written, now, zone))
  }

  private static func relative(_ bytes: [UInt8], _ now: Timestamp) -> Timestamp? {
    let text = String(decoding: bytes, as: UTF8.self)
    if text == "now" { return now }
    let rest = text.hasPrefix("now") ? text.dropFirst(3) : text[...]
    guard rest.hasPrefix("-") || rest.hasPrefix("−") || rest.hasPrefix("+") else { return nil }
    guard let duration = PrometheusDuration.parse(rest.dropFirst()) else { return nil }
    return rest.hasPrefix("+") ? now + duration : now - duration
  }

  private static func unix(_ bytes: [UInt8]) -> Timestamp? {
    let whole = bytes.prefix { $0 != UInt8(ascii: ".") }
    guard whole.count >= 9, whole.count <= 13, whole.allSatisfy(TimeReader.isDigit),
      bytes.dropFirst(whole.count).dropFirst().allSatisfy(TimeReader.isDigit),
      let number = Double(String(decoding: bytes, as: UTF8.self))
    else { return nil }
    return Timestamp(seconds: whole.count > 11 ? number / 1000 : number)
  }

  private static func moment(_ written: TimeReader.Written, _ now: Timestamp, _ zone: Zone)
    -> Timestamp
  {
    var found = instant(written, written.day, zone)
    if written.isNewestSuch {
      // A zone that is ahead or behind may have another date than the screen's.
      while found > now { found = found - .seconds(86_400) }
      while found + .seconds(86_400) <= now { found = found + .seconds(86_400) }
    }
    if written.isNewestYear, found > now {
      let date = LocalTime.date(days: written.day)
      let earlier = LocalTime.days(year: date.year - 1, month: date.month, day: date.day)
      found = instant(written, earlier, zone)
    }
    return found
  }

  private static func instant(_ written: TimeReader.Written, _ day: Int, _ zone: Zone) -> Timestamp
  {
    let local = Int64(day) * 86_400_000 + Int64(written.milliseconds)
    if let offset = written.offset { return Timestamp(milliseconds: local - Int64(offset) * 1000) }
    // The offset depends on the moment that is looked for; the second guess is right except in the lost hour of spring.
    var guess = Timestamp(milliseconds: local)
    for _ in 0..<2 {
      let offset = zone.transition(at: guess).offset
      guess = Timestamp(milliseconds: local - Int64(offset) * 1000)
    }
    return guess
  }
}
