public import Metrics

/// All rules and alerts after a round, as a value that any thread may read.
public struct RuleBookSnapshot: Hashable, Sendable {
  /// When the round was.
  public var at: Timestamp
  /// The rules, in the order of their files and groups.
  public var rules: [RuleStatus]
  /// The pending, firing and lately resolved alerts, by rule, then by labels.
  public var alerts: [AlertStatus]
  /// The silences that have not run out.
  public var silences: [Silence]
  /// The ranks of a person's own words in the label `severity`, in lower case.
  public var severities: [ByteString: AlertRank] = [:]

  /// A snapshot with these parts.
  public init(
    at: Timestamp, rules: [RuleStatus] = [], alerts: [AlertStatus] = [], silences: [Silence] = []
  ) {
    self.at = at
    self.rules = rules
    self.alerts = alerts
    self.silences = silences
  }

  /// How much an alert with these labels matters.
  public func rank(of labels: Labels) -> AlertRank {
    AlertRank(severity: labels["severity"], words: severities)
  }

  /// The alert that wants attention first: firing, neither acknowledged nor silenced, of the highest rank, and of those
  /// the one that fires longest; `nil` where none fires.
  public var mostUrgent: AlertStatus? { urgent.first }

  /// The firing alerts that are neither acknowledged nor silenced: by rank, then the longest first.
  public var urgent: [AlertStatus] {
    alerts.filter { $0.state == .firing && !$0.isAcknowledged && $0.silencedUntil == nil }
      .sorted { left, right in
        let (a, b) = (left.firedAt ?? left.activeAt, right.firedAt ?? right.activeAt)
        if left.rank != right.rank { return left.rank < right.rank }
        return a == b ? left.labels < right.labels : a < b
      }
  }

  /// How many alerts are in this state.
  public func count(_ state: AlertState) -> Int { alerts.count { $0.state == state } }

  /// How many rules have selectors none of which has ever matched.
  public var rulesWithoutData: Int { rules.count { $0.health == .noData } }
}
