/// Everything a key can mean.
///
/// The map from keys to actions, and from actions to their words in the help, is made of these; see `Action.words`.
public enum Action: Hashable, Sendable {
  // Views and popups.
  case view(ViewKind), help, information, palette, about, filter, search, nextMatch, previousMatch
  case enter, back, quit, redraw, suspend, reload, toggleHeader, maximise
  case viewBack, viewForward, nextPane, previousPane

  // Moving.
  case move(Direction), first, last, pageUp, pageDown, halfPageUp, halfPageDown

  // Time.
  case toggleLive, live, goToTime, zoomIn, zoomOut
  case columnBack, columnForward, sampleBack, sampleForward, halfWindowBack, halfWindowForward
  case previousEvent, nextEvent, crosshair, mark

  // Alerts.
  case nextAlert, acknowledge, acknowledgeAll, unacknowledge, mute, silence, rehearse

  // Tables.
  case chooseSort, invertSort, sortByPrevious, sortByNext, columnsLeft, columnsRight, follow
  case cpuUnit

  // Tables of processes.
  case tree, group, expand, collapse, expandAll, chooseUser, threads, kernelThreads

  // What is kept, copied and written.
  case pin, onlyPinned, copy, copyView, export

  // Charts.
  case axisMode, rawOrRate, stack, breakDown, compare, hideSeries, soloSeries, valueTable
  case tripwire, tripwireFine(isUp: Bool), tripwireSide(isAbove: Bool), dismissTripwire

  // Dashboards.
  case chooseVariable

  // Looks and sounds.
  case settings, writeSettings

  // Pointing.
  case point(Pointing)

  // Typing.
  case insert(String), edit(Edit), yes, no, cancel, submit

  // Only by name in the palette.
  case testBell, dump(path: String), unmute

  /// Which way to move.
  public enum Direction: Hashable, Sendable, CaseIterable {
    case up, down, left, right
  }

  /// A change of the line that is being typed, as readline names them.
  public enum Edit: Hashable, Sendable, CaseIterable {
    case left, right, wordLeft, wordRight, start, end
    case deleteBackward, deleteForward, deleteWord, deleteToStart, deleteToEnd
    case earlier, later, complete, completeBack
  }
}

/// A view that a digit opens.
public enum ViewKind: String, Hashable, Sendable, CaseIterable {
  /// The endpoints; `1` until there is a fleet.
  case targets
  /// The machine.
  case host
  /// Its processes.
  case processes
  /// Its control groups: services, pods, containers.
  case units
  /// Its disks and file systems.
  case disks
  /// Its interfaces, connections and listeners.
  case network
  /// Pages of panels.
  case dashboards
  /// Every metric of every source.
  case explore
  /// The rules and what they say.
  case alerts

  /// The digit that opens it.
  public var digit: Int {
    switch self {
    case .targets: 1
    case .host: 2
    case .processes: 3
    case .units: 4
    case .disks: 5
    case .network: 6
    case .dashboards: 7
    case .explore: 8
    case .alerts: 9
    }
  }
}

/// Where keys may have a meaning of their own.
public enum KeyContext: String, Hashable, Sendable, CaseIterable {
  /// Wherever nothing nearer takes the key.
  case everywhere
  /// A table has the focus.
  case table
  /// A table whose rows stand below their parents has the focus.
  case tree
  /// A table of processes has the focus.
  case processes
  /// A chart has the focus.
  case chart
  /// A table has the focus whose rows are the lines of a chart beside it.
  case beside
  /// Text has the focus.
  case text
  /// A line across a chart is being placed.
  case tripwire
  /// A line is being typed.
  case prompt
  /// The help is open.
  case help
  /// Text stands in front.
  case reader
  /// A choice of one is open.
  case picker
  /// The settings are open.
  case settings
  /// A choice among values is open, which typing narrows down.
  case chooser
  /// A dashboard or one of its panels is shown.
  case dashboard
  /// Panels stand in a grid, through which keys go from one to the next.
  case grid
  /// A question waits for an answer.
  case question
}
