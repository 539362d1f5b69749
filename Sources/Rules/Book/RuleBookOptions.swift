public import Metrics

/// What a rule book takes for granted.
public struct RuleBookOptions: Hashable, Sendable {
  /// How often a group without an interval is evaluated; `nil` chooses by its windows: every second where all are at
  /// most five minutes long, else every 15 s.
  public var evaluationInterval: Duration?
  /// The labels that the configuration gives everything that leaves; templates see them.
  public var externalLabels: Labels = .empty
  /// The ranks of a person's own words in the label `severity`, in lower case.
  public var severities: [ByteString: AlertRank] = [:]
  /// How long a resolved alert is still listed.
  public var resolvedRetention: Duration = .seconds(15 * 60)

  /// The defaults.
  public init() {}

  /// How often a group is evaluated.
  func interval(of group: RuleGroup) -> Duration {
    if let interval = group.interval ?? evaluationInterval { return interval }
    let windows = group.rules.compactMap { $0.expression.longestWindow?.length }
    return windows.allSatisfy { $0 <= .seconds(300) } ? .seconds(1) : .seconds(15)
  }
}
