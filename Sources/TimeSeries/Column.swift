public import Metrics

/// A run of one series' samples in one encoding, oldest first.
public enum Column: Sendable, Equatable {
  /// Raw samples: milliseconds since the epoch, ascending, and as many values; staleness markers are among them.
  case floats(times: [Int64], values: [Double])
}

/// One series of a selection.
public struct SelectedSeries: Sendable, Equatable {
  /// The identity.
  public var labels: Labels
  /// The runs of samples that reach into the selected interval, oldest first, none overlapping.
  public var columns: [Column]

  /// The series `labels` with these runs.
  public init(labels: Labels, columns: [Column]) {
    self.labels = labels
    self.columns = columns
  }
}

/// What a selector finds.
public struct Selection: Sendable, Equatable {
  /// The series, sorted by labels, unique.
  public var series: [SelectedSeries]

  /// A selection of these series.
  public init(series: [SelectedSeries] = []) { self.series = series }
}
