/// Everything one frame says, before anything is known about cells.
public struct Screen: Hashable, Sendable {
  /// The terminal's title: `●1 web-3`.
  public var title: DisplayText
  /// The first line.
  public var status: StatusLine
  /// What stands above the body in sentences, at most five lines: Now, Before, the newest alert.
  public var sentences: [Sentence]
  /// What happened in the history that is held, oldest first: the steps of the keys for events.
  public var events: [ChartEvent]
  /// The line between header and body: breadcrumb, filter, prompt or error.
  public var lead: Lead
  /// The body.
  public var panes: [Pane]
  /// The pane that keys go to: one of `panes`, or the sentences; `nil` where there is none.
  public var focus: PaneID?
  /// The panes that Tab goes through.
  public var focusOrder: [PaneID]
  /// The chart whose lines the tables list, so that its keys work in them; `nil` where there is none.
  public var chartBeside: PaneID?
  /// Where Enter leads; `nil` where it leads nowhere.
  public var destination: Place?
  /// The pane that takes the whole body; `nil` where all are shown.
  public var maximised: PaneID?
  /// What was just done or refused; shown for a few seconds.
  public var notice: TextLine?
  /// How far back the history reaches and what cannot be seen.
  public var reach: TextLine
  /// What the next keys would do.
  public var hints: [Hint]
  /// Ringside's own cost.
  public var cost: DisplayText
  /// What stands in front of everything; `nil` for nothing.
  public var popup: Popup?
  /// The users that the picker of users offers, in its order.
  public var users: [ProcessUser]
  /// Whether status and sentences are hidden.
  public var isHeaderHidden: Bool
  /// Which meanings keys have now, the nearest first.
  public var contexts: [KeyContext]
  /// Of those the ones that the view has whatever has the focus, nearer than the focused pane's.
  public var viewContexts: [KeyContext]
  /// Whether a line across a chart is being placed.
  public var isPlacingTripwire: Bool
  /// Whether the status line is to stand in reverse: the visible form of a bell.
  public var isRinging: Bool

  /// A frame with nothing in its body.
  public init(title: DisplayText, status: StatusLine, lead: Lead) {
    self.title = title
    self.status = status
    self.lead = lead
    sentences = []
    events = []
    panes = []
    focusOrder = []
    reach = TextLine()
    hints = []
    cost = .empty
    isHeaderHidden = false
    users = []
    contexts = [.everywhere]
    viewContexts = []
    isRinging = false
    isPlacingTripwire = false
  }

  /// The pane that keys go to; `nil` where there is none or the sentences have the focus.
  public var focusedPane: Pane? { panes.first { $0.id == focus } }

  /// A frame in which nothing can be chosen.
  static let none = Screen(
    title: "",
    status: StatusLine(facts: [], alerts: [], clock: TextLine(), window: "", isLive: true),
    lead: .breadcrumb([], right: TextLine()))

  /// The table that keys go to; `nil` where something else has the focus.
  var focusedTable: (pane: PaneID, table: TableModel)? {
    guard let pane = focusedPane, case .table(let table) = pane.content else { return nil }
    return (pane.id, table)
  }
}

/// The first line: who, what burns, and which moment is shown.
public struct StatusLine: Hashable, Sendable {
  /// Host, up-time, cores, memory, load: the least important last, to be dropped first.
  public var facts: [TextLine]
  /// Counts of alerts and of what cannot be judged.
  public var alerts: [AlertCount]
  /// `LIVE` or `AT`, with the clock and its zone.
  public var clock: TextLine
  /// The length of the window: `30m`.
  public var window: DisplayText
  /// Whether the newest moment is shown.
  public var isLive: Bool

  /// A first line.
  public init(
    facts: [TextLine], alerts: [AlertCount], clock: TextLine, window: DisplayText, isLive: Bool
  ) {
    self.facts = facts
    self.alerts = alerts
    self.clock = clock
    self.window = window
    self.isLive = isLive
  }
}

/// A count of alerts in one state, or of rules.
public struct AlertCount: Hashable, Sendable {
  /// The sign in front.
  public var mark: Mark
  /// The words: `1 firing`.
  public var text: DisplayText
  /// What it means.
  public var tone: Tone

  /// A count.
  public init(_ mark: Mark, text: DisplayText, tone: Tone) {
    self.mark = mark
    self.text = text
    self.tone = tone
  }
}

/// One of the lines at the top of the host: a heading and what it says.
public struct Sentence: Hashable, Sendable {
  /// `Now`, `Before`; empty where the line continues the one above.
  public var heading: DisplayText
  /// The sign in front of an alert; `nil` for a sentence.
  public var mark: Mark?
  /// What it says.
  public var text: TextLine
  /// Where Enter on it leads; `nil` where it leads nowhere.
  public var destination: Place?
  /// What keys do about it, at the right edge.
  public var hints: [Hint]
  /// Whether it is the one that Enter would follow.
  public var isSelected: Bool

  /// A sentence.
  public init(
    heading: DisplayText, mark: Mark? = nil, text: TextLine, destination: Place? = nil,
    hints: [Hint] = [], isSelected: Bool = false
  ) {
    self.heading = heading
    self.mark = mark
    self.text = text
    self.destination = destination
    self.hints = hints
    self.isSelected = isSelected
  }
}

/// The line between header and body.
public enum Lead: Hashable, Sendable {
  /// Where one is: `web-3 ▸ cpu ▸ postgres[8123]`, and at the right the moment. Drawing puts the arrows between.
  case breadcrumb([DisplayText], right: TextLine)
  /// A line that is being typed.
  case prompt(PromptModel)
}

/// A line that is being typed.
public struct PromptModel: Hashable, Sendable {
  /// What stands in front: `/`, `go to time`.
  public var label: DisplayText
  /// What has been typed up to the cursor.
  public var before: DisplayText
  /// What has been typed from the cursor on.
  public var after: DisplayText
  /// What is wrong with it, or what it means; said while typing.
  public var remark: TextLine?
  /// What the word at the cursor may become.
  public var completion = Completion.none
  /// Which candidate stands in the line; `nil` while none was chosen.
  public var chosen: Int?
  /// Where the line is wrong, as what stands in front of that place; `nil` where it is not.
  public var caret: (text: DisplayText, message: TextLine)? {
    get { caretText.flatMap { text in caretMessage.map { (text, $0) } } }
    set { (caretText, caretMessage) = (newValue?.text, newValue?.message) }
  }
  private var caretText: DisplayText?
  private var caretMessage: TextLine?

  /// A line that is being typed.
  public init(
    label: DisplayText, before: DisplayText, after: DisplayText, remark: TextLine? = nil
  ) {
    self.label = label
    self.before = before
    self.after = after
    self.remark = remark
  }
}

/// What one of the next keys would do; drawing finds the key in the live map.
public struct Hint: Hashable, Sendable {
  /// The action.
  public var action: Action
  /// A word or two.
  public var text: DisplayText

  /// A hint.
  public init(_ action: Action, _ text: DisplayText) {
    self.action = action
    self.text = text
  }
}
