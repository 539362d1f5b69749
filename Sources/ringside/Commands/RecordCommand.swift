internal import CLinux
internal import Metrics
internal import Presentation
internal import Storage

/// `ringside record FILE`: the program without its screen.
struct RecordCommand: Equatable {
  var options = DashboardOptions()
  var file: String?
  /// After which time it stops by itself; `nil` for never.
  var length: Duration?
  /// Whether the file's group may read it and leave marks.
  var isShared = false
  var wantsHelp = false

  /// How often the host is read where nobody says.
  static let usualInterval = Duration.seconds(5)

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    options.interval = Self.usualInterval
    while let option = arguments.next() {
      switch option {
      case "--for": length = try arguments.duration(of: option, .seconds(1))
      case "--shared": isShared = true
      case "--notify": options.notifies = true
      case "--help", "-h": wantsHelp = true
      case "--ring", "--no-store":
        throw UsageError(message: "option '\(option)': 'ringside record FILE' names the file")
      default:
        if try !options.take(option, &arguments) { try take(option) }
      }
    }
  }

  private mutating func take(_ word: String) throws(UsageError) {
    guard !word.hasPrefix("-") else {
      throw UsageError(message: "unknown option '\(word)'; see 'ringside record --help'")
    }
    if file == nil { file = word } else { options.sources.append(word) }
  }

  /// The help of the command.
  static let help = """
    usage: ringside record FILE [SOURCE…] [option…]
    Collects and judges rules without a screen, into a recording. Goes on with a FILE that is there.
    The host is read every 5 s, and every second while an alert is pending or firing. A line on
    standard error says each start, stop, reload and problem. SIGTERM writes everything and ends it,
    SIGHUP reads configuration and rules again. 'ringside --ring FILE' looks while it records.

      --for DURATION           stops by itself
      --shared                 the file's group may read it, and leave marks
      -c, --config FILE        what to scrape and which rules to load, as the dashboard has it
      -r, --rules FILE|DIR     rules instead of the shipped ones
      --yes                    scrape more than 20 targets without a question
      --notify                 runs the configuration's hooks when alerts fire and are over; else none runs
      --ring-size SIZE         memory for the newest samples (64MiB); the file is then 8 times as large,
                               else it holds a day by 10 s and a week by minutes of 300 processes
      --keep DURATION          a file that reaches back so far, by the measured rate
      --interval DURATION      how often the host is read (5s)
      --scrape-interval D      how often endpoints are read (5s)
      --collector NAME,…       collect these too; --no-collector NAME,… not these

    Exit status: 0 everything is in the file, 1 a rule or the FILE is wrong, 2 usage, 3 the FILE cannot
    be written, or another process writes it.

    """

  /// Records until the time is over or a signal ends it.
  func run() throws(UsageError) -> ExitStatus {
    if wantsHelp { return Output.print(Self.help) }
    guard let file else { throw UsageError(message: "no file; expected 'ringside record FILE'") }
    // The signals are blocked before any thread exists.
    clinux_block_signals()
    let signals = clinux_signalfd()
    do throws(SourceError) {
      let program = try Program(options) { [self] host throws(SourceError) in
        try keep(Folders.absolute(file), host: host)
      }
      for problem in program.problems { Output.diagnose(problem) }
      guard program.problems.isEmpty else {
        return program.setup.unreadable.isEmpty ? .bad : .world
      }
      guard let own = program.keeping.own else {
        throw SourceError(
          message: "a recording is of what is live; expected no file among the sources",
          status: .usage)
      }
      if let refusal = program.refusal { throw SourceError(message: refusal, status: .usage) }
      return RecordLoop(program: program, own: own, signals: signals, length: length).run()
    } catch {
      Output.diagnose(error.message)
      return error.status
    }
  }

  private func keep(_ path: String, host: String) throws(SourceError) -> Keeping {
    let now = SystemClock.now()
    let wish = Keeping.Wish(
      path: path, ringBytes: options.ringBytes, fileSize: options.recordingSize(path),
      command: Holder.recorder, isShared: isShared, facts: options.facts(host: host, now: now))
    let outcome: Keeping.Outcome
    do throws(StorageError) {
      outcome = try Keeping.own(wish, now: now)
    } catch {
      throw SourceError(message: "\(error)", status: .world)
    }
    switch outcome {
    case .own(let keeping):
      RecorderNote(options.paths)?.write(path)
      return keeping
    case .heldBy(let holder):
      throw SourceError(
        message: "\(path): held by \(Keeping.words(holder)); expected one writer", status: .world)
    }
  }
}
