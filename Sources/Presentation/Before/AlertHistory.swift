internal import Metrics
internal import PromQL
internal import Rules

/// What alerts were when, as the series `ALERTS` tells it over all of the history.
struct AlertHistory {
  /// A stretch of time in which an alert was in one state.
  struct Span: Hashable {
    /// The alert's labels, without the state.
    var labels: Labels
    /// Pending or firing.
    var state: AlertState
    /// The first moment at which it was seen.
    var start: Timestamp
    /// The first moment at which it was not any more; `nil` where the history ends first.
    var end: Timestamp?
    /// Whether it ended only because nobody looked any more.
    var isCut = false

    var name: DisplayText { DisplayText(labels["alertname"] ?? "alert", limit: 48) }
  }

  /// The spans in the order in which they begin.
  let spans: [Span]

  /// A series without a new sample goes on answering for five minutes; one that has ended in truth says so at once.
  private static let silence: Int64 = 240_000

  /// The history in the answers.
  init(_ queries: HistoryQueries, _ reading: AnswerReading) {
    let grid = (step: queries.step.milliseconds, end: queries.end.milliseconds)
    var states: [Labels: [Int64]] = [:]
    for series in reading.matrix(queries.alerts) {
      states[series.labels.withoutMetricName] = series.timestamps
    }
    var sampled: [Labels: [Int64]] = [:]
    for series in reading.matrix(queries.briefAlerts) {
      sampled[series.labels.withoutMetricName] = series.timestamps
    }
    spans = Set(states.keys).union(sampled.keys).flatMap { labels in
      AlertHistory.spans(labels, states[labels] ?? [], sampled: sampled[labels] ?? [], grid)
    }.sorted { ($0.start, $0.labels) < ($1.start, $1.labels) }
  }

  /// The unbroken runs of points of one series.
  ///
  /// What began and ended between two points is at neither; but the second knows of its samples.
  private static func spans(
    _ labels: Labels, _ states: [Int64], sampled: [Int64], _ grid: (step: Int64, end: Int64)
  ) -> [Span] {
    let known = Set(states)
    let brief = sampled.filter { !known.contains($0) && !known.contains($0 - grid.step) }
    let times = (states + brief).sorted()
    var result: [Span] = []
    var start: Int64?
    for (index, time) in times.enumerated() {
      let begun = start ?? time
      start = begun
      let next = index + 1 < times.count ? times[index + 1] : nil
      if let next, next - time <= grid.step { continue }
      result.append(span(labels, begun...time, sampled, grid))
      start = nil
    }
    return result
  }

  private static func span(
    _ labels: Labels, _ times: ClosedRange<Int64>, _ sampled: [Int64],
    _ grid: (step: Int64, end: Int64)
  ) -> Span {
    var span = Span(
      labels: labels.setting("alertstate", to: ""),
      state: labels["alertstate"] == "firing" ? .firing : .pending,
      start: Timestamp(milliseconds: times.lowerBound),
      end: times.upperBound < grid.end
        ? Timestamp(milliseconds: times.upperBound + grid.step) : nil)
    let seen = sampled.last { $0 <= times.upperBound }
    if let seen, grid.step < silence, times.upperBound - seen >= silence {
      span.isCut = true
      span.end = Timestamp(milliseconds: max(seen, times.lowerBound) + grid.step)
    }
    return span
  }

  /// The state that an alert took when a span ended; `nil` where it has not, or nobody looked.
  func successor(of span: Span) -> AlertState? {
    guard let end = span.end, !span.isCut else { return nil }
    let isFollowed = spans.contains {
      $0.labels == span.labels && $0.state != span.state && $0.start <= end
        && ($0.end.map { $0 > end } ?? true)
    }
    guard !isFollowed else { return span.state == .pending ? .firing : .pending }
    return span.state == .firing ? .resolved : .inactive
  }
}

// MARK: - Moments one can go to

extension AlertHistory {
  /// The changes of every alert, oldest first.
  ///
  /// - Parameters:
  ///   - book: what the rule book remembers, to the millisecond; it is not said twice.
  ///   - step: how closely the history was looked at.
  /// - Returns: the moments with what happened.
  func events(beside book: RuleBookSnapshot, step: Duration) -> [ChartEvent] {
    var remembered: [Labels: Timestamp] = [:]
    for alert in book.alerts {
      remembered[alert.labels] = min(remembered[alert.labels] ?? alert.activeAt, alert.activeAt)
    }
    var events: [ChartEvent] = []
    for span in spans {
      let known = remembered[span.labels].map { $0 - step }
      if known.map({ span.start < $0 }) ?? true {
        events.append(event(span, span.state, at: span.start))
      }
      guard let end = span.end, known.map({ end < $0 }) ?? true,
        let state = successor(of: span), state == .resolved || state == .inactive
      else { continue }
      events.append(event(span, state, at: end))
    }
    return events.sorted { ($0.time, $0.text.text) < ($1.time, $1.text.text) }
  }

  private func event(_ span: Span, _ state: AlertState, at time: Timestamp) -> ChartEvent {
    let word = state == .inactive ? "not pending any more" : state.rawValue
    return ChartEvent(.alert, at: time, text: span.name + DisplayText(" \(word)"))
  }
}
