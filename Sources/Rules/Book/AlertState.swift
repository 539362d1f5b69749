/// Where an alert stands.
public enum AlertState: String, Hashable, Sendable, CaseIterable {
  /// The condition does not hold.
  case inactive
  /// The condition holds, not yet for as long as the rule's `for` asks.
  case pending
  /// The condition has held long enough, or is kept by `keep_firing_for`.
  case firing
  /// It fired and no longer does.
  case resolved
}
