/// A part of the body.
public struct Pane: Hashable, Sendable {
  /// What a pane shows.
  public enum Content: Hashable, Sendable {
    /// Lines over time.
    case chart(ChartModel)
    /// Rows.
    case table(TableModel)
    /// Lines of text.
    case text(TextModel)
    /// Large numbers.
    case stat(StatModel)
    /// Bars on a scale.
    case gauge(GaugeModel)
    /// How often values fell into buckets over time.
    case heatmap(HeatmapModel)
  }

  /// Which pane it is.
  public var id: PaneID
  /// What stands in its frame; empty for a pane without one.
  public var title: DisplayText
  /// What it shows.
  public var content: Content
  /// What it asks of the layout.
  public var place: PanePlace
  /// Whether keys go to it.
  public var isFocused: Bool
  /// Where Enter leads while it has the focus and no row says otherwise; `nil` where it leads nowhere.
  public var destination: Place?
  /// Whether its numbers are old, being computed, or failed: `~ stale 14s`; `nil` where all is well.
  public var remark: TextLine?

  /// A pane.
  public init(
    _ id: PaneID, title: DisplayText, content: Content, place: PanePlace, isFocused: Bool = false,
    destination: Place? = nil, remark: TextLine? = nil
  ) {
    self.id = id
    self.title = title
    self.content = content
    self.place = place
    self.isFocused = isFocused
    self.destination = destination
    self.remark = remark
  }
}

/// What a pane asks of the layout.
///
/// Tiles stand side by side in as many columns as are wide enough; the main pane takes the width below them; the detail
/// stands beside the main pane wider than 120 columns, and a second detail wider than 180, else the last of them that
/// does not fit is reached with Tab. The pane with the greatest `collapseOrder` goes first when rows are short.
public struct PanePlace: Hashable, Sendable {
  /// Which part of the body.
  public enum Slot: Hashable, Sendable {
    /// A small pane in the grid at the top.
    case tile
    /// The pane that the view is about.
    case main
    /// What belongs to the row that is selected in the main pane.
    case detail
    /// A panel of a dashboard, at a place of its grid.
    case grid(GridPlace)
  }

  /// Which part of the body.
  public var slot: Slot
  /// The fewest rows, frame included, with which it makes sense.
  public var leastRows: Int
  /// Its share of the rows that are left.
  public var weight: Int
  /// 0 stays; of the others the greatest goes first when rows are short.
  public var collapseOrder: Int

  /// A wish.
  public init(_ slot: Slot, leastRows: Int, weight: Int = 1, collapseOrder: Int = 0) {
    self.slot = slot
    self.leastRows = leastRows
    self.weight = weight
    self.collapseOrder = collapseOrder
  }
}

/// Lines of text in a pane or popup.
public struct TextModel: Hashable, Sendable {
  /// The lines, to be wrapped.
  public var lines: [TextLine]
  /// The first line that is shown.
  public var firstLine: Int

  /// Lines of text.
  public init(_ lines: [TextLine], firstLine: Int = 0) {
    self.lines = lines
    self.firstLine = firstLine
  }
}

/// What stands in front of everything.
public enum Popup: Hashable, Sendable {
  /// The keys that mean something here, made by drawing from the live map; the line narrows them down.
  case help(search: PromptModel, firstLine: Int)
  /// Text about what is selected.
  case text(title: DisplayText, TextModel)
  /// A choice among values, which typing narrows down.
  case chooser(ChooserModel)
  /// A choice of one.
  case picker(title: DisplayText, items: [DisplayText], selection: Int)
  /// The settings, with what they look like.
  case settings(SettingsModel)
  /// A question that only `y` answers with yes.
  case question(TextLine)
}

/// Which pane of the screen: its name is the same in requests, answers and models.
public struct PaneID: Hashable, Sendable, Comparable {
  /// A short name such as `cpu`.
  public var name: String

  /// The pane with this name.
  public init(_ name: String) { self.name = name }

  /// The sentences at the top, which the arrows choose from like the rows of a table.
  public static let sentences = PaneID("sentences")

  /// Order of the names.
  public static func < (left: PaneID, right: PaneID) -> Bool { left.name < right.name }
}
