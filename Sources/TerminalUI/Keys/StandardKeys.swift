internal import Presentation

extension KeyMap {
  /// The keys as they are without configuration.
  ///
  /// Nothing is reachable only by a function key, Alt, or a key that some layout hides. Ctrl-B and Ctrl-A are aliases
  /// only: they are the prefixes of tmux and screen.
  public static let standard = KeyMap(
    dashboardKeys + tableKeys + processKeys + tripwireKeys + chartKeys + timeKeys + alertKeys
      + keepingKeys + movingKeys + viewKeys + otherKeys + promptKeys
      + popupKeys)

  private static func keys(_ names: String) -> [Key] {
    names.split(separator: " ").compactMap { Key(named: String($0)) }
  }

  private static func bind(
    _ context: KeyContext, _ names: String, _ action: Action, _ group: String, _ words: String
  ) -> KeyBinding {
    KeyBinding(context, keys(names), action, group, words)
  }

  private static let dashboardKeys: [KeyBinding] = {
    let group = "This dashboard"
    return [
      bind(.dashboard, "V", .chooseVariable, group, "choose the values of its variables"),
      bind(.grid, "PgUp Ctrl-B", .pageUp, group, "panels before, after"),
      bind(.grid, "PgDn Ctrl-F", .pageDown, group, "panels before, after"),
    ]
  }()

  private static let tableKeys: [KeyBinding] = {
    let group = "This table"
    return [
      bind(.table, "s F6", .chooseSort, group, "choose the column that sorts"),
      bind(.table, "I", .invertSort, group, "turn the order round"),
      bind(.table, "<", .sortByPrevious, group, "sort by previous, next column"),
      bind(.table, ">", .sortByNext, group, "sort by previous, next column"),
      bind(.table, "⇧←", .columnsLeft, group, "scroll the columns"),
      bind(.table, "⇧→", .columnsRight, group, "scroll the columns"),
      bind(.table, "F", .follow, group, "wait for the row when it is gone"),
    ]
  }()

  private static let processKeys: [KeyBinding] = {
    let group = "Processes"
    return [
      bind(.processes, "t F5", .tree, group, "a tree, or flat"),
      bind(.processes, "B", .group, group, "by cgroup, user, container"),
      bind(.tree, "→ l", .expand, group, "open, close what is below"),
      bind(.tree, "← h", .collapse, group, "open, close what is below"),
      bind(.tree, "*", .expandAll, group, "open or close all"),
      bind(.processes, "u", .chooseUser, group, "one user's only"),
      bind(.processes, "H", .threads, group, "threads of the process, live"),
      bind(.processes, "K", .kernelThreads, group, "kernel threads shown or not"),
      bind(.processes, "o", .cpuUnit, group, "CPU: cores, % of one, all, limit"),
    ]
  }()

  private static let keepingKeys: [KeyBinding] = {
    let group = "Keeping"
    return [
      bind(.everywhere, "p", .pin, group, "pin the row or series on top"),
      bind(.everywhere, "P", .onlyPinned, group, "only what is pinned, or all"),
      bind(.everywhere, "y", .copy, group, "send what is selected to the terminal"),
      bind(.everywhere, "Y", .copyView, group, "send the whole view as text"),
      bind(.everywhere, "w", .export, group, "write to a file; Tab: which kind"),
    ]
  }()

  private static let chartKeys: [KeyBinding] = {
    let group = "This chart"
    return [
      bind(.chart, "v", .crosshair, group, "crosshair on or off"),
      bind(.chart, "t", .tripwire, group, "tripwire: a line that beeps"),
      bind(.chart, "o", .axisMode, group, "axis: from zero, auto, logarithmic"),
      bind(.chart, "s", .stack, group, "lines stand on each other, or not"),
      bind(.chart, "PgUp", .halfWindowBack, group, "half a window back, forward"),
      bind(.chart, "PgDn", .halfWindowForward, group, "half a window back, forward"),
    ] + seriesKeys(.chart, group) + seriesKeys(.beside, "The chart beside")
  }()

