internal import Metrics

/// The vertical axis of a chart.
public struct ValueAxis: Hashable, Sendable {
  /// The value at the bottom.
  public var least: Double
  /// The value at the top.
  public var greatest: Double
  /// Values with labels, ascending, all within the axis.
  public var ticks: [Double]
  /// One label a tick, with the unit where it scales: `8`, `1.5 GiB`.
  public var labels: [DisplayText]
  /// Whether equal distances are equal factors.
  public var isLogarithmic: Bool

  /// Where `value` stands from the bottom, 0, to the top, 1; outside of it where the axis does not hold it.
  public func position(_ value: Double) -> Double {
    guard greatest > least else { return 0 }
    guard isLogarithmic else { return (value - least) / (greatest - least) }
    guard value > 0 else { return 0 }
    let floor = ValueAxis.logarithm(least)
    return (ValueAxis.logarithm(value) - floor) / (ValueAxis.logarithm(greatest) - floor)
  }
}

/// A round local time under a chart.
public struct TimeTick: Hashable, Sendable {
  /// The dot column it stands at.
  public var column: Int
  /// The time, or the date where a day begins.
  public var label: DisplayText

  /// A tick.
  public init(column: Int, label: DisplayText) {
    self.column = column
    self.label = label
  }
}

extension ChartModel {
  /// The vertical axis for what is drawn, with about `labels` labels.
  ///
  /// Ends are whole steps of 1, 2, 2.5 or 5 × 10ⁿ, of 2ⁿ for bytes, so that the scale changes only when the data leave it
  /// or the highest point leaves the window.
  public func valueAxis(folds: [[FoldedColumn?]], labels: Int) -> ValueAxis {
    if case .fixed(let least, let greatest) = axis {
      return ValueAxis.linear(least, max(greatest, least), labels: labels, unit: unit, pad: false)
    }
    var least = Double.infinity
    var greatest = -Double.infinity
    for column in folds.joined() {
      guard let column else { continue }
      least = min(least, column.least)
      greatest = max(greatest, column.greatest)
    }
    for threshold in thresholds where threshold.value.isFinite {
      least = min(least, threshold.value)
      greatest = max(greatest, threshold.value)
    }
    // Rates of time differ from whole by the scatter of clocks: a share of all of it needs no room above.
    if unit == .ratio, greatest > 1, greatest <= 1.05 { greatest = 1 }
    guard least <= greatest else {
      return ValueAxis.linear(0, 1, labels: labels, unit: unit, pad: true)
    }
    switch axis {
    case .logarithmic where greatest > 0:
      return ValueAxis.logarithmic(least, greatest, unit: unit)
    case .auto:
      return ValueAxis.linear(least, greatest, labels: labels, unit: unit, pad: true)
    case .zero, .logarithmic, .fixed:
      return ValueAxis.linear(
        min(least, 0), max(greatest, 0), labels: labels, unit: unit, pad: true)
    }
  }

  /// Round local times, each at least `spacing` columns from the one before.
  public func timeTicks(in grid: ColumnGrid, spacing: Int) -> [TimeTick] {
    grid.timeTicks(spacing: spacing, zone: zone)
  }
}

extension ColumnGrid {
  /// Round local times, each at least `spacing` columns from the one before.
  public func timeTicks(spacing: Int, zone: Zone) -> [TimeTick] {
    let step = TimeTicks.step(atLeast: Int64(max(spacing, 1)) * width)
    var ticks: [TimeTick] = []
    let end = start + Int64(count) * width
    var time = TimeTicks.firstRound(at: start, step: step, zone: zone)
    while time < end {
      let column = column(of: time)
      if column >= 0, ticks.last.map({ column - $0.column >= spacing }) ?? true {
        let label = TimeTicks.label(time, step: step, zone: zone)
        ticks.append(TimeTick(column: column, label: DisplayText(label)))
      }
      time = TimeTicks.firstRound(at: time + 1, step: step, zone: zone)
    }
    return ticks
  }
}
