internal import Collectors
internal import Metrics
internal import Presentation
internal import TerminalUI
internal import TimeSeries

/// `ringside snapshot`: one frame as text.
struct SnapshotCommand: Equatable {
  var options = DashboardOptions()
  var size = GridSize(columns: 80, rows: 24)
  /// Whether colours are written.
  var isANSI = false
  /// The keys that are pressed first.
  var keys: [Key] = []
  /// The moment that is shown, as written.
  var moment: String?
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    while let option = arguments.next() {
      switch option {
      case "--source": options.sources += [try arguments.value(of: option)] + arguments.words()
      case "--size": size = try Self.size(try arguments.value(of: option))
      case "--ansi": isANSI = true
      case "--keys": keys = try Self.keys(try arguments.value(of: option))
      case "--at": moment = try arguments.value(of: option)
      case "--help", "-h": wantsHelp = true
      default:
        if try !options.take(option, &arguments) {
          throw UsageError(message: "unknown option '\(option)'; see 'ringside snapshot --help'")
        }
      }
    }
  }

  private static func size(_ text: String) throws(UsageError) -> GridSize {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1],
      (1...1000).contains(columns), (1...1000).contains(rows)
    else {
      throw UsageError(
        message: "option '--size': '\(text)' is no size; expected columns and rows such as 160x48")
    }
    return GridSize(columns: columns, rows: rows)
  }

  private static func keys(_ text: String) throws(UsageError) -> [Key] {
    var keys: [Key] = []
    for name in text.split(separator: " ") {
      guard let key = Key(named: String(name)) else {
        throw UsageError(
          message: "option '--keys': '\(name)' is no key; expected names such as 2, Enter or Ctrl-G"
        )
      }
      keys.append(key)
    }
    return keys
  }

  /// The help of the command.
  static let help = """
    usage: ringside snapshot [option…]
    Prints one frame of the dashboard as text: live after two ticks, so that rates exist.

      --size 160x48            columns and rows (80x24)
      --keys "2 Enter"         keys that are pressed first
      --at TIME                the moment to show: RFC 3339, Unix seconds, or relative
      --ansi                   with colours
      --source SOURCE…         metrics URLs beside the host; instead of it a recording
                               or an OpenMetrics file
    \(DashboardOptions.help)

    """
}

// MARK: - Running

extension SnapshotCommand {
  /// Prints the frame.
  func run() throws(UsageError) -> ExitStatus {
    if wantsHelp { return Output.print(Self.help) }
    do throws(SourceError) {
      let program = try Program(options)
      guard program.problems.isEmpty else {
        for problem in program.problems { Output.diagnose(problem) }
        return program.setup.unreadable.isEmpty ? .bad : .world
      }
      if let refusal = program.refusal { throw SourceError(message: refusal, status: .usage) }
      let depth = isANSI ? ColorDepth.palette : .mono
      var still = StillLife(
        program, glyphs: Output.isUTF8 ? GlyphSet.allCases : [.ascii], size: size, colors: depth)
      try still.observe()
      if let moment { try still.go(to: moment) }
      for key in keys { still.press(key) }
      let cells = still.frame()
      let theme = Theme(options.theme ?? .automatic)
      return Output.print(isANSI ? cells.ansi(theme: theme, depth: depth) : cells.text)
    } catch {
      Output.diagnose(error.message)
      return error.status
    }
  }
}

/// A dashboard that is looked at once: everything that its threads do, done in turn.
struct StillLife {
  private let program: Program
  private let size: GridSize
  private var display: Display
  private var queries: PaneQueries
  private var situations: SituationSource

  init(_ program: Program, glyphs: [GlyphSet], size: GridSize, colors: ColorDepth) {
    self.program = program
    self.size = size
    display = program.display(glyphs: glyphs, colors: colors)
    queries = PaneQueries(sources: program.sources)
    situations = SituationSource(program.keeping)
  }

  /// Reads everything twice, an interval apart, and judges the rules.
  mutating func observe() throws(SourceError) {
    var news = Published()
    if let end = program.recordedEnd {
      news.tick = end
    } else {
      var collector = HostCollector(program.hostOptions)
      let writer = program.ring.makeWriter()
      let wakeUp = WakeUp()
      let schedule = TickSchedule(interval: program.options.interval)
      var begun = SystemClock.now()
      for round in 0..<2 {
        // A whole interval apart, not at the next tick: a rate of two samples is right only if they are that far apart.
        if round > 0 { wakeUp.wait(until: begun + schedule.interval) }
        begun = SystemClock.now()
        let tick = schedule.nominal(begun)
        for batch in collector.collect(at: tick) { writer.append(batch) }
        news.targets = program.scrapeOnce()
        // Endpoints are read after the host: the moment that is shown has to have all of it.
        news.tick = news.targets.isEmpty ? tick : SystemClock.now()
        news.problems = collector.problems + collector.absences
      }
    }
    news.remarks = program.setup.remarks
    program.judgeOnce(&news)
    _ = situations.fill(&display.situation, news)
    display.situation.catalogue = metricEntries(program.sources)
    answer()
  }

  /// Shows another moment.
  mutating func go(to text: String) throws(SourceError) {
    guard let moment = MomentArgument.parse(text, now: display.situation.now) else {
      throw SourceError(
        message: "option '--at': '\(text)' is no time; expected RFC 3339, Unix seconds or -15m",
        status: .usage)
    }
    display.go(to: moment)
    answer()
  }

  /// Presses a key and waits for what it asks.
  mutating func press(_ key: Key) {
    _ = display.press(key)
    answer()
  }

  /// The frame, laid out once before so that the widths of its charts are known.
  mutating func frame() -> CellBuffer {
    _ = display.frame(size)
    answer()
    return display.frame(size)
  }

  private mutating func answer() {
    let tick = display.situation.now
    if program.recording == nil, let process = display.session.watchedProcess {
      display.situation.processFacts = ProcessWatch.facts(
        process, program.options.paths, at: tick,
        allowsEnvironment: program.options.allowed.contains(.environ))
    }
    if program.recording == nil, let mount = display.session.watchedMount {
      display.situation.mountFacts = MountWatch.facts(mount, program.options.paths, at: tick)
    }
    // What variables of a dashboard may be is known only after their own questions: a round each.
    for _ in 0..<8 {
      for pane in display.newRequest()?.panes ?? [] {
        if let answer = queries.answer(pane, tick: tick) { display.answers[pane.id] = answer }
      }
      guard display.learn() else { break }
    }
    display.refresh()
  }
}
