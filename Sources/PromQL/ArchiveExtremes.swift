internal import Metrics
internal import PromQLSyntax
internal import TimeSeries

/// The extremes that archives have kept of a selector, or of the rate of one, for the envelope of a chart.
///
/// Only these two forms can have them: what an expression makes of several series at their extremes no archive knows.
/// An archive does not say when in its bucket a value was smallest or largest; they are put a third and two thirds into
/// it, and a millisecond more, which no step of an evaluation is at.
struct ArchiveExtremes {
  private let matchers: [LabelMatcher]
  private let isRate: Bool

  /// The extremes of an expression; `nil` where archives have none of it.
  init?(_ expression: Expression) {
    switch expression.kind {
    case .vector(let selector) where selector.isPlain:
      matchers = selector.matchers
      isRate = false
    case .call("irate", let arguments), .call("rate", let arguments):
      guard case .matrix(let selector, _)? = arguments.first?.kind, selector.isPlain else {
        return nil
      }
      matchers = selector.matchers
      isRate = true
    case .parenthesised(let inner):
      guard let inner = ArchiveExtremes(inner) else { return nil }
      self = inner
    default: return nil
    }
  }

  /// The extremes of every bucket of an interval that answers for raw samples, two points a bucket.
  func points(
    after: Timestamp, through: Timestamp, from sources: [any SampleSource]
  ) -> [SeriesResult] {
    select(matchers, after: after, through: through, from: sources).series.compactMap { series in
      var result = SeriesResult(
        labels: isRate ? series.labels.withoutMetricName : series.labels, timestamps: [],
        values: [])
      for column in series.columns { add(column, to: &result) }
      return result.timestamps.isEmpty ? nil : result
    }
  }

  private func add(_ column: Column, to result: inout SeriesResult) {
    switch column {
    case .floats: return
    case .gauges(let buckets):
      guard !isRate else { return }
      result.append(buckets.starts, buckets.width, buckets.minima, buckets.maxima)
    case .counters(let buckets):
      guard isRate else { return }
      result.append(buckets.starts, buckets.width, buckets.slowest, buckets.fastest)
    }
  }
}

extension SeriesResult {
  fileprivate mutating func append(
    _ starts: [Int64], _ width: Int64, _ least: [Double], _ greatest: [Double]
  ) {
    for (place, start) in starts.enumerated() where !least[place].isNaN {
      timestamps += [start + width / 3 + 1, start + 2 * width / 3 + 1]
      values += [least[place], greatest[place]]
    }
  }
}

extension VectorSelector {
  /// Whether it selects what is newest at each step, without a modifier.
  fileprivate var isPlain: Bool { at == nil && offset == nil && modifier == nil }
}
