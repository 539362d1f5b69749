public import Metrics

/// What a rule would have done in the past: the moments at which its condition held, and its terms, in; spans out.
///
/// Pure. The states are those of `AlertRegister`, at the steps of the evaluation.
public struct Rehearsal: Hashable, Sendable {
  /// A time in which an alert would have been pending or have fired.
  public struct Span: Hashable, Sendable {
    /// The labels of the series.
    public var labels: Labels
    /// Whether it would have fired.
    public var isFiring: Bool
    /// Its first moment.
    public var start: Timestamp
    /// The moment at which it was over, or the last one that is known.
    public var end: Timestamp
    /// Whether it was not over by then.
    public var isOpen: Bool

    /// How long it lasts.
    public var length: Duration { end - start }
  }

  /// All spans by their start, those of one moment by their labels.
  public private(set) var spans: [Span] = []

  /// Rehearses a rule.
  ///
  /// - Parameters:
  ///   - series: the series of the condition, each with the moments at which it had a value, ascending, whole steps apart.
  ///   - end: the last moment that was evaluated.
  ///   - step: the distance of the evaluations.
  ///   - hold: how long the condition must hold.
  ///   - keepFiringFor: how long it fires on when the condition no longer holds.
  public init(
    _ series: [(labels: Labels, times: [Int64])], through end: Timestamp, step: Duration,
    hold: Duration, keepFiringFor: Duration
  ) {
    let pace = max(1, step.milliseconds)
    let terms = Terms(
      end: end.milliseconds, step: pace, hold: Rehearsal.steps(hold, pace),
      keep: Rehearsal.steps(keepFiringFor, pace))
    for (labels, times) in series { add(labels, Rehearsal.runs(times, terms), terms) }
    spans.sort { ($0.start, $0.labels, $0.end) < ($1.start, $1.labels, $1.end) }
  }

  private struct Terms {
    var end: Int64
    var step: Int64
    /// As whole steps, in milliseconds.
    var hold: Int64
    var keep: Int64
  }

  /// A duration as the least number of whole steps that is no shorter, in milliseconds.
  private static func steps(_ duration: Duration, _ step: Int64) -> Int64 {
    (max(0, duration.milliseconds) + step - 1) / step * step
  }

  /// The stretches without a step missing.
  private static func runs(_ times: [Int64], _ terms: Terms) -> [ClosedRange<Int64>] {
    var runs: [ClosedRange<Int64>] = []
    for time in times {
      if let last = runs.last, time <= last.upperBound + terms.step {
        runs[runs.count - 1] = last.lowerBound...max(last.upperBound, time)
      } else {
        runs.append(time...time)
      }
    }
    return runs
  }

  private mutating func add(_ labels: Labels, _ runs: [ClosedRange<Int64>], _ terms: Terms) {
    var index = 0
    while index < runs.count {
      let run = runs[index]
      let fired = run.lowerBound + terms.hold
      guard fired <= run.upperBound else {
        let isOpen = run.upperBound + terms.step > terms.end
        span(labels, isFiring: false, run.lowerBound, run.upperBound, isOpen)
        index += 1
        continue
      }
      if fired > run.lowerBound { span(labels, isFiring: false, run.lowerBound, fired, false) }
      // While it is kept firing, the condition may come back.
      var over = run.upperBound + terms.step + terms.keep
      index += 1
      while terms.keep > 0, index < runs.count, runs[index].lowerBound <= over {
        over = runs[index].upperBound + terms.step + terms.keep
        index += 1
      }
      span(labels, isFiring: true, fired, min(over, terms.end), over > terms.end)
    }
  }

  private mutating func span(
    _ labels: Labels, isFiring: Bool, _ start: Int64, _ end: Int64, _ isOpen: Bool
  ) {
    spans.append(
      Span(
        labels: labels, isFiring: isFiring, start: Timestamp(milliseconds: start),
        end: Timestamp(milliseconds: end), isOpen: isOpen))
  }

  /// The spans in which it would have fired.
  public var firings: [Span] { spans.filter(\.isFiring) }

  /// How often it would have been pending and not have fired.
  public var nearly: Int {
    let fired = Set(firings.map { Start(labels: $0.labels, at: $0.start) })
    return spans.count {
      !$0.isFiring && !$0.isOpen && !fired.contains(Start(labels: $0.labels, at: $0.end))
    }
  }

  private struct Start: Hashable {
    var labels: Labels
    var at: Timestamp
  }
}
