public import Metrics

/// Which moment the screen shows.
public enum TimeMode: Hashable, Sendable {
  /// The newest completed tick of the host.
  case live
  /// A moment in the past.
  case at(Timestamp)
}
