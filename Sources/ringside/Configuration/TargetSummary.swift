internal import Metrics
internal import Presentation
internal import Scraping

extension TargetOffer {
  /// The offer to scrape the targets of `plans` into a ring of so many bytes.
  init(_ plans: [ScrapePlan], ringBytes: Int) {
    self.init(
      summary: TargetSummary.text(plans, ringBytes: ringBytes),
      targets: plans.map { Target(url: $0.target.url, labels: $0.target.labels) })
  }
}

/// What is said before many targets are scraped.
enum TargetSummary {
  /// The series that a target has as a rule: a node_exporter's page.
  private static let usualSeries = 1300
  /// How many series a mebibyte holds: 100,000 in one gibibyte.
  private static let seriesAMebibyte = 100

  /// `412 targets every 15 s, about 540,000 series: more than 64 MiB can hold`.
  ///
  /// - Parameters:
  ///   - plans: what would be scraped.
  ///   - ringBytes: the bound of the ring.
  /// - Returns: the sentence, without an end.
  static func text(_ plans: [ScrapePlan], ringBytes: Int) -> String {
    let intervals = Set(plans.map(\.options.interval)).sorted()
    let every =
      intervals.count == 1
      ? "every \(words(intervals[0]))"
      : "every \(words(intervals.first ?? .zero)) to \(words(intervals.last ?? .zero))"
    let series = rounded(plans.count * usualSeries)
    let mebibytes = ringBytes >> 20
    let verdict = series > mebibytes * seriesAMebibyte ? "more than" : "which"
    return "\(plans.count) targets \(every), about \(grouped(series)) series: "
      + "\(verdict) \(mebibytes) MiB can hold"
  }

  private static func words(_ duration: Duration) -> String {
    let seconds = duration.inSeconds
    return seconds == seconds.rounded() && seconds < 120
      ? "\(Int(seconds)) s" : PrometheusDuration.text(duration)
  }

  /// The number to two digits, as more would pretend to knowledge.
  private static func rounded(_ number: Int) -> Int {
    var unit = 1
    while number / unit >= 100 { unit *= 10 }
    return (number + unit / 2) / unit * unit
  }

  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}
