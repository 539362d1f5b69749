public import Metrics

/// What happened when the rules that were due were evaluated.
public struct RuleRound: Hashable, Sendable {
  /// When it was.
  public var at: Timestamp
  /// How many groups were due.
  public var groups = 0
  /// How many rules were evaluated.
  public var rules = 0
  /// How many of them have no value, because of an error.
  public var failures = 0
  /// The alerts that changed their state, in the order of the rules.
  public var transitions: [AlertTransition] = []

  /// A round without a rule.
  public init(at: Timestamp) { self.at = at }
}

/// That an alert changed its state.
public struct AlertTransition: Hashable, Sendable {
  /// The alert's labels.
  public var labels: Labels
  /// Where it stood.
  public var from: AlertState
  /// Where it stands.
  public var to: AlertState
  /// What the expression was worth.
  public var value: Double

  /// The change of the alert `labels`.
  public init(labels: Labels, from: AlertState, to: AlertState, value: Double) {
    self.labels = labels
    self.from = from
    self.to = to
    self.value = value
  }
}