  /// What is done with the lines of a chart, in it or in the table that lists them.
  private static func seriesKeys(_ context: KeyContext, _ group: String) -> [KeyBinding] {
    [
      bind(context, "r", .rawOrRate, group, "counter: as it is, or per second"),
      bind(context, "B", .breakDown, group, "break down by a label; sum, avg, quantile"),
      bind(context, "C", .compare, group, "compare with 1 h, 1 d, 1 w earlier"),
      bind(context, "d", .hideSeries, group, "hide this series; only this one, or all"),
      bind(context, "D", .soloSeries, group, "hide this series; only this one, or all"),
      bind(context, "T", .valueTable, group, "alone with a table of its values"),
    ]
  }

  private static let tripwireKeys: [KeyBinding] = {
    let group = "This tripwire"
    let finer = "a tenth of that"
    let side = "ring above, below the line"
    return [
      bind(.tripwire, "↑ k", .move(.up), group, "move the line up, down"),
      bind(.tripwire, "↓ j", .move(.down), group, "move the line up, down"),
      bind(.tripwire, "⇧↑ K", .tripwireFine(isUp: true), group, finer),
      bind(.tripwire, "⇧↓ J", .tripwireFine(isUp: false), group, finer),
      bind(.tripwire, "PgUp", .pageUp, group, "five steps up, down"),
      bind(.tripwire, "PgDn", .pageDown, group, "five steps up, down"),
      bind(.tripwire, ">", .tripwireSide(isAbove: true), group, side),
      bind(.tripwire, "<", .tripwireSide(isAbove: false), group, side),
      bind(.tripwire, "Enter", .enter, group, "set it"),
      bind(.tripwire, "Esc t", .back, group, "leave it"),
    ]
  }()

  private static let timeKeys: [KeyBinding] = {
    let group = "Time"
    return [
      bind(.everywhere, "Space", .toggleLive, group, "stop here, or back to now"),
      bind(.everywhere, "0", .live, group, "back to now"),
      bind(.everywhere, "[ ,", .columnBack, group, "one chart column back, forward"),
      bind(.everywhere, "] .", .columnForward, group, "one chart column back, forward"),
      bind(.everywhere, "(", .sampleBack, group, "one sample back, forward"),
      bind(.everywhere, ")", .sampleForward, group, "one sample back, forward"),
      bind(.everywhere, "{", .halfWindowBack, group, "half a window back, forward"),
      bind(.everywhere, "}", .halfWindowForward, group, "half a window back, forward"),
      bind(.everywhere, "+ =", .zoomIn, group, "zoom in, out"),
      bind(.everywhere, "- _", .zoomOut, group, "zoom in, out"),
      bind(.everywhere, "b", .goToTime, group, "go to a time: 10:32, -15m"),
      bind(.everywhere, "E", .previousEvent, group, "previous, next event"),
      bind(.everywhere, "e", .nextEvent, group, "previous, next event"),
      bind(.everywhere, "m", .mark, group, "leave a mark at this moment"),
    ]
  }()

  private static let alertKeys: [KeyBinding] = {
    let group = "Alerts"
    return [
      bind(.everywhere, "!", .nextAlert, group, "next alert nobody acknowledged"),
      bind(.everywhere, "a", .acknowledge, group, "acknowledge: I have it; no reminders"),
      bind(.everywhere, "A", .acknowledgeAll, group, "acknowledge all shown"),
      bind(.everywhere, "U", .unacknowledge, group, "give it back: reminders go on"),
      bind(.everywhere, "S", .silence, group, "silence: nobody is told, until a time"),
      bind(.everywhere, "R", .rehearse, group, "rehearse: when would it have fired"),
      bind(.everywhere, "X", .dismissTripwire, group, "dismiss a tripwire, end a silence"),
      bind(.everywhere, "Ctrl-G", .mute, group, "mute this bell: 15 min, 1 h, not"),
    ]
  }()

