internal import Glibc

/// The program: reads the command line, runs one command, ends with its exit status.
@main struct Ringside {
  static let version = "0.1.0"

  static let help = """
    usage: ringside COMMAND [option…]

      metrics     one collection of this host as Prometheus text
      --help      this text; 'ringside COMMAND --help' for a command's own
      --version   the version

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
    switch arguments.first {
    case "metrics": return try metrics(MetricsCommand(arguments.dropFirst()))
    case "--version": return print("ringside \(version)\n")
    case "--help", "-h": return print(help)
    case let command?:
      throw UsageError(message: "unknown command '\(command)'; see 'ringside --help'")
    case nil:
      throw UsageError(message: "no command; see 'ringside --help'")
    }
  }

  private static func metrics(_ command: MetricsCommand) -> ExitStatus {
    if command.wantsHelp { return print(MetricsCommand.help) }
    let (page, problems) = command.run()
    for problem in problems { Output.diagnose(problem) }
    guard Output.write(page, to: 1) else { return .world }
    return page.isEmpty ? .world : .fine
  }

  private static func print(_ text: String) -> ExitStatus {
    Output.write(Array(text.utf8), to: 1) ? .fine : .world
  }
}
