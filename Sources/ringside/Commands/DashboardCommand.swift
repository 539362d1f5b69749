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
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    while let option = arguments.next() {
      if option == "--help" || option == "-h" {
        wantsHelp = true
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
    clinux_block_signals()
    let signals = clinux_signalfd()
    guard !options.isPlain else {
      return PlainLoop(program: program, signals: signals).run(reason: nil)
    }
    switch TerminalScreen.open(terminalOptions()) {
    case .plain(let error):
      return PlainLoop(program: program, signals: signals).run(reason: error.reason)
    case .full(let terminal, let notice):
      return show(program, on: terminal, notice, signals)
    }
  }

  private func show(
    _ program: Program, on terminal: TerminalScreen, _ notice: String?, _ signals: Int32
  ) -> ExitStatus {
    let (kept, problem) = SettingsFile.ofThisPerson?.read() ?? (Settings(), nil)
    let display = program.display(
      glyphs: terminal.glyphs, colors: terminal.depth, kept: kept)
    for line in [notice, problem, display.glyphNotice].compactMap({ $0 }) {
      program.exchange.publish { $0.notices.append(line) }
    }
    let threads = program.startThreads()
    var loop = MainLoop(
      terminal: terminal, exchange: program.exchange, desk: program.desk, own: program.own,
      signals: signals, display: display,
      situations: SituationSource(program.keeping), marks: program.marks,
      watch: ProcessWatch(paths: options.paths, exchange: program.exchange),
      writer: ViewWriter(arguments: Array(CommandLine.arguments.dropFirst())),
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
