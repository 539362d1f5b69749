public import Metrics
public import Rules

/// What hooks are told, where their own lines do not say.
public struct NotifierOptions: Hashable, Sendable {
  /// Alerts of this rank and the ranks before it are told to hooks that name no severities.
  public var rank: AlertRank = .first
  /// The labels in which the alerts of a document agree.
  public var groupBy: [ByteString] = ["alertname", "job"]
  /// What every alert that leaves carries unless it has such a label itself.
  public var externalLabels: Labels = ["monitor": "ringside"]
  /// The shortest time between two documents of one group for one hook.
  public var spacing: Duration = .seconds(10)
  /// How long an alert must have been over before that is told, and before it is news again.
  public var settling: Duration = .seconds(60)
  /// How long an alert that was told of before a restart may stay unseen before it counts as over.
  public var patience: Duration = .seconds(120)

  /// The defaults.
  public init() {}
}
