public import Metrics

/// What a person may choose about the bell.
public struct BellOptions: Hashable, Sendable {
  /// Alerts of this rank and the ranks before it ring.
  public var rank: AlertRank = .first
  /// The labels by which firing alerts form a group that rings once.
  public var groupBy: [ByteString] = ["alertname", "job"]
  /// The shortest time between two rings.
  public var spacing: Duration = .seconds(10)
  /// More rings wanted in a minute than this make a storm.
  public var ringsAMinute = 5
  /// How long an alert must not have fired before it is news again.
  public var settling: Duration = .seconds(300)
  /// When an alert of the first rank is reminded of; the last distance repeats.
  public var reminders: [Duration] = [
    .seconds(60), .seconds(300), .seconds(900), .seconds(1800),
  ]

  /// The defaults.
  public init() {}
}