  private static let movingKeys: [KeyBinding] = {
    let group = "Moving"
    return [
      bind(.everywhere, "↑ k", .move(.up), group, "move; in charts the crosshair"),
      bind(.everywhere, "↓ j", .move(.down), group, "move; in charts the crosshair"),
      bind(.everywhere, "← h", .move(.left), group, "move; in charts the crosshair"),
      bind(.everywhere, "→ l", .move(.right), group, "move; in charts the crosshair"),
      bind(.everywhere, "Enter", .enter, group, "go in"),
      bind(.everywhere, "Esc", .back, group, "undo one step, then one level up"),
      bind(.everywhere, "Tab", .nextPane, group, "next, previous pane"),
      bind(.everywhere, "⇧Tab", .previousPane, group, "next, previous pane"),
      bind(.everywhere, "g Home", .first, group, "first, last"),
      bind(.everywhere, "G End", .last, group, "first, last"),
      bind(.everywhere, "PgUp Ctrl-B", .pageUp, group, "a page up, down"),
      bind(.everywhere, "PgDn Ctrl-F", .pageDown, group, "a page up, down"),
      bind(.everywhere, "Ctrl-U", .halfPageUp, group, "half a page up, down"),
      bind(.everywhere, "Ctrl-D", .halfPageDown, group, "half a page up, down"),
    ]
  }()

  private static let viewKeys: [KeyBinding] = {
    let group = "Views"
    let names: [ViewKind: String] = [
      .targets: "Targets", .host: "Host", .processes: "Processes", .units: "Units",
      .disks: "Disks", .network: "Network", .dashboards: "Dashboards", .explore: "Explore",
      .alerts: "Alerts",
    ]
    let views = ViewKind.allCases.map { view in
      bind(.everywhere, "\(view.digit)", .view(view), group, names[view] ?? view.rawValue)
    }
    return views + [
      bind(.everywhere, "Ctrl-O", .viewBack, group, "view before, after"),
      bind(.everywhere, "Ctrl-T", .viewForward, group, "view before, after"),
      bind(.everywhere, "z", .maximise, group, "this pane alone, or all"),
      bind(.everywhere, "#", .toggleHeader, group, "header on or off"),
      bind(.everywhere, "i", .information, group, "about what is selected"),
      bind(.everywhere, "@", .about, group, "own cost and blind spots"),
    ]
  }()

  private static let otherKeys: [KeyBinding] = {
    let group = "Other"
    return [
      bind(.everywhere, "/ F4", .filter, group, "keep matching rows; !x, k=v"),
      bind(.everywhere, "F3", .search, group, "search; next, previous match"),
      bind(.everywhere, "n", .nextMatch, group, "search; next, previous match"),
      bind(.everywhere, "N", .previousMatch, group, "search; next, previous match"),
      bind(.everywhere, ":", .palette, group, "command by name; Tab completes"),
      bind(.everywhere, "O F2", .settings, group, "settings: colours, glyphs, zone"),
      bind(.everywhere, "Ctrl-R", .reload, group, "read configuration, rules again"),
      bind(.everywhere, "Ctrl-L", .redraw, group, "draw the screen anew"),
      bind(.everywhere, "Ctrl-Z", .suspend, group, "back to the shell for a while"),
      bind(.everywhere, "? F1", .help, group, "this page; type to search"),
      bind(.everywhere, "q F10", .quit, group, "close this, or quit"),
      bind(.everywhere, "Ctrl-C", .cancel, group, "cancel, or quit"),
    ]
  }()

