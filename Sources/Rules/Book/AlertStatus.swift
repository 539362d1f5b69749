public import Metrics

/// One alert of a rule at the time of a snapshot.
public struct AlertStatus: Hashable, Sendable {
  /// The rule's name.
  public var name: ByteString
  /// The identity: the sample's labels without a name, the rule's labels, `alertname`.
  public var labels: Labels
  /// The annotations with their templates expanded; a template that failed is `<error expanding template: …>`.
  public var annotations: Labels
  /// Pending, firing or resolved.
  public var state: AlertState
  /// When the condition was first seen to hold.
  public var activeAt: Timestamp
  /// When it began to fire; `nil` while it is pending.
  public var firedAt: Timestamp?
  /// When it stopped firing; `nil` until then.
  public var resolvedAt: Timestamp?
  /// Until when it fires although the condition no longer holds; `nil` where the condition holds.
  public var keepFiringUntil: Timestamp?
  /// What the expression was worth when last seen.
  public var value: Double
  /// How much it matters.
  public var rank: AlertRank
  /// Who has taken it on; `nil` when nobody has.
  public var acknowledgement: Acknowledgement?
  /// Until when a silence covers it; `nil` when none does.
  public var silencedUntil: Timestamp?
  /// How much of the rule's longest window the ring held when the alert last fired, 0…1; 1 for a rule without a window.
  public var coverage: Double
  /// The rule, as an index into the snapshot's `rules`.
  public var rule: Int
  /// Whether it is of a tripwire: it rings whatever its rank, once more when it is over, and is not reminded of.
  public var isSession: Bool

  /// An alert that was just seen for the first time.
  ///
  /// - Parameters:
  ///   - name: the rule's name.
  ///   - labels: the identity, `alertname` among it.
  ///   - state: where it stands.
  ///   - activeAt: when the condition was first seen to hold.
  public init(name: ByteString, labels: Labels, state: AlertState, activeAt: Timestamp) {
    self.name = name
    self.labels = labels
    self.state = state
    self.activeAt = activeAt
    annotations = .empty
    value = .nan
    rank = AlertRank(severity: labels["severity"])
    coverage = 1
    rule = 0
    isSession = false
  }

  /// Whether someone has taken it on.
  public var isAcknowledged: Bool { acknowledgement != nil }
}

/// The word of a person that an alert is in their hands.
public struct Acknowledgement: Hashable, Sendable {
  /// When it was given.
  public var at: Timestamp
  /// Who gave it.
  public var by: ByteString

  /// An acknowledgement by `by` at `at`.
  public init(at: Timestamp, by: ByteString) {
    self.at = at
    self.by = by
  }
}
