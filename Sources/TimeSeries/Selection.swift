public import Metrics

/// One series of a selection.
public struct SelectedSeries: Sendable, Equatable {
  /// The identity.
  public var labels: Labels
  /// The runs of samples that reach into the selected interval, oldest first, none overlapping.
  public var columns: [Column]
  /// When each raw sample's counting began, in milliseconds since the epoch and 0 where that is not known, one a raw
  /// sample; empty where the source knows of none, as a ring does not.
  public var startTimes: [Int64]
  /// The samples that are native histograms and whose values say nothing, by their milliseconds since the epoch: a number
  /// from 1 that only equal histograms share; empty where the source knows of none, as a ring does not.
  public var histograms: [Int64: UInt32] = [:]

  /// The series `labels` with these runs.
  public init(labels: Labels, columns: [Column], startTimes: [Int64] = []) {
    self.labels = labels
    self.columns = columns
    self.startTimes = startTimes
  }
}

/// What a selector finds.
public struct Selection: Sendable, Equatable {
  /// The series, sorted by labels, unique.
  public var series: [SelectedSeries]

  /// A selection of these series.
  public init(series: [SelectedSeries] = []) { self.series = series }
}

/// Where a selection may take its samples from.
public enum Resolution: Hashable, Sendable {
  /// Raw where raw exists; archives only for what is older.
  case raw
  /// The 10 s archive at any age, raw only for what it does not hold yet; for the envelope of a chart.
  case tenSeconds
  /// The 1 min archive at any age, the 10 s archive and raw only for what it does not hold yet.
  case oneMinute
}
