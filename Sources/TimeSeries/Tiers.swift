public import Metrics

/// An arena before the history that it grew out of: what the arena has not, or no longer, is read from there.
///
/// Whoever wrote the history had ended when the arena began. So every series of it has a staleness marker there: a gap is
/// one however short, and what nobody reads any more is not taken for present.
public struct Tiers: SampleSource {
  /// The newest samples.
  public let arena: Ring
  /// Everything that was kept of older ones.
  public let history: any SampleSource

  /// An arena and what is older.
  public init(arena: Ring, history: any SampleSource) {
    self.arena = arena
    self.history = history
  }

  /// Adds what the arena has of one class, and what it has not where the interval reaches further back.
  public func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    arena.read(ringClass, matchers, request, into: &found)
    let end = arena.historyEnd(ringClass)
    guard request.after < end, !hasEnded(before: request, end) else { return }
    var older = request
    older.through = min(request.through, end)
    let first = found.count
    history.read(ringClass, matchers, older, into: &found)
    let beginning = arena.beginning.milliseconds
    guard beginning > request.after, beginning <= request.through else { return }
    for place in first..<found.count { found[place].markEnd(before: beginning) }
  }

  /// Whether of the newest samples that are asked for none can be the history's.
  ///
  /// Where the arena has lost nothing, the newest that the history has of any series is the marker at the beginning.
  private func hasEnded(before request: SampleRequest, _ end: Int64) -> Bool {
    let beginning = arena.beginning.milliseconds
    return request.newest == 1 && end == beginning && beginning > request.after
      && beginning <= request.through
  }

  /// The metrics of both.
  public var metrics: [Metric] {
    var found: [ByteString: Metric] = [:]
    for metric in history.metrics { found[metric.name] = metric }
    // A series that both have is counted where it is written now.
    for metric in arena.metrics {
      let older = found[metric.name]
      let jobs = Set(metric.jobs).union(older?.jobs ?? [])
      found[metric.name] = Metric(
        name: metric.name, metadata: metric.metadata,
        series: max(metric.series, older?.series ?? 0), jobs: jobs.sorted())
    }
    return found.values.sorted { $0.name < $1.name }
  }

  /// The names of labels of both.
  public var labelNames: [ByteString] {
    Set(arena.labelNames).union(history.labelNames).sorted()
  }

  /// The values of a label in both.
  public func labelValues(of name: ByteString) -> [ByteString] {
    Set(arena.labelValues(of: name)).union(history.labelValues(of: name)).sorted()
  }

  /// What the arena knows of a family, else the history.
  public func metadata(of family: ByteString) -> MetricMetadata? {
    arena.metadata(of: family) ?? history.metadata(of: family)
  }

  /// The oldest moment of either.
  public var oldest: Timestamp? { [arena.oldest, history.oldest].compactMap { $0 }.min() }
}

extension SelectedSeries {
  /// How much earlier than the beginning of an arena its first samples may be: they carry the time at which they were due.
  private static let earliness: Int64 = 1000

  /// Puts a staleness marker behind the samples that are older than the beginning of an arena.
  fileprivate mutating func markEnd(before beginning: Int64) {
    guard case .floats(var times, var values)? = columns.last else { return }
    let edge = beginning - SelectedSeries.earliness
    let place = times.firstIndex { $0 > edge } ?? times.count
    guard place > 0, !values[place - 1].isStaleMarker else { return }
    times.insert(max(edge, times[place - 1] + 1), at: place)
    values.insert(.staleMarker, at: place)
    columns[columns.count - 1] = .floats(times: times, values: values)
  }
}
