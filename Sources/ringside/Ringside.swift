internal import Glibc

/// The program: reads the command line, runs one command, ends with its exit status.
@main struct Ringside {
  static let version = "0.1.0"

  static let help = """
    usage: ringside [SOURCE…] [option…]
           ringside COMMAND [option…]

    Without a command: the dashboard of this host, and of each SOURCE: a metrics URL
    (http://host:9100/metrics, host:9100); or, instead of this host, a recording or an
    OpenMetrics file with timestamps.

    Commands:
      query       evaluates PromQL over what sources hold
      check       validates rule files, configurations, dashboards and metrics pages
      dashboards  lists the dashboards there are, with the question each answers
      metrics     one collection of this host as Prometheus text
      alerts      judges the rules and prints what fires
      status      this host in one line, for a prompt
      snapshot    one frame of the dashboard as text
      record      collects and judges rules without a screen, into a recording
      ring        what a ring file holds, whether it is sound, what can be saved of it
      mark        leaves a mark in the ring of the recorder or dashboard that runs here
    'ringside COMMAND --help' for a command's own options.

    Options:
    \(DashboardOptions.help)
      --notify                 run the configuration's hooks when alerts fire and are over; else none runs
      --mouse                  clicks select, the wheel moves; hold Shift to select text
      --plain                  print lines instead of a screen
      --at TIME                the moment of a recording to show first: RFC 3339, Unix seconds,
                               or -15m before its end
      --ring FILE              the file that keeps history ($XDG_STATE_HOME/ringside/MACHINE-ID.ring)
      --keep DURATION          makes a new file so large that raw samples reach back so far
      --no-store               history stays in memory and ends with the program
      --help, --version

    """

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    do {
      exit(try run(CommandLine.arguments.dropFirst()).rawValue)
    } catch {
      Output.diagnose(error.message)
      exit(ExitStatus.usage.rawValue)
    }
  }

  static func run(_ arguments: ArraySlice<String>) throws(UsageError) -> ExitStatus {
    let rest = arguments.dropFirst()
    switch arguments.first {
    case "metrics": return try metrics(MetricsCommand(rest))
    case "query": return try QueryCommand(rest).run(now: SystemClock.now())
    case "check": return try CheckCommand(rest).run()
    case "dashboards": return try DashboardsCommand(rest).run()
    case "alerts": return try AlertsCommand(rest).run()
    case "status": return try StatusCommand(rest).run()
    case "record": return try RecordCommand(rest).run()
    case "ring": return try RingCommand(rest).run()
    case "mark": return try MarkCommand(rest).run(now: SystemClock.now())
    case "snapshot": return try SnapshotCommand(rest).run()
    case "--version": return Output.print("ringside \(version)\n")
    default: return try DashboardCommand(arguments).run()
    }
  }

  private static func metrics(_ command: MetricsCommand) -> ExitStatus {
    if command.wantsHelp { return Output.print(MetricsCommand.help) }
    let (page, problems) = command.run()
    for problem in problems { Output.diagnose(problem) }
    guard Output.write(page, to: 1) else { return .world }
    return page.isEmpty ? .world : .fine
  }
}
