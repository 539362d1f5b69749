public import Metrics

/// A table as a reader should see it, every row of it; drawing shows as many rows as fit around the selected one.
public struct TableModel: Hashable, Sendable {
  /// The columns from left to right.
  public var columns: [TableColumn]
  /// The rows in their order on the screen.
  public var rows: [TableRow]
  /// The index of the column that orders the rows; `nil` where the order is given.
  public var sortColumn: Int?
  /// Whether the greatest value comes first.
  public var isDescending: Bool
  /// The index of the selected row; `nil` where there is none.
  public var selection: Int?
  /// Whether the selection follows its row when the order changes.
  public var isFollowing: Bool
  /// The first column that is shown after the leading one: how far the columns are scrolled.
  public var firstColumn: Int
  /// What stands below the rows: how many more, what is hidden and why.
  public var footer: [TextLine]
  /// What stands in the place of rows where there are none.
  public var message: TextLine?
  /// Whether its rows are processes, for which keys mean more.
  public var holdsProcesses = false
  /// Whether the rows stand below their parents.
  public var isTree = false
  /// Whether some row's CPU has a limit that is known.
  public var knowsLimits = false

  /// A table.
  public init(
    columns: [TableColumn], rows: [TableRow], sortColumn: Int? = nil, isDescending: Bool = true,
    selection: Int? = nil, isFollowing: Bool = false, firstColumn: Int = 0,
    footer: [TextLine] = [], message: TextLine? = nil
  ) {
    self.columns = columns
    self.rows = rows
    self.sortColumn = sortColumn
    self.isDescending = isDescending
    self.selection = selection
    self.isFollowing = isFollowing
    self.firstColumn = firstColumn
    self.footer = footer
    self.message = message
  }
}

/// A column of a table.
public struct TableColumn: Hashable, Sendable {
  /// Which side the cells keep to.
  public enum Alignment: Hashable, Sendable {
    /// Text.
    case leading
    /// Numbers.
    case trailing
  }

  /// How many cells the column takes.
  public enum Width: Hashable, Sendable {
    /// Exactly as many as given, or as its title needs.
    case fixed(Int)
    /// As many as its contents need, between the two.
    case fitted(least: Int, most: Int)
    /// At least as many as given, and what the others leave.
    case flexible(least: Int)
  }

  /// The name that sorting and filters (`k=v`) use.
  public var name: String
  /// The heading.
  public var title: DisplayText
  /// Which side the cells keep to.
  public var alignment: Alignment
  /// How wide it is.
  public var width: Width
  /// 0 never gives way; of the others the greatest goes first when the row is too narrow.
  public var dropOrder: Int
  /// What the numbers of its cells count; `nil` for texts.
  public var unit: Unit?

  /// A column.
  public init(
    _ name: String, title: DisplayText, alignment: Alignment = .trailing, width: Width,
    dropOrder: Int = 0
  ) {
    self.name = name
    self.title = title
    self.alignment = alignment
    self.width = width
    self.dropOrder = dropOrder
  }
}

/// A row of a table.
public struct TableRow: Hashable, Sendable {
  /// Who the row is, from frame to frame; what a selection remembers.
  public var key: RowKey
  /// One cell a column.
  public var cells: [TableCell]
  /// The state that stands in front of the row with its sign and word; `nil` for none.
  public var mark: Mark?
  /// Whether a search without a filter found it.
  public var isMatch: Bool
  /// Where Enter on it leads; `nil` where it leads nowhere.
  public var destination: Place?
  /// Whether a person keeps it in sight.
  public var isPinned = false
  /// Its place in a tree; `nil` for a row that stands in none.
  public var branch: TableBranch?
  /// What copying it copies, such as a selector; `nil` for its first cell.
  public var copied: DisplayText?

  /// A row.
  public init(
    key: RowKey, cells: [TableCell], mark: Mark? = nil, isMatch: Bool = false,
    destination: Place? = nil
  ) {
    self.key = key
    self.cells = cells
    self.mark = mark
    self.isMatch = isMatch
    self.destination = destination
  }
}

/// What identifies a row or series however the order changes.
public struct RowKey: Hashable, Sendable, Comparable {
  /// The identity as text, such as a process's number with its start time.
  public var text: String

  /// The row that `text` identifies.
  public init(_ text: String) { self.text = text }

  /// Order of the texts.
  public static func < (left: RowKey, right: RowKey) -> Bool { left.text < right.text }
}

/// The place of a row in a tree.
public struct TableBranch: Hashable, Sendable {
  /// How many rows stand above it on the way to its root.
  public var depth: Int
  /// How many rows stand below it, shown or not.
  public var descendants: Int
  /// Whether those are hidden, and their numbers added to its own.
  public var isCollapsed: Bool

  /// A place in a tree.
  public init(depth: Int, descendants: Int, isCollapsed: Bool) {
    self.depth = depth
    self.descendants = descendants
    self.isCollapsed = isCollapsed
  }
}

/// A state with a sign of its own: `● ○ ? ~`, in ASCII `F p ? ~`.
public enum Mark: String, Hashable, Sendable, CaseIterable {
  /// An alert fires.
  case firing
  /// An alert's condition holds, not yet for long enough.
  case pending
  /// There are no data to judge.
  case noData
  /// The data are old.
  case stale
  /// It works.
  case healthy
  /// An alert fired and no longer does.
  case resolved
}

/// A cell of a table.
public struct TableCell: Hashable, Sendable {
  /// What it says; `–` where the value is not known.
  public var text: DisplayText
  /// What it means.
  public var tone: Tone
  /// A little course of values to be drawn as a sparkline in the place of the text; `nil` for an ordinary cell.
  public var sparkline: Sparkline?
  /// The value behind the text, as an export has it; `nil` where the text is all there is.
  public var value: CellValue?

  /// A cell that says `text`.
  public init(_ text: DisplayText, _ tone: Tone = .plain) {
    self.text = text
    self.tone = tone
  }

  /// A cell that says `text` for a value.
  public init(_ text: DisplayText, _ tone: Tone = .plain, value: CellValue?) {
    self.init(text, tone)
    self.value = value
  }

  /// A cell that shows a course of values.
  public init(_ sparkline: Sparkline) {
    text = .empty
    tone = .plain
    self.sparkline = sparkline
  }
}

/// The value behind a cell.
public enum CellValue: Hashable, Sendable {
  /// A number in the base unit of its column: bytes, seconds, cores; `nil` where it is not known.
  case number(Double?)
  /// A text as it came, whatever is in it.
  case text(ByteString)
}

/// A course of values at equal distances, oldest first, on a scale of its own.
public struct Sparkline: Hashable, Sendable {
  /// The values; `nil` where there is none.
  public var values: [Double?]
  /// The value at the bottom.
  public var least: Double
  /// The value at the top.
  public var greatest: Double

  /// The course of `values` from zero, or from the least where that is below, to the greatest.
  public init(_ values: [Double?]) {
    let known = values.compactMap { $0 }.filter(\.isFinite)
    self.values = values.map { $0.flatMap { $0.isFinite ? $0 : nil } }
    least = min(0, known.min() ?? 0)
    greatest = max(known.max() ?? 0, least)
  }
}
