internal import Metrics
internal import PromQLSyntax
internal import Rules

/// A line across a chart that is being placed.
public struct TripwireDraft: Hashable, Sendable {
  /// The chart.
  public var pane: PaneID
  /// The series whose value is watched.
  public var series: RowKey
  /// What the series is called, the chart's title in front.
  public var subject: DisplayText
  /// The expression of exactly that series.
  public var query: String
  /// Where the line stands.
  public var value: Double
  /// Whether it rings above the line, or below.
  public var isAbove: Bool
  /// Whether the person chose the side, or it follows from where the line stands.
  public var isSideChosen = false
  /// What the values count.
  public var unit: Unit
  /// The distance of samples.
  public var interval: Duration

  /// A line at the value of the chart's chosen series, of the one with the greatest value where none is chosen; `nil`
  /// where the chart has no value.
  ///
  /// The line stands at the crosshair's value, or at the newest.
  init?(_ chart: ChartModel, pane: PaneID, columns: Int) {
    let shown = chart.series.indices.filter { chart.series[$0].query != nil }
    let index =
      chart.selection.flatMap { shown.contains($0) ? $0 : nil }
      ?? shown.max { chart.series[$0].newest ?? -.infinity < chart.series[$1].newest ?? -.infinity }
    guard let index, let query = chart.series[index].query,
      let value = chart.series[index].value(at: chart.crosshair)
    else { return nil }
    let line = chart.series[index]
    self.pane = pane
    series = line.key
    let title = TripwireDraft.withoutUnit(chart.title, chart.unit)
    subject = chart.series.count > 1 ? title + ": " + line.name : title
    self.query = line.labels.map { SeriesRestriction.text(query, to: $0) } ?? query
    unit = chart.unit
    interval = chart.interval
    let ladder = TripwireLadder(chart, columns: columns)
    self.value = ladder.rounded(value)
    isAbove = true
    isAbove = side(chart)
  }

  /// The side on which the newest value is not.
  private func side(_ chart: ChartModel) -> Bool {
    value >= (chart.series.first { $0.key == series }?.newest ?? value)
  }

  /// Moves the line by rungs of the axis, or by a tenth of them.
  mutating func move(by rungs: Int, isFine: Bool, _ chart: ChartModel, columns: Int) {
    let ladder = TripwireLadder(chart, columns: columns)
    for _ in 0..<abs(rungs) { value = ladder.next(value, up: rungs > 0, isFine: isFine) }
    if !isSideChosen { isAbove = side(chart) }
  }

  /// On which side it rings.
  var comparison: AlertThreshold.Comparison { isAbove ? .above : .below }

  /// A title says the unit after a comma; the number says it, too.
  private static func withoutUnit(_ title: DisplayText, _ unit: Unit) -> DisplayText {
    let ending = ", " + unit.word
    guard !unit.word.isEmpty, title.text.hasSuffix(ending) else { return title }
    return DisplayText(title.text.dropLast(ending.count))
  }

  /// `> 6.5 cores`.
  var condition: String {
    "\(comparison.rawValue) \(unit.text(value))" + (unit == .cores ? " cores" : "")
  }

  /// `would have fired 3 times in 30 min`, by what is drawn.
  func forecast(_ chart: ChartModel) -> String {
    guard let line = chart.series.first(where: { $0.key == series }) else { return "" }
    let crossings = TripwireCrossings(line, value, isAbove: isAbove, step: chart.step)
    let times =
      switch crossings.count {
      case 0: "not have fired"
      case 1: "have fired once"
      default: "have fired \(crossings.count) times"
      }
    return "would \(times) in \(TripwireDraft.words(crossings.span))"
  }

  /// A span in one unit: `45 s`, `30 min`, `6 h`.
  static func words(_ span: Duration) -> String {
    let seconds = Int(span.inSeconds.rounded())
    if seconds < 90 { return "\(seconds) s" }
    return seconds < 7200 ? "\((seconds + 30) / 60) min" : "\((seconds + 1800) / 3600) h"
  }

  /// The tripwire; `nil` where its expression cannot be read.
  var tripwire: Tripwire? {
    try? Tripwire(
      ByteString(query), comparison, value, subject: ByteString("\(subject.text) \(condition)"),
      interval: interval)
  }
}

