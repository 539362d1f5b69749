/// One picture of a dashboard: expressions and how their values are shown.
public struct Panel: Hashable, Sendable {
  /// How the values are shown.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Lines over the window.
    case timeSeries = "timeseries"
    /// One large number a series, with its course behind it.
    case stat
    /// A number a series on a scale from `minimum` to `maximum`.
    case gauge
    /// A bar a series, one below the other.
    case barGauge = "bargauge"
    /// A row a label set, a column a query.
    case table
    /// Words; no query.
    case text
    /// Buckets of a histogram over the window, labelled by `le`.
    case heatmap
    /// What runs on this machine, a row a process; the query, if any, only says of which machine.
    case processes
  }

  /// Where Enter leads instead of to the panel itself.
  public enum Destination: String, Hashable, Sendable, CaseIterable {
    /// The processors and what keeps them busy.
    case cpu
    /// The memory and what takes it.
    case memory
    /// The disks and what uses them.
    case disk
    /// The network interfaces.
    case network
    /// The table of processes.
    case processes
  }

  /// How the values of a series over the window become one number.
  public enum Reduction: String, Hashable, Sendable, CaseIterable {
    /// The newest.
    case last
    /// The smallest.
    case min
    /// The greatest.
    case max
    /// The arithmetic mean.
    case mean
    /// All added up.
    case sum
  }

  /// Unique in the dashboard, and stable: the `id` of the file, else a short name made of the title.
  public var id: String
  /// What stands in the frame.
  public var title: String
  /// What the panel shows and when it is bad, in a sentence or two; empty for nothing.
  public var description: String
  /// How the values are shown.
  public var kind: Kind
  /// What is asked, in the order of the file; none for a text.
  public var queries: [PanelQuery]
  /// What the numbers count.
  public var unit: PanelUnit
  /// Where numbers begin to mean something.
  public var thresholds: Thresholds
  /// The low end of the axis or scale; `nil` to find one.
  public var minimum: Double?
  /// The high end of the axis or scale; `nil` to find one.
  public var maximum: Double?
  /// Whether lines stand on each other.
  public var isStacked: Bool
  /// How a series becomes one number, in a stat, gauge or bar gauge.
  public var reduction: Reduction
  /// Where it stands.
  public var gridPosition: GridPosition
  /// The words of a text panel; empty for the others.
  public var text: String
  /// What is said where there is nothing to show; empty for "no data".
  public var absence: String
  /// How a table is made.
  public var table: TableOptions
  /// Where Enter leads; `nil` for the panel itself with its series.
  public var destination: Destination?
  /// The least distance of the samples, where some of them are rarer than their source is asked; `nil` where none is.
  public var interval: Duration?

  /// A panel.
  public init(
    id: String, title: String, kind: Kind = .timeSeries, queries: [PanelQuery] = [],
    unit: PanelUnit = .short, gridPosition: GridPosition
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.queries = queries
    self.unit = unit
    self.gridPosition = gridPosition
    description = ""
    thresholds = Thresholds()
    isStacked = false
    reduction = .last
    text = ""
    absence = ""
    table = TableOptions()
  }
}

/// One expression of a panel.
public struct PanelQuery: Hashable, Sendable {
  /// Unique in the panel: `A`, `B`, or the name its author gave; the header of a table's column.
  public var name: String
  /// The expression with references to variables.
  public var expression: String
  /// How its series are called, with `{{label}}` for a label's value; `nil` to name them by what distinguishes them.
  public var legend: String?
  /// Whether it is asked at one moment instead of over the window.
  public var isInstant: Bool
  /// What its numbers count, where that differs from the panel's unit.
  public var unit: PanelUnit?
  /// Whether its lines hang below the axis.
  public var isMirrored = false

  /// A query.
  public init(
    name: String, expression: String, legend: String? = nil, isInstant: Bool = false,
    unit: PanelUnit? = nil
  ) {
    self.name = name
    self.expression = expression
    self.legend = legend
    self.isInstant = isInstant
    self.unit = unit
  }
}

/// How a table is made of its queries.
public struct TableOptions: Hashable, Sendable {
  /// The labels that have a column, in order; empty for all that differ between the rows.
  public var labels: [String]
  /// The label or query by which rows are sorted; `nil` for the first query.
  public var sortColumn: String?
  /// Whether the smallest comes first.
  public var isAscending: Bool
  /// How many rows are kept at most; `nil` for all.
  public var limit: Int?

  /// All labels that differ, the greatest value of the first query first.
  public init() {
    labels = []
    isAscending = false
  }
}

/// Where a panel stands in a grid of 24 columns; a row of the grid is about a line of text and a half.
public struct GridPosition: Hashable, Sendable {
  /// How many columns the grid has.
  public static let columns = 24

  /// The first column, from 0.
  public var x: Int
  /// The first row, counted from the top of the section.
  public var y: Int
  /// How many columns it takes.
  public var width: Int
  /// How many rows it takes.
  public var height: Int

  /// The place of a panel.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}
