/// Durations as Prometheus writes them: `1h30m`, `500ms`, `1y2w3d`.
///
/// A year is 365 days and a week 7. Units stand in falling order, each at most once.
/// Source: Prometheus, Querying basics, "Float literals and time durations".
public enum PrometheusDuration {
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000),
    ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// The duration that `text` writes; `nil` where it is none or does not fit into 292 million years of milliseconds.
  public static func parse(_ text: some StringProtocol) -> Duration? {
    if text == "0" { return .zero }
    var rest = Array(text.utf8)[...]
    var remaining = units[...]
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard let count = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      let name = String(decoding: letters, as: UTF8.self)
      guard let unit = remaining.firstIndex(where: { $0.name == name }) else { return nil }
      rest = rest.dropFirst(letters.count)
      let (product, overflow) = count.multipliedReportingOverflow(by: units[unit].milliseconds)
      let (sum, carry) = total.addingReportingOverflow(product)
      guard !overflow, !carry else { return nil }
      total = sum
      remaining = remaining[(unit + 1)...]
    }
    return .milliseconds(total)
  }

  /// The shortest text that parses to `duration`: `1h30m`; `0s` for nothing; a minus sign in front where it is negative.
  ///
  /// Years and weeks are written only where nothing remains, as Prometheus does.
  public static func text(_ duration: Duration) -> String {
    var rest = duration.milliseconds.magnitude
    guard rest > 0 else { return "0s" }
    var result = duration < .zero ? "-" : ""
    for unit in units {
      let size = UInt64(unit.milliseconds)
      if unit.name == "y" || unit.name == "w", rest % size != 0 { continue }
      if rest >= size { result += "\(rest / size)\(unit.name)" }
      rest %= size
    }
    return result
  }
}
