public import Metrics

/// What the bell has to do, or has decided not to do.
public enum BellAction: Hashable, Sendable {
  /// Ring once, because of these alerts.
  case ring(RingReason, alerts: [Labels])
  /// Do not ring for these alerts.
  case withhold(WithholdReason, alerts: [Labels])
}

/// Why the bell rings.
public enum RingReason: Hashable, Sendable {
  /// These alerts already fired when the program started.
  case start
  /// The first alert of a group fires.
  case firing
  /// An alert joined a group that has rung before.
  case newcomer
  /// An alert of the first rank is still not acknowledged.
  case reminder
  /// What a tripwire watches has come back.
  case recovery
  /// Many alerts at once: one ring for all of them, then silence until a time.
  case storm(BellStorm)

  /// The value of the `reason` label in the counter of rings.
  public var label: String {
    switch self {
    case .start: "start"
    case .firing: "firing"
    case .newcomer: "newcomer"
    case .reminder: "reminder"
    case .recovery: "recovery"
    case .storm: "storm"
    }
  }
}

/// Many alerts at once: "12 alerts in 40 s on 9 hosts; bell held until 03:06".
public struct BellStorm: Hashable, Sendable {
  /// How many alerts wanted to ring.
  public var alerts: Int
  /// Within how long.
  public var within: Duration
  /// On how many instances.
  public var instances: Int
  /// Until when the bell is held.
  public var heldUntil: Timestamp

  /// A storm with these figures.
  public init(alerts: Int, within: Duration, instances: Int, heldUntil: Timestamp) {
    self.alerts = alerts
    self.within = within
    self.instances = instances
    self.heldUntil = heldUntil
  }

  /// On how many instances these alerts are.
  static func instances(_ alerts: Set<Labels>) -> Int {
    Set(alerts.map { $0["instance"] }).count
  }
}

/// Why the bell does not ring for an alert that fires.
public enum WithholdReason: String, Hashable, Sendable, CaseIterable {
  /// Its rank is below the one that rings.
  case rank
  /// It was acknowledged before the bell was free.
  case acknowledged
  /// A silence covers it.
  case silenced
  /// The person at this terminal has muted the bell.
  case muted
  /// The ring holds less than half of the rule's longest window.
  case coverage
  /// The bell is held after a storm, whose line counts it.
  case held
  /// It had stopped firing before the bell was free.
  case resolved
  /// It has told of itself lately and only stopped for a while.
  case flapping
}
