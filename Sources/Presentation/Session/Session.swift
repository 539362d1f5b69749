public import Metrics

/// The whole state of what a person has chosen, as one value.
///
/// A key becomes an `Action`; `apply` makes the next session and says what the program has to do. The frame is a
/// function of the session, the answers and the situation, so that a session can be replayed and compared.
public struct Session: Sendable, Hashable {
  /// The way down from the view to where one is; never empty.
  public internal(set) var levels: [Level]
  /// Which moment is shown.
  public internal(set) var time: TimeMode
  /// The last moment of the charts while the past is shown; it follows the clock while live.
  public internal(set) var windowEnd: Timestamp?
  /// The length of the charts.
  public internal(set) var window: Duration
  /// Whether the arrows of a chart move the moment.
  public internal(set) var hasCrosshair = false
  /// The line that is being typed; `nil` for none.
  public internal(set) var prompt: PromptState?
  /// What stands in front; `nil` for nothing.
  public internal(set) var popup: PopupState?
  /// The pane that takes the whole body; `nil` where all are shown.
  public internal(set) var maximised: PaneID?
  /// Whether status and sentences are hidden.
  public internal(set) var isHeaderHidden = false
  /// What was just done or refused.
  public internal(set) var notice: Notice?
  /// What was chosen about looks and sounds.
  public internal(set) var settings: Settings
  /// The settings as the file has them, or as the command line wants them.
  public internal(set) var keptSettings: Settings
  /// The line across a chart that is being placed; `nil` for none.
  public internal(set) var tripwire: TripwireDraft?
  /// The processes that are kept on top of every table, in the order in which they were pinned.
  public internal(set) var pinned: [ProcessKey] = []
  /// Whether the kernel's own threads are left out of tables.
  public internal(set) var hidesKernelThreads = false
  /// The alert that `!` opened last.
  public internal(set) var visitedAlert: Labels?
  /// What is chosen and known for the variables of each dashboard.
  public internal(set) var dashboards: [String: DashboardState] = [:]
  /// Whether nothing holds work up at the newest tick, so that nobody need be found who does.
  var isCalm = false
  /// The window that the present one grows to with the history; `nil` where it does not grow.
  var growth: Duration?
  /// The ways that were left by changing the view, oldest first.
  var past: [[Level]] = []
  /// The ways that were left by going back, newest last.
  var future: [[Level]] = []
  /// Where each view was left.
  var left: [ViewKind: [Level]] = [:]
  /// What was typed before, newest last.
  var typed: [PromptState.Kind: [String]] = [:]

  /// A session that begins live in `view`.
  ///
  /// - Parameters:
  ///   - view: the first view.
  ///   - window: the length of the charts.
  ///   - settings: what was chosen before.
  public init(
    view: ViewKind = .host, window: Duration = .seconds(1800), settings: Settings = Settings()
  ) {
    levels = [Level(.view(view))]
    time = .live
    self.settings = settings
    keptSettings = settings
    self.window = max(window, Session.shortestWindow)
  }

  /// Where one is, with what was chosen there.
  public internal(set) var level: Level {
    get { levels[levels.count - 1] }
    set { levels[levels.count - 1] = newValue }
  }

  /// The view at the top of the way.
  public var view: ViewKind {
    guard case .view(let view) = levels[0].place else { return .host }
    return view
  }

  /// The moment that is shown.
  public func moment(in situation: Situation) -> Timestamp {
    switch time {
    case .live: situation.now
    case .at(let moment): moment
    }
  }

  /// How CPU is counted in tables.
  public internal(set) var cpuUnit: CPUUnit {
    get { settings.cpuUnit }
    set { settings.cpuUnit = newValue }
  }

  static let shortestWindow = Duration.seconds(10)
}

/// A line about what was just done or refused.
public struct Notice: Hashable, Sendable {
  /// What it says.
  public var text: TextLine
  /// The tick after which it is gone.
  public var until: Timestamp

  /// A line that stands until a moment.
  public init(_ text: TextLine, until: Timestamp) {
    self.text = text
    self.until = until
  }
}

/// How CPU is counted in tables.
public enum CPUUnit: Hashable, Sendable, CaseIterable {
  /// Whole processors kept busy.
  case cores
  /// Per cent of one processor.
  case ofOne
  /// Per cent of all processors.
  case ofAll
  /// Per cent of what its control group allows.
  case ofLimit
}

/// What stands in front of the view.
public enum PopupState: Hashable, Sendable {
  /// The keys; the line narrows them down.
  case help(search: PromptState, firstLine: Int)
  /// Text about what is selected.
  case information(firstLine: Int)
  /// What cannot be seen, and what Ringside costs.
  case about(firstLine: Int)
  /// A choice of the column to sort by.
  case sort(selection: Int)
  /// A choice of labels and aggregation for a chart.
  case breakDown(BreakdownChoice)
  /// The settings; `original` is what Esc brings back.
  case settings(selection: Int, original: Settings)
  /// A choice of the values of a dashboard's variable.
  case variable(VariableChooser)
  /// A choice of the user whose processes are shown.
  case users(selection: Int)
  /// Whether to end although something would be lost or missed.
  case quit(reason: String)
  /// Whether many targets are to be scraped.
  case targets(TargetOffer)
}
