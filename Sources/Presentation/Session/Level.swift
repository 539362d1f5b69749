internal import Metrics

/// One step of the way down from a view, with what the person has chosen there.
public struct Level: Hashable, Sendable {
  /// Where it is.
  public var place: Place
  /// The pane that keys go to; `nil` for the place's own first choice.
  public var focus: PaneID?
  /// What hides rows; empty for nothing.
  public var filter: String
  /// What marks rows without hiding others; empty for nothing.
  public var search: String
  /// What was chosen in each table.
  public var tables: [PaneID: TableState]
  /// What was chosen in each chart.
  public var charts: [PaneID: ChartState]
  /// The first line shown of each text.
  public var scroll: [PaneID: Int]

  /// A place that was just entered.
  public init(_ place: Place) {
    self.place = place
    filter = ""
    search = ""
    tables = [:]
    charts = [:]
    scroll = [:]
  }
}

/// What a person has chosen in a table.
public struct TableState: Hashable, Sendable {
  /// The chosen row; `nil` until one was chosen: the first row, whichever it is.
  public var cursor: RowKey?
  /// Where the chosen row last was, from where moving goes on when it is gone.
  public var index = 0
  /// The name of the column that orders the rows; `nil` for the table's own choice.
  public var sort: String?
  /// Whether the order is the reverse of the column's own.
  public var isInverted = false
  /// How many columns are scrolled out at the left.
  public var firstColumn = 0
  /// Whether the chosen row is to be kept in sight even after it is gone.
  public var isFollowing = false
  /// Whether rows stand below their parents, where they have some.
  public var isTree = false
  /// What a table of processes is grouped by, which makes a tree of it; `nil` for nothing.
  public var grouping: ProcessGrouping?
  /// The rows of a tree whose descendants are hidden.
  public var collapsed: Set<RowKey> = []
  /// The rows that stay on top, in the order in which they were pinned; processes are pinned in the session.
  public var pins: [RowKey] = []
  /// Whether all other rows are hidden.
  public var showsOnlyPinned = false

  /// A table in which nothing was chosen.
  public init() {}
}

/// What a person has chosen in a chart.
public struct ChartState: Hashable, Sendable {
  /// The chosen series; `nil` for none.
  public var series: RowKey?
  /// The vertical axis; `nil` for the chart's own choice.
  public var axis: AxisMode?
  /// Whether a counter is shown as it is instead of as a rate.
  public var isRaw = false
  /// How the series are put together; `nil` for the chart's own choice.
  public var breakdown: Breakdown?
  /// How much earlier the values are with which the chart compares; `nil` for no comparison.
  public var comparison: Comparison?
  /// The series that are not drawn.
  public var hidden: Set<RowKey> = []
  /// The only series that is drawn; `nil` for all that are not hidden.
  public var solo: RowKey?
  /// Whether the table of its values stands below it while it stands alone.
  public var showsTable = false
  /// Whether the lines stand on each other; `nil` for the chart's own choice.
  public var isStacked: Bool?
  /// The series that are drawn however small they are, in the order in which they were pinned.
  public var pins: [RowKey] = []
  /// Whether all other series are hidden.
  public var showsOnlyPinned = false

  /// A chart in which nothing was chosen.
  public init() {}
}

/// With which earlier values a chart compares.
public enum Comparison: Hashable, Sendable, CaseIterable {
  /// An hour earlier.
  case hour
  /// A day earlier.
  case day
  /// A week earlier.
  case week

  /// How much earlier.
  public var distance: Duration {
    switch self {
    case .hour: .seconds(3600)
    case .day: .seconds(86_400)
    case .week: .seconds(604_800)
    }
  }

  /// `1h earlier`.
  var words: String { PrometheusDuration.text(distance) + " earlier" }
}
