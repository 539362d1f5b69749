public import Metrics
internal import Sharing
public import TimeSeries

/// What is older than this process: there as soon as its file has been opened, and empty until then.
///
/// The first screen waits for no disk.
public final class LateHistory: SampleSource {
  private struct State: Sendable {
    var source: (any SampleSource)?
    var oldest: Timestamp?
    var newest: Timestamp?
    var changes = 0
  }

  private let state = Guarded(State())

  /// A history that is not there yet.
  public init() {}

  /// Takes over a source.
  ///
  /// - Parameters:
  ///   - source: what is read from now on; answers that were given before are no longer right.
  ///   - newest: its newest moment.
  public func take(_ source: any SampleSource, newest: Timestamp?) {
    let oldest = source.oldest
    state.withLock { state in
      state.source = source
      state.oldest = oldest
      state.newest = newest
      state.changes += 1
    }
  }

  /// Asks the source for its oldest moment again, after it has changed.
  func refresh() {
    let oldest = source?.oldest
    state.withLock { $0.oldest = oldest }
  }

  /// How often answers that were given before became wrong.
  public var changes: Int { state.withLock { $0.changes } }

  /// The oldest moment when the source was last heard of; reads nothing.
  public var oldest: Timestamp? { state.withLock { $0.oldest } }

  /// The newest moment when the source was taken over.
  public var newest: Timestamp? { state.withLock { $0.newest } }

  private var source: (any SampleSource)? { state.withLock { $0.source } }

  /// Adds what the source has, once there is one.
  public func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    source?.read(ringClass, matchers, request, into: &found)
  }

  /// The metrics of the source.
  public var metrics: [Metric] { source?.metrics ?? [] }

  /// The names of labels of the source.
  public var labelNames: [ByteString] { source?.labelNames ?? [] }

  /// The values of a label in the source.
  public func labelValues(of name: ByteString) -> [ByteString] {
    source?.labelValues(of: name) ?? []
  }

  /// What the source knows of a family.
  public func metadata(of family: ByteString) -> MetricMetadata? { source?.metadata(of: family) }
}
