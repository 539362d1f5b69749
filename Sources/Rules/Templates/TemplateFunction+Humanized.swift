internal import Metrics

extension TemplateFunction {
  /// The functions that write numbers for people.
  static let humanized: [TemplateFunction] = [
    number("humanize", humanize),
    number("humanize1024", humanize1024),
    number("humanizeDuration", humanizeDuration),
    number("humanizePercentage") { GoFormat.general($0 * 100, precision: 4) + "%" },
    TemplateFunction("humanizeTimestamp", 1) { (arguments, _) throws(Failure) in
      let seconds = try arguments[0].wantedNumber()
      guard seconds.isFinite else {
        return .text(ByteString(GoFormat.general(seconds, precision: 4)))
      }
      return .text(ByteString(GoTime(nanoseconds: try nanoseconds(seconds)).description))
    },
    TemplateFunction("toTime", 1) { (arguments, _) throws(Failure) in
      .time(try nanoseconds(try arguments[0].wantedNumber()))
    },
    TemplateFunction("toDuration", 1) { (arguments, _) throws(Failure) in
      let seconds = try arguments[0].wantedNumber()
      guard let value = Int64(exactly: (seconds * 1e9).rounded(.towardZero)) else {
        throw .call(
          "\(FloatText.text(seconds, exponentFrom: 6)) cannot be represented as a duration "
            + "since it overflows int64")
      }
      return .duration(value)
    },
    TemplateFunction("now", 0) { (_, context) throws(Failure) in .real(context.now.seconds) },
    TemplateFunction("parseDuration", 1) { (arguments, _) throws(Failure) in
      let text = try arguments[0].wantedText().text
      let isNegative = text.hasPrefix("-")
      guard let duration = PrometheusDuration.parse(isNegative ? text.dropFirst() : text[...])
      else {
        throw .call("not a valid duration string: \(text.quotedAsInGo)")
      }
      return .real(isNegative ? -duration.inSeconds : duration.inSeconds)
    },
  ]

  private static func number(
    _ name: String, _ text: @escaping @Sendable (Double) -> String
  ) -> TemplateFunction {
    TemplateFunction(name, 1) { (arguments, _) throws(Failure) in
      .text(ByteString(text(try arguments[0].wantedNumber())))
    }
  }

  private static func nanoseconds(_ seconds: Double) throws(Failure) -> Int64 {
    let value = seconds * 1e9
    guard value.magnitude <= 9_223_372_036_854_774_784,
      let result = Int64(exactly: value.rounded(.towardZero))
    else {
      throw .call(
        "\(FloatText.text(seconds, exponentFrom: 6)) cannot be represented as a nanoseconds "
          + "timestamp since it overflows int64")
    }
    return result
  }

  private static let small = ["m", "u", "n", "p", "f", "a", "z", "y"]

  /// Four digits with an SI prefix.
  private static func humanize(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return GoFormat.general(value, precision: 4) }
    if value.magnitude >= 1 {
      return scaled(value, 1000, ["k", "M", "G", "T", "P", "E", "Z", "Y"])
    }
    return reduced(value, unit: "")
  }

  /// Four digits with a binary prefix.
  private static func humanize1024(_ value: Double) -> String {
    guard value.isFinite, value.magnitude > 1 else { return GoFormat.general(value, precision: 4) }
    return scaled(value, 1024, ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"])
  }

  private static func scaled(_ value: Double, _ base: Double, _ prefixes: [String]) -> String {
    var rest = value
    var prefix = ""
    for next in prefixes where rest.magnitude >= base {
      prefix = next
      rest /= base
    }
    return GoFormat.general(rest, precision: 4) + prefix
  }

  private static func reduced(_ value: Double, unit: String) -> String {
    var rest = value
    var prefix = ""
    for next in small where rest.magnitude < 1 {
      prefix = next
      rest *= 1000
    }
    return GoFormat.general(rest, precision: 4) + prefix + unit
  }

  /// Days to seconds, or a fraction of a second with an SI prefix.
  private static func humanizeDuration(_ value: Double) -> String {
    guard value.isFinite else { return GoFormat.general(value, precision: 4) }
    guard value != 0 else { return "0s" }
    guard value.magnitude >= 1 else { return reduced(value, unit: "s") }
    let sign = value < 0 ? "-" : ""
    let total = Int64(exactly: value.magnitude.rounded(.towardZero)) ?? .max
    let (seconds, minutes) = (total % 60, total / 60 % 60)
    let (hours, days) = (total / 3600 % 24, total / 86_400)
    if days != 0 { return "\(sign)\(days)d \(hours)h \(minutes)m \(seconds)s" }
    if hours != 0 { return "\(sign)\(hours)h \(minutes)m \(seconds)s" }
    if minutes != 0 { return "\(sign)\(minutes)m \(seconds)s" }
    return sign + GoFormat.general(value.magnitude, precision: 4) + "s"
  }
}