/// The heights that a line across a chart can stand at.
struct TripwireLadder {
  private let coarse: Double
  private let fine: Double
  private let isLogarithmic: Bool

  /// The rungs of the chart's axis: half of what lies between two labels, and a tenth of that.
  init(_ chart: ChartModel, columns: Int) {
    let grid = chart.grid(columns: max(columns, 10))
    let axis = chart.valueAxis(folds: chart.series.map { chart.fold($0, into: grid) }, labels: 5)
    let distance =
      axis.ticks.count > 1 ? axis.ticks[1] - axis.ticks[0] : axis.greatest - axis.least
    coarse = ValueAxis.niceStep(distance / 2, unit: chart.unit)
    fine = ValueAxis.niceStep(distance / 20, unit: chart.unit)
    isLogarithmic = axis.isLogarithmic
  }

  /// The value on the nearest fine rung.
  func rounded(_ value: Double) -> Double {
    guard !isLogarithmic else { return value }
    return TripwireLadder.rung((value / fine).rounded(), fine)
  }

  /// The rung above or below a value.
  func next(_ value: Double, up: Bool, isFine: Bool) -> Double {
    guard !isLogarithmic else { return TripwireLadder.nextPower(value, up: up) }
    let step = isFine ? fine : coarse
    let place = value / step
    let next = up ? (place + 1e-9).rounded(.down) + 1 : (place - 1e-9).rounded(.up) - 1
    return TripwireLadder.rung(next, step)
  }

  /// `count` steps, without the noise of a binary fraction where a step is one.
  private static func rung(_ count: Double, _ step: Double) -> Double {
    let inverse = (1 / step).rounded()
    return step < 1 && abs(inverse * step - 1) < 1e-9 ? count / inverse : count * step
  }

  /// The next of 1, 2 and 5 × 10ⁿ.
  private static func nextPower(_ value: Double, up: Bool) -> Double {
    guard value > 0 else { return up ? 1 : value }
    let power = ValueAxis.powerOfTen(Int(ValueAxis.logarithm(value).rounded(.down)))
    let rungs = [0.5, 1, 2, 5, 10].map { $0 * power }
    let next =
      up
      ? rungs.first { $0 > value * (1 + 1e-9) } : rungs.last { $0 < value * (1 - 1e-9) }
    return next ?? value
  }
}

/// How often a line would have been crossed.
struct TripwireCrossings {
  /// How often it would have fired.
  let count: Int
  /// From the first point to the last.
  let span: Duration

  /// Counts as the rule does: two points in a row beyond the line fire, two in a row that are not end that.
  init(_ line: ChartSeries, _ bound: Double, isAbove: Bool, step: Duration) {
    var count = 0
    var beyond = 0
    var within = 2
    var isFiring = false
    var last: Int64?
    for (time, value) in zip(line.times, line.values) {
      if let last, time - last > step.milliseconds {
        // What is absent does not fire.
        beyond = 0
        within += Int((time - last) / max(step.milliseconds, 1)) - 1
        if within >= 2 { isFiring = false }
      }
      last = time
      if isAbove ? value > bound : value < bound {
        beyond += 1
        within = 0
        if beyond >= 2, !isFiring {
          isFiring = true
          count += 1
        }
      } else {
        beyond = 0
        within += 1
        if within >= 2 { isFiring = false }
      }
    }
    self.count = count
    span = .milliseconds((line.times.last ?? 0) - (line.times.first ?? 0))
  }
}

/// The expression of one series among those of a query.
enum SeriesRestriction {
  /// The query with the labels of a series asked of its selectors; as it is where it cannot be read.
  static func text(_ query: String, to labels: Labels) -> String {
    guard let expression = try? Parser.parse(query) else { return query }
    let restricted = expression.restricted(to: labels)
    return restricted.description == expression.description ? query : restricted.description
  }
}

extension ChartSeries {
  /// The newest value; `nil` where there is none.
  var newest: Double? { values.last { $0.isFinite } }

  /// The value at a moment, the last one before it, the newest without a moment; `nil` where there is none.
  func value(at moment: Timestamp?) -> Double? {
    guard let moment else { return newest }
    let index = times.lastIndex { $0 <= moment.milliseconds }
    return index.flatMap { values[$0].isFinite ? values[$0] : nil }
  }
}
