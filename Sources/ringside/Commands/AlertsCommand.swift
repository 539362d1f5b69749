internal import Metrics
internal import Presentation
internal import Rules
internal import TimeSeries

/// `ringside alerts`: judges the rules and prints what fires.
struct AlertsCommand: Equatable {
  /// How alerts are written.
  enum Format: String, CaseIterable {
    case table, json
  }

  var options = DashboardOptions()
  var format = Format.table
  /// How long what is live is watched; `nil` where it was not said.
  var wait: Duration?
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    while let option = arguments.next() {
      switch option {
      case "--source": options.sources += [try arguments.value(of: option)] + arguments.words()
      case "-r", "--rules":
        options.rules += [try arguments.value(of: option)] + arguments.words()
      case "--format": format = try arguments.choice(of: option, Format.self)
      case "--wait": wait = try arguments.duration(of: option, .seconds(2))
      case "--help", "-h": wantsHelp = true
      default:
        if try !options.take(option, &arguments) {
          throw UsageError(message: "unknown option '\(option)'; see 'ringside alerts --help'")
        }
      }
    }
  }

  /// The help of the command.
  static let help = """
    usage: ringside alerts --source FILE… [option…]
           ringside alerts --wait 2m [--source URL…] [option…]
    Judges alerting rules and prints the alerts that fire or are pending, and the rules that
    could not be judged: those without data, and those whose window the history does not cover.

      --source SOURCE…         OpenMetrics files with timestamps, judged at once, or metrics URLs
      --wait DURATION          how long URLs, or this host where none is named, are watched
      --rules FILE…            rule files, instead of the shipped ones
      --format FORMAT          table or json
      --interval DURATION      how often this host is read (1s)
      --scrape-interval D      how often endpoints are read (5s)

    Exit status: 0 every rule was judged and none fires, 1 one fires or a rule is wrong,
    2 usage, 3 a source cannot be read, 4 none fires but not every rule could be judged.

    """

  /// Judges and prints.
  func run() throws(UsageError) -> ExitStatus {
    if wantsHelp { return Output.print(Self.help) }
    let judgement: Judgement?
    do throws(SourceError) {
      let program = try Program(options)
      for problem in program.problems { Output.diagnose(problem) }
      guard program.problems.isEmpty else {
        return program.setup.unreadable.isEmpty ? .bad : .world
      }
      if let refusal = program.refusal {
        throw SourceError(message: refusal, status: .usage)
      }
      judgement = try self.judgement(program)
    } catch {
      Output.diagnose(error.message)
      return error.status
    }
    guard let judgement else {
      throw UsageError(
        message: "what is live is judged over time; expected '--wait 2m' or '--source FILE'")
    }
    let text = format == .json ? judgement.json : judgement.table
    guard Output.write(Array(text.utf8), to: 1) else { return .world }
    return judgement.status
  }

  /// The judgement of files at once, of what is live after watching it; `nil` where it was not said for how long.
  private func judgement(_ program: Program) throws(SourceError) -> Judgement? {
    guard let span = program.recordedSpan else {
      guard options.sources.isEmpty || !program.targets.named.isEmpty else {
        throw SourceError(
          message: "\(options.sources.joined(separator: ", ")): no sample", status: .unknown)
      }
      guard let wait else { return nil }
      var watch = Watch(program)
      try watch.follow(for: wait, scrapes: true)
      return watch.judgement
    }
    let end = span.upperBound
    let start = max(span.lowerBound, end - AlertsCommand.reach(program.setup.rules.files))
    // Four hundred steps are fine enough for `for`, and take no longer for a long history.
    let step = Duration.seconds(max(1, (end - start).milliseconds / 400_000))
    var watch = Watch(program, step: step)
    watch.replay(from: start, through: end, step: step)
    return watch.judgement
  }

  /// How far back what happened may matter: the longest that an alert waits and stays, twice for those that ask whether
  /// they fire already, and at least a while.
  private static func reach(_ files: [RuleFile]) -> Duration {
    let terms = files.flatMap(\.groups).flatMap(\.rules).compactMap(\.alert)
    let longest = terms.map { $0.hold + $0.keepFiringFor }.max() ?? .zero
    return max(longest * 2, .seconds(900))
  }
}
