public import Metrics

/// How often values fell into each bucket of a histogram over time, before anything is known about cells.
public struct HeatmapModel: Hashable, Sendable {
  /// What is shown.
  public var title: DisplayText
  /// What the bounds of the buckets count.
  public var unit: Unit
  /// The buckets, the lowest first, each beginning where the one before ends.
  public var buckets: [HeatmapBucket]
  /// The first moment of the window.
  public var start: Timestamp
  /// The last moment of the window.
  public var end: Timestamp
  /// The distance of the points.
  public var step: Duration
  /// Whether equal steps of colour are equal factors.
  public var isLogarithmic: Bool
  /// The moment that every chart marks; `nil` where there is none.
  public var crosshair: Timestamp?
  /// The index of the chosen bucket; `nil` where there is none.
  public var selection: Int?
  /// The zone of the times on the axis.
  public var zone: Zone
  /// What is said instead of drawing; `nil` where there is something to draw.
  public var message: TextLine?

  /// A heatmap with nothing in it yet.
  ///
  /// - Parameters:
  ///   - title: what is shown.
  ///   - unit: what the bounds count.
  ///   - start: the first moment of the window.
  ///   - end: the last moment of the window.
  ///   - step: the distance of the points.
  ///   - zone: the zone of the times on the axis.
  public init(
    title: DisplayText, unit: Unit, start: Timestamp, end: Timestamp, step: Duration, zone: Zone
  ) {
    self.title = title
    self.unit = unit
    self.start = start
    self.end = end
    self.step = step
    self.zone = zone
    buckets = []
    isLogarithmic = false
  }
}

/// One bucket of a histogram over time.
public struct HeatmapBucket: Hashable, Sendable {
  /// The greatest value below it; `nil` for the lowest bucket, which has no lower bound.
  public var lower: Double?
  /// The greatest value in it; infinite for the highest bucket.
  public var upper: Double
  /// Milliseconds since the epoch, ascending.
  public var times: [Int64]
  /// How often a value fell into the bucket in the step that ends at each of `times`.
  public var counts: [Double]

  /// A bucket.
  public init(above lower: Double?, through upper: Double, times: [Int64], counts: [Double]) {
    self.lower = lower
    self.upper = upper
    self.times = times
    self.counts = counts
  }

  /// Who the bucket is, from frame to frame.
  public var key: RowKey { RowKey(upper.description) }
}

extension HeatmapModel {
  /// `250 ms–500 ms`; `≤ 5 ms` for the lowest bucket and `> 10 s` for the highest.
  public func name(of bucket: Int) -> DisplayText {
    let (lower, upper) = (buckets[bucket].lower, buckets[bucket].upper)
    switch (lower, upper.isFinite) {
    case (nil, true): return DisplayText("≤ " + unit.text(upper))
    case (let lower?, true): return DisplayText(unit.text(lower) + "–" + unit.text(upper))
    case (let lower?, false): return DisplayText("> " + unit.text(lower))
    case (nil, false): return "all"
    }
  }

  /// The upper bound as a label beside its bucket.
  public func label(of bucket: Int) -> DisplayText {
    DisplayText(unit.text(buckets[bucket].upper))
  }

  /// A count as it is read aloud: whole, in groups of three digits.
  public static func text(ofCount count: Double?) -> DisplayText {
    guard let count, count.isFinite else { return "–" }
    let isSmall = count > 0 && count < 9.95 && abs(count - count.rounded()) > 0.05
    return DisplayText(isSmall ? NumberText.short(count) : NumberText.grouped(count))
  }
}
