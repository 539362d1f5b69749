internal import Metrics
internal import TimeSeries

/// What archives hold of a series from before its first raw sample.
///
/// The newest value of each bucket stands among the series' samples; here is what only some functions can use.
struct ArchivedSeries {
  /// Neighbouring buckets of one width.
  struct Run {
    /// Milliseconds.
    var width: Int64
    /// The moment of the newest value in the run.
    var through: Int64
    /// The moment from which something finer answers.
    var before: Int64
  }

  /// The runs, oldest and coarsest first.
  var runs: [Run] = []
  /// For a counter: the samples with resets taken out, so that differences are increases.
  var corrected: Samples?
  /// For a counter: the values that stand behind `corrected`, which say where it was zero.
  var uncorrected: [Double] = []
  /// For a gauge: what its buckets hold, each raw sample as a bucket of its own.
  var fields: BucketFields?

  /// The width of the buckets that answer from `moment` on; `nil` where raw samples do.
  func width(after moment: Int64) -> Int64? { runs.first { $0.before > moment }?.width }
}

/// What gauge buckets hold, in parallel arrays.
struct BucketFields {
  var times: [Int64] = []
  var minima: [Double] = []
  var maxima: [Double] = []
  var sums: [Double] = []
  var counts: [Double] = []

  mutating func append(_ buckets: GaugeBuckets) {
    for index in buckets.starts.indices where buckets.counts[index] > 0 {
      times.append(buckets.lastTimes[index])
      minima.append(buckets.minima[index])
      maxima.append(buckets.maxima[index])
      sums.append(buckets.sums[index])
      counts.append(Double(buckets.counts[index]))
    }
  }

  mutating func append(_ raw: Samples) {
    for (time, value) in zip(raw.times, raw.values) where !value.isAbsent {
      times.append(time)
      minima.append(value)
      maxima.append(value)
      sums.append(value)
      counts.append(1)
    }
  }

  /// What one of the functions that the fields serve makes of each window; `nil` for another function.
  func column(_ kind: OverTimeFunctions.Kind, _ bounds: WindowBounds) -> [Double]? {
    switch kind {
    case .minimum:
      return OverTimeFunctions.column(.minimum, Samples(times: times, values: minima), bounds)
    case .maximum:
      return OverTimeFunctions.column(.maximum, Samples(times: times, values: maxima), bounds)
    case .sum: return OverTimeFunctions.column(.sum, Samples(times: times, values: sums), bounds)
    case .count:
      return OverTimeFunctions.column(.sum, Samples(times: times, values: counts), bounds)
    case .average:
      let totals = OverTimeFunctions.column(.sum, Samples(times: times, values: sums), bounds)
      let sizes = OverTimeFunctions.column(.sum, Samples(times: times, values: counts), bounds)
      return zip(totals, sizes).map { $0.isAbsent ? .absent : $0 / $1 }
    case .last, .first, .present, .standardDeviation, .variance, .medianAbsoluteDeviation,
      .timeOfFirst, .timeOfLast, .timeOfMinimum, .timeOfMaximum:
      return nil
    }
  }
}

extension FetchedSeries {
  /// The columns of a selected series in one piece.
  init(_ selected: SelectedSeries) {
    if selected.columns.count == 1, case .floats(let times, let values) = selected.columns[0],
      selected.startTimes.isEmpty, selected.histograms.isEmpty
    {
      self.init(labels: selected.labels, samples: Samples(times: times, values: values))
      return
    }
    var builder = ArchiveBuilder()
    for column in selected.columns { builder.append(column) }
    self.init(labels: selected.labels, samples: builder.samples, archive: builder.archive)
    if archive == nil, selected.startTimes.count == samples.times.count {
      samples.startTimes = selected.startTimes
    }
    guard !selected.histograms.isEmpty else { return }
    for (place, time) in samples.times.enumerated() {
      guard let number = selected.histograms[time] else { continue }
      samples.values[place] = .histogram(number)
      hasHistograms = true
    }
  }
}

/// Puts the columns of a series together, oldest first.
private struct ArchiveBuilder {
  var samples = Samples()
  private var runs: [ArchivedSeries.Run] = []
  private var corrected = Samples()
  private var uncorrected: [Double] = []
  private var fields = BucketFields()
  private var isCounter = false
  /// The counter's newest value, from which the next step is counted.
  private var previous: Double?

