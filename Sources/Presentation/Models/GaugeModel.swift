/// Values as bars on one scale, with the number always printed.
///
/// One bar is a gauge; several are a bar gauge, one bar a series.
public struct GaugeModel: Hashable, Sendable {
  /// The bars, top to bottom.
  public var bars: [GaugeBar]
  /// The value at the left end.
  public var least: Double
  /// The value at the right end.
  public var greatest: Double
  /// Ticks on the scale.
  public var thresholds: [Threshold]
  /// What the values count.
  public var unit: Unit
  /// What stands in the place of bars where there are none; `nil` where there are some.
  public var message: TextLine?

  /// Bars on a scale.
  ///
  /// - Parameters:
  ///   - bars: the bars, top to bottom.
  ///   - unit: what the values count.
  ///   - least: the value at the left end.
  ///   - greatest: the value at the right end.
  ///   - thresholds: ticks on the scale.
  public init(
    _ bars: [GaugeBar], unit: Unit, from least: Double, to greatest: Double,
    thresholds: [Threshold] = []
  ) {
    self.bars = bars
    self.unit = unit
    self.least = least
    self.greatest = greatest
    self.thresholds = thresholds
  }

  /// How much of the scale a value fills, 0…1; `nil` for one that is not known.
  public func share(_ value: Double?) -> Double? {
    guard let value, !value.isNaN, greatest > least else { return nil }
    return min(max((value - least) / (greatest - least), 0), 1)
  }
}

/// One bar.
public struct GaugeBar: Hashable, Sendable {
  /// Who it is, from frame to frame.
  public var key: RowKey
  /// What it is called; empty where the panel's title says it.
  public var name: DisplayText
  /// The value; `nil` where it is not known.
  public var value: Double?
  /// What it means by the thresholds.
  public var tone: Tone

  /// A bar.
  public init(key: RowKey, name: DisplayText, value: Double?, tone: Tone = .plain) {
    self.key = key
    self.name = name
    self.value = value
    self.tone = tone
  }
}
