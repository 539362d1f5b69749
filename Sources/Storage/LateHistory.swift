public import Metrics
internal import Sharing
public import TimeSeries

/// What is older than this process: there as soon as its file has been opened, and empty until then.
///
/// The first screen waits for no disk.
public final class LateHistory: SampleStandIn {
  private struct State: Sendable {
    var source: (any SampleSource)?
    var oldest: Timestamp?
    var newest: Timestamp?
    var changes = 0
  }

  private let state = Guarded(State())
  private let beginning: Int64

  /// A history that is not there yet.
  ///
  /// - Parameter beginning: since when something newer has every sample; of the time from the newest sample of what is
  ///   taken over until then there is nothing.
  public init(until beginning: Timestamp) { self.beginning = beginning.milliseconds }

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

  /// What was taken over.
  public var source: (any SampleSource)? { state.withLock { $0.source } }

  /// Adds what the source has, once there is one; it is not asked about the time in which nobody wrote.
  public func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    let (source, newest) = state.withLock { ($0.source, $0.newest) }
    guard let source else { return }
    // A source knows its newest moment to the second.
    let end = newest.map { $0 + .seconds(1) }?.milliseconds ?? .min
    let isInPause = request.through <= beginning && end <= request.after
    if !isInPause { source.read(ringClass, matchers, request, into: &found) }
  }
}