  private static let promptKeys: [KeyBinding] =
    editing(.prompt) + leaving(.prompt) + [
      bind(.prompt, "Enter", .submit, "Typing", "take the line"),
      bind(.prompt, "↑", .edit(.earlier), "Typing", "earlier or later line"),
      bind(.prompt, "↓", .edit(.later), "Typing", "earlier or later line"),
      bind(.prompt, "Tab", .edit(.complete), "Typing", "complete; again: next, previous"),
      bind(.prompt, "⇧Tab", .edit(.completeBack), "Typing", "complete; again: next, previous"),
    ]

  private static func editing(_ context: KeyContext) -> [KeyBinding] {
    let group = "Typing"
    return [
      bind(context, "←", .edit(.left), group, "move"),
      bind(context, "→", .edit(.right), group, "move"),
      bind(context, "Alt-b", .edit(.wordLeft), group, "a word left or right"),
      bind(context, "Alt-f", .edit(.wordRight), group, "a word left or right"),
      bind(context, "Home Ctrl-A", .edit(.start), group, "start or end"),
      bind(context, "End Ctrl-E", .edit(.end), group, "start or end"),
      bind(context, "Backspace", .edit(.deleteBackward), group, "delete"),
      bind(context, "Del Ctrl-D", .edit(.deleteForward), group, "delete"),
      bind(context, "Ctrl-W", .edit(.deleteWord), group, "delete a word"),
      bind(context, "Ctrl-U", .edit(.deleteToStart), group, "delete to the start or end"),
      bind(context, "Ctrl-K", .edit(.deleteToEnd), group, "delete to the start or end"),
    ]
  }

  private static func leaving(_ context: KeyContext) -> [KeyBinding] {
    let cancelling = context == .picker ? "Ctrl-C Ctrl-G" : "Esc Ctrl-C Ctrl-G"
    return [
      bind(context, cancelling, .cancel, "Typing", "leave"),
      bind(context, "Ctrl-L", .redraw, "Typing", "draw the screen anew"),
      bind(context, "Ctrl-Z", .suspend, "Typing", "back to the shell for a while"),
    ]
  }

  private static let popupKeys: [KeyBinding] =
    leaving(.help) + leaving(.reader) + leaving(.picker) + leaving(.settings) + leaving(.chooser)
    + editing(.help) + editing(.chooser) + [
      bind(.settings, "→ l Space Enter", .move(.right), "Settings", "next choice, the one before"),
      bind(.settings, "← h", .move(.left), "Settings", "next choice, the one before"),
      bind(.settings, "w", .writeSettings, "Settings", "write them for the next start"),
      bind(.settings, "q F2 F10", .quit, "Settings", "keep them until the program ends"),
      bind(.chooser, "↑", .move(.up), "Choosing", "previous, next value"),
      bind(.chooser, "↓", .move(.down), "Choosing", "previous, next value"),
      bind(.chooser, "PgUp Ctrl-B", .pageUp, "Choosing", "a page up, down"),
      bind(.chooser, "PgDn Ctrl-F", .pageDown, "Choosing", "a page up, down"),
      bind(.chooser, "Tab", .nextPane, "Choosing", "next, previous variable"),
      bind(.chooser, "⇧Tab", .previousPane, "Choosing", "next, previous variable"),
      bind(.chooser, "Enter", .submit, "Choosing", "take the value"),
      bind(.help, "↑", .move(.up), "Reading", "scroll"),
      bind(.help, "↓", .move(.down), "Reading", "scroll"),
      bind(.help, "PgUp Ctrl-B", .pageUp, "Reading", "scroll"),
      bind(.help, "PgDn Ctrl-F", .pageDown, "Reading", "scroll"),
      bind(.help, "q Enter F1 F10", .quit, "Reading", "close"),
      bind(.question, "y Y", .yes, "Question", "yes"),
      bind(.question, "n N Esc q Enter Space Ctrl-C", .no, "Question", "no"),
      bind(.question, "/", .filter, "Question", "those that match"),
      bind(.question, "Ctrl-L", .redraw, "Question", "draw the screen anew"),
    ]
}
