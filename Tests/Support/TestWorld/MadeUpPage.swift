/// A metrics page with as many series as wanted, whose counters move by known amounts from page to page.
///
/// Of ten series six are counters, two gauges and two buckets of a histogram; each has four labels.
package struct MadeUpPage: Sendable {
  /// How many series there are.
  package let count: Int
  private let starts: [Int]
  private let rates: [Int]
  private let isNatural: Bool

  /// A page of `count` series; starts and rates are the seed's.
  ///
  /// - Parameters:
  ///   - count: how many series.
  ///   - seed: chooses starts and rates.
  ///   - isNatural: whether of three series two stand still and the speeds of the others vary by a fifth, instead of all
  ///     going on evenly. Of the 507 series of a node_exporter 364 were the same 15 s later.
  package init(count: Int, seed: UInt64 = 42, isNatural: Bool = false) {
    var random = SeededGenerator(seed: seed)
    self.count = count
    self.isNatural = isNatural
    starts = (0..<count).map { _ in random.number(0...1_000_000_000) }
    rates = (0..<count).map { random.number(0...500) * (isNatural && $0 % 3 > 0 ? 0 : 1) }
  }

  /// By how much a series that is no gauge grows from one page to the next.
  package func increase(of index: Int) -> Double { Double(rates[index]) }

  /// What a series shows on a page, pages counted from 0.
  package func value(of index: Int, page: Int) -> Double {
    guard isGauge(index) else {
      return Double(starts[index] + rates[index] * page + unevenness(of: index, page: page))
    }
    return Double(starts[index] % 1000 + (rates[index] * (page + index)) % 37) / 4
  }

  /// By how much a series is ahead of an even speed; at most a fifth of what it grows by a page.
  private func unevenness(of index: Int, page: Int) -> Int {
    guard isNatural else { return 0 }
    var random = SeededGenerator(seed: UInt64(index) << 32 | UInt64(page))
    return random.number(0...rates[index] / 5)
  }

  /// The name and labels of a series.
  package func series(_ index: Int) -> String {
    let host = index / 10 % 50
    let labels =
      "handler=\"/api/v1/resource_\(index / 500)\",host=\"web-\(host)\",zone=\"eu-west-1a\""
    switch index % 10 {
    case 0..<6: return "http_requests_total{\(labels),code=\"20\(index % 10)\"}"
    case 6, 7: return "queue_length{\(labels),queue=\"q\(index % 10)\"}"
    case 8: return "request_seconds_bucket{\(labels),le=\"0.25\"}"
    default: return "request_seconds_bucket{\(labels),le=\"+Inf\"}"
    }
  }

  /// The page in Prometheus's text format.
  package func bytes(page: Int) -> [UInt8] {
    var groups: [[UInt8]] = [
      Array(
        "# HELP http_requests_total Requests answered.\n# TYPE http_requests_total counter\n".utf8),
      Array("# HELP queue_length Requests that wait.\n# TYPE queue_length gauge\n".utf8),
      Array("# HELP request_seconds Time a request took.\n# TYPE request_seconds histogram\n".utf8),
    ]
    for index in 0..<count {
      let kind = index % 10
      let group = kind < 6 ? 0 : kind < 8 ? 1 : 2
      let value = value(of: index, page: page)
      let text = value == value.rounded() ? String(Int(value)) : String(value)
      groups[group] += Array("\(series(index)) \(text)\n".utf8)
    }
    return Array(groups.joined())
  }

  /// Whether a series goes up and down.
  package func isGauge(_ index: Int) -> Bool { index % 10 == 6 || index % 10 == 7 }
}
