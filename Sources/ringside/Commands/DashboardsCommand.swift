internal import Dashboards
internal import Presentation

/// `ringside dashboards`: lists the dashboards there are, with the question each answers.
struct DashboardsCommand: Equatable {
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    for argument in arguments {
      guard argument == "--help" || argument == "-h" else {
        throw UsageError(
          message: "unknown argument '\(argument)'; see 'ringside dashboards --help'")
      }
      wantsHelp = true
    }
  }

  /// The help of the command.
  static let help = """
    usage: ringside dashboards
    Lists the dashboards that can be chosen by name, with the question each answers: those in
    $XDG_CONFIG_HOME/ringside/dashboards, then /etc/ringside/dashboards, then the shipped ones.
    Of two with the same name the first is taken.

    """

  /// Prints a line a dashboard; what is wrong with one goes to the diagnostics.
  func run() -> ExitStatus {
    if wantsHelp { return Output.print(Self.help) }
    let (found, unreadable) = DashboardFiles(shared: .ofThisProcess).all()
    let width = found.map(\.dashboard.name.unicodeScalars.count).max() ?? 0
    for entry in found where !entry.isBroken {
      let name = DisplayText(entry.dashboard.name, limit: 200).text
      let gap = String(repeating: " ", count: max(0, width - name.unicodeScalars.count) + 2)
      let question = DisplayText(entry.dashboard.question, limit: 1000).text
      guard Output.line(name + gap + question) else { return .world }
    }
    for message in unreadable { Output.diagnose(message) }
    for entry in found where entry.isBroken {
      Output.diagnose("\(entry.path): cannot be shown; see 'ringside check dashboard'")
    }
    return unreadable.isEmpty ? (found.contains(where: \.isBroken) ? .bad : .fine) : .world
  }
}
