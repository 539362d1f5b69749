internal import Metrics
internal import TimeSeries

/// What archives hold of a series from before its first raw sample.
struct ArchivedSeries {
}

extension FetchedSeries {
  /// The columns of a selected series in one piece.
  init(_ selected: SelectedSeries, _ session: Session) {
    var samples = Samples()
    for column in selected.columns {
      switch column {
      case .floats(let times, let values):
        samples.times += times
        samples.values += values
      case .gauges, .counters: break
      }
    }
    self.init(labels: selected.labels, samples: samples, archive: nil)
  }
}
