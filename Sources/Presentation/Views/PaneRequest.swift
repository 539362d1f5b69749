public import Metrics

/// A query that a pane needs answered.
public struct PaneRequest: Hashable, Sendable {
  /// Which moments a query asks about.
  public enum Timing: Hashable, Sendable {
    /// One moment.
    case instant(Timestamp)
    /// Moments at equal distances; start and end are whole numbers of steps since the epoch, at most 4,096 points.
    case range(start: Timestamp, end: Timestamp, step: Duration)
  }

  /// Which answer it is for; the newest request of an id wins.
  public var id: QueryID
  /// The expression.
  public var query: String
  /// Which moments it asks about.
  public var timing: Timing

  /// A query at some moments.
  public init(_ id: QueryID, _ query: String, _ timing: Timing) {
    self.id = id
    self.query = query
    self.timing = timing
  }
}

/// Which query of which pane.
public struct QueryID: Hashable, Sendable, Comparable {
  /// The pane, or `now` and `processes` for what several panes read.
  public var pane: PaneID
  /// Which of its queries.
  public var part: String

  /// The query `part` of a pane.
  public init(_ pane: PaneID, _ part: String = "") {
    self.pane = pane
    self.part = part
  }

  /// Order by pane, then by part.
  public static func < (left: QueryID, right: QueryID) -> Bool {
    left.pane == right.pane ? left.part < right.part : left.pane < right.pane
  }
}
