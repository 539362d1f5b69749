internal import Metrics
internal import PromQL

/// One sample of a series as it was taken, and what it means beside the one before.
struct RawSample: Equatable {
  /// What is remarkable about a sample.
  enum Note: Equatable {
    /// The counter started again.
    case reset
    /// The series ended here.
    case stale
    /// About so many samples are missing in front of it.
    case gap(missing: Int)
    /// It is the newest of an archived bucket of this width.
    case archived(Duration)
    /// Nothing.
    case none
  }

  var time: Timestamp
  /// What was read; a staleness marker where the series ended.
  var value: Double
  /// The change since the sample before; `nil` for the first, for a marker and after one.
  var change: Double?
  /// How long after the sample before; `nil` for the first.
  var distance: Duration?
  var note: Note
}

/// Reads samples as a person checks them: when each was taken, and what is wrong between two.
enum RawSamples {
  /// The samples of one series, newest first.
  ///
  /// A gap is a distance of more than two of the usual ones, the lower median of all; a reset a counter's step down.
  ///
  /// - Parameters:
  ///   - series: the samples, oldest first, staleness markers among them.
  ///   - archives: the buckets that stand in for what is older.
  ///   - isCounter: whether the values should only rise.
  /// - Returns: a row a sample.
  static func rows(
    _ series: SeriesResult, archives: [ArchiveUse], isCounter: Bool
  ) -> [RawSample] {
    let times = series.timestamps
    let usual = median(times.indices.dropFirst().map { times[$0] - times[$0 - 1] })
    var rows: [RawSample] = []
    rows.reserveCapacity(times.count)
    for (index, time) in times.enumerated() {
      var row = RawSample(
        time: Timestamp(milliseconds: time), value: series.values[index], note: .none)
      let archive = archives.first { time < $0.before.milliseconds }
      if index > 0 {
        let distance = time - times[index - 1]
        row.distance = .milliseconds(distance)
        row.change = change(series.values[index - 1], row.value)
        let expected = max(archive?.width.milliseconds ?? 0, usual)
        row.note = note(row, distance, expected, isCounter)
      }
      if row.value.isStaleMarker { row.note = .stale }
      if row.note == .none, let archive { row.note = .archived(archive.width) }
      rows.append(row)
    }
    return rows.reversed()
  }

  private static func note(
    _ row: RawSample, _ distance: Int64, _ expected: Int64, _ isCounter: Bool
  ) -> RawSample.Note {
    if isCounter, let change = row.change, change < 0 { return .reset }
    guard expected > 0, distance > 2 * expected else { return .none }
    return .gap(missing: Int((distance + expected / 2) / expected) - 1)
  }

  private static func change(_ before: Double, _ after: Double) -> Double? {
    before.isStaleMarker || after.isStaleMarker ? nil : after - before
  }

  private static func median(_ distances: [Int64]) -> Int64 {
    guard !distances.isEmpty else { return 0 }
    return distances.sorted()[(distances.count - 1) / 2]
  }
}
