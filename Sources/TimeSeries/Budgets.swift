/// The four shares of an arena.
public enum RingClass: Int, Hashable, Sendable, CaseIterable {
  /// The host's own readings.
  case host
  /// Processes and units.
  case processes
  /// Scraped targets and what rules record from them.
  case targets
  /// Alerts, marks, events.
  case events
}

/// How an arena's bytes are shared, in parts of a hundred.
public struct Budgets: Hashable, Sendable {
  /// The share of each class.
  public var classes: [RingClass: Int]

  /// Shares of these parts; a class that is left out has none and stores nothing.
  public init(classes: [RingClass: Int]) { self.classes = classes }

  /// Host 25, processes 35, targets 30, events 10.
  public static let standard = Budgets(
    classes: [.host: 25, .processes: 35, .targets: 30, .events: 10])
}
