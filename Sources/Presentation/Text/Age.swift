/// Spans of time in the two greatest units that a person needs.
enum Age {
  private static let units: [(name: String, seconds: Int)] = [
    ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
  ]

  /// `14s`, `3m20s`, `1h47m`, `41d`; whole seconds, rounded down.
  static func text(seconds: Double) -> String {
    guard seconds.isFinite else { return "–" }
    let whole = Int(min(max(seconds, 0), 1e15))
    guard let index = units.firstIndex(where: { whole >= $0.seconds }) else { return "0s" }
    let first = units[index]
    let count = whole / first.seconds
    var result = "\(count)\(first.name)"
    guard index + 1 < units.count, count < (first.name == "d" ? 10 : 100) else { return result }
    let second = units[index + 1]
    let rest = whole % first.seconds / second.seconds
    if rest > 0 { result += "\(rest)\(second.name)" }
    return result
  }
}