  mutating func append(_ column: Column) {
    switch column {
    case .floats(let times, let values):
      if runs.isEmpty, samples.times.isEmpty {
        samples = Samples(times: times, values: values)
        return
      }
      closeRun(before: times.first)
      samples.times += times
      samples.values += values
      guard !runs.isEmpty else { return }
      if isCounter {
        for (time, value) in zip(times, values) where !value.isNaN {
          let step = previous.map { value >= $0 ? value - $0 : value } ?? 0
          count(step, time, value)
        }
      } else {
        fields.append(Samples(times: times, values: values))
      }
    case .gauges(let buckets):
      open(buckets.width, buckets.starts.first, buckets.lastTimes.last)
      samples.times += buckets.lastTimes
      samples.values += buckets.lasts
      fields.append(buckets)
    case .counters(let buckets):
      isCounter = true
      open(buckets.width, buckets.starts.first, buckets.lastTimes.last)
      samples.times += buckets.lastTimes
      samples.values += buckets.lasts
      for (index, last) in buckets.lasts.enumerated()
      where !last.isNaN || buckets.increases[index] > 0 {
        count(buckets.increases[index], buckets.lastTimes[index], last)
      }
    }
  }

  private mutating func open(_ width: Int64, _ start: Int64?, _ through: Int64?) {
    closeRun(before: start)
    guard let through else { return }
    runs.append(ArchivedSeries.Run(width: width, through: through, before: through + 1))
  }

  private mutating func closeRun(before moment: Int64?) {
    guard let moment, let last = runs.indices.last, runs[last].before <= moment else { return }
    runs[last].before = moment
  }

  private mutating func count(_ step: Double, _ time: Int64, _ value: Double) {
    corrected.times.append(time)
    let first = value.isNaN ? step : value
    corrected.values.append(corrected.values.last.map { $0 + step } ?? first)
    uncorrected.append(value.isNaN ? (uncorrected.last ?? 0) + step : value)
    if !value.isNaN { previous = value }
  }

  var archive: ArchivedSeries? {
    guard !runs.isEmpty else { return nil }
    return ArchivedSeries(
      runs: runs, corrected: isCounter ? corrected : nil, uncorrected: uncorrected,
      fields: isCounter ? nil : fields)
  }
}

extension WindowFunction {
  /// The result for each step, from archives where raw samples do not reach back far enough.
  ///
  /// A range shorter than two buckets is widened to two, since one alone may be empty.
  func archivedColumn(
    _ series: FetchedSeries, _ archive: ArchivedSeries, _ bounds: WindowBounds,
    _ extent: Selector.Extension, _ arguments: [[Double]]
  ) -> [Double] {
    var result = rawColumn(series.samples, bounds, extent, arguments)
    for width in Set(archive.runs.map(\.width)) {
      var widened = bounds
      widened.length = max(bounds.length, 2 * width)
      let column =
        fieldColumn(archive, widened, extent)
        ?? rawColumn(series.samples, widened, extent, arguments)
      for step in result.indices
      where archive.width(after: bounds.end(step) &- bounds.length) == width {
        result[step] = column[step]
      }
    }
    return result
  }

  private func fieldColumn(
    _ archive: ArchivedSeries, _ bounds: WindowBounds, _ extent: Selector.Extension
  ) -> [Double]? {
    switch self {
    case .extrapolated(let kind) where kind.isCounter && extent == .none:
      return archive.corrected.map {
        CounterFunctions.extrapolated($0, bounds, kind, firsts: archive.uncorrected)
      }
    case .overTime(let kind): return archive.fields?.column(kind, bounds)
    case .extrapolated, .instantRate, .instantDelta, .resets, .changes, .quantile, .slope,
      .prediction, .smoothing:
      return nil
    }
  }
}

extension Session {
  /// Notes which runs of buckets answered.
  func note(_ archive: ArchivedSeries?, where isUsed: (ArchivedSeries.Run) -> Bool) {
    for run in archive?.runs ?? [] where isUsed(run) {
      archived[run.width] = max(archived[run.width] ?? .min, run.before)
    }
  }

  /// The archives that stood in for raw samples, oldest first.
  var archives: [ArchiveUse] {
    archived.map {
      ArchiveUse(
        width: .milliseconds($0.key), before: Timestamp(milliseconds: $0.value))
    }.sorted { $0.before < $1.before }
  }
}
