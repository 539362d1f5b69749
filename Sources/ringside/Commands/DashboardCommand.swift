internal import CLinux
internal import Collectors
internal import Glibc
internal import Metrics
internal import Presentation
internal import Rules
internal import Scraping
internal import Terminal
internal import TerminalUI
internal import TimeSeries

/// `ringside [SOURCE…]`: the dashboard.
struct DashboardCommand: Equatable {
  var options = DashboardOptions()
  /// The moment that is shown first, as written.
  var moment: String?
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    while let option = arguments.next() {
      if option == "--help" || option == "-h" {
        wantsHelp = true
      } else if option == "--at" {
        moment = try arguments.value(of: option)
      } else if option == "--notify" {
        options.notifies = true
      } else if try !options.take(option, &arguments) {
        guard !option.hasPrefix("-") else {
          throw UsageError(message: "unknown option '\(option)'; see 'ringside --help'")
        }
        options.sources.append(option)
      }
    }
  }

  /// Runs until the person ends it.
  func run() throws(UsageError) -> ExitStatus {
    guard !wantsHelp else { return Output.print(Ringside.help) }
    let program: Program
    do throws(SourceError) {
      program = try Program(options) { [options] host throws(SourceError) in
        try Keeping.dashboard(options, host: host)
      }
    } catch {
      Output.diagnose(error.message)
      return error.status
    }
    for problem in program.problems { Output.diagnose(problem) }
    guard program.problems.isEmpty else { return program.setup.unreadable.isEmpty ? .bad : .world }
    let first = try firstMoment(program)
    clinux_block_signals()
    let signals = clinux_signalfd()
    guard !options.isPlain else {
      return PlainLoop(program: program, signals: signals).run(reason: nil)
    }
    switch TerminalScreen.open(terminalOptions()) {
    case .plain(let error):
      return PlainLoop(program: program, signals: signals).run(reason: error.reason)
    case .full(let terminal, let notice):
      return show(program, at: first, on: terminal, notice, signals)
    }
  }

  /// The moment that `--at` names; `nil` where it does not say.
  private func firstMoment(_ program: Program) throws(UsageError) -> Timestamp? {
    guard let moment else { return nil }
    let now = program.recordedEnd ?? SystemClock.now()
    guard let first = MomentArgument.parse(moment, now: now) else {
      throw UsageError(
        message: "option '--at': '\(moment)' is no time; expected RFC 3339, Unix seconds or -15m")
    }
    return first
  }

  private func show(
    _ program: Program, at first: Timestamp?, on terminal: TerminalScreen, _ notice: String?,
    _ signals: Int32
  ) -> ExitStatus {
    let (kept, problem) = SettingsFile.ofThisPerson?.read() ?? (Settings(), nil)
    var display = program.display(
      glyphs: terminal.glyphs, colors: terminal.depth, kept: kept)
    let remarks = [notice, problem, display.glyphNotice, program.recording?.remark]
    for line in remarks.compactMap({ $0 }) {
      program.exchange.publish { $0.notices.append(line) }
    }
    if let first { display.go(to: first) }
    let threads = program.startThreads()
    var loop = MainLoop(
      terminal: terminal, exchange: program.exchange, desk: program.desk, own: program.own,
      signals: signals, display: display,
      situations: SituationSource(program.keeping), marks: program.marks,
      watch: ProcessWatch(paths: options.paths, exchange: program.exchange),
      writer: ViewWriter(arguments: Array(CommandLine.arguments.dropFirst())),
      windows: WindowWriter(
        sources: program.sources, program: "ringside \(Ringside.version)"),
      desktopNotice: options.desktopNotice)
    let status = loop.run()
    terminal.close()
    program.stop(threads)
    return status
  }

  private func terminalOptions() -> TerminalOptions {
    var terminal = TerminalOptions(environment: Environment.ofTerminal, version: Ringside.version)
    switch options.color {
    case .auto: terminal.color = .auto
    case .never: terminal.color = .never
    case .sixteen: terminal.color = .atMost(.sixteen)
    case .always, .many, .rgb: terminal.color = .atMost(.palette)
    }
    terminal.crashReport = CrashReport.open()
    return terminal
  }
}
