public import Documents
public import Metrics

/// One rule at the time of a snapshot.
public struct RuleStatus: Hashable, Sendable {
  /// Whether it records a series or watches for alerts.
  public enum Kind: Hashable, Sendable {
    /// Records its value under the rule's name.
    case recording
    /// Watches a condition.
    case alerting
  }

  /// How the last evaluation went.
  public enum Health: Hashable, Sendable {
    /// Not evaluated yet.
    case unknown
    /// Evaluated.
    case ok
    /// Evaluated, but none of its selectors has ever matched a series.
    case noData
    /// Not evaluated, for this reason.
    case error(String)
  }

  /// The alert's or the recorded metric's name.
  public var name: ByteString
  /// Whether it records or watches.
  public var kind: Kind
  /// The expression as written.
  public var expression: ByteString
  /// The rule as it stands in its file.
  public var text: ByteString
  /// The file's name.
  public var file: String
  /// Where in the file the rule begins.
  public var position: Position
  /// The group's name.
  public var group: ByteString
  /// How often the group is evaluated.
  public var interval: Duration
  /// How long the condition must hold before the alert fires.
  public var hold: Duration
  /// How long the alert goes on firing after the condition was last seen.
  public var keepFiringFor: Duration
  /// The rule's labels, templates not expanded.
  public var labels: Labels
  /// The rule's annotations, templates not expanded.
  public var annotations: Labels
  /// The most urgent state among its alerts; inactive where it has none.
  public var state: AlertState
  /// How the last evaluation went.
  public var health: Health
  /// When it was last evaluated; `nil` before the first time.
  public var lastEvaluation: Timestamp?
  /// How long the last evaluation took.
  public var evaluationDuration: Duration
  /// The longest window its expression looks back over; `nil` where it has none.
  public var window: Duration?
  /// How much of that window the ring holds, 0…1; 1 where there is no window.
  public var coverage: Double
  /// Whether it is a tripwire of this session, in no file.
  public var isSession: Bool
  /// The line its expression draws, where its shape is recognised.
  public var threshold: AlertThreshold?

  /// A rule that was not evaluated yet.
  ///
  /// - Parameters:
  ///   - name: the alert's or the recorded metric's name.
  ///   - kind: whether it records or watches.
  ///   - expression: the expression as written.
  ///   - group: the group's name.
  ///   - interval: how often the group is evaluated.
  public init(
    name: ByteString, kind: Kind, expression: ByteString, group: ByteString, interval: Duration
  ) {
    self.name = name
    self.kind = kind
    self.expression = expression
    self.group = group
    self.interval = interval
    text = ""
    file = ""
    position = Position(line: 1, column: 1)
    hold = .zero
    keepFiringFor = .zero
    labels = .empty
    annotations = .empty
    state = .inactive
    health = .unknown
    evaluationDuration = .zero
    coverage = 1
    isSession = false
  }
}
