internal import Dashboards
internal import Documents

/// The dashboards that can be chosen: those that ship, and those that a user puts beside them.
struct DashboardFiles {
  private let shared: SharedFiles

  /// Looks for dashboards in `shared`.
  init(shared: SharedFiles) { self.shared = shared }

  /// A dashboard with what is wrong with its file.
  struct Found {
    var path: String
    var dashboard: Dashboard
    var problems: [DocumentProblem]

    /// Whether it should not be shown.
    var isBroken: Bool { problems.contains { $0.severity == .error } }
  }

  /// All dashboards by name; a file that cannot be read is left out and told.
  func all() -> (found: [Found], unreadable: [String]) {
    var found: [Found] = []
    var unreadable: [String] = []
    for (_, path) in shared.dashboards {
      do throws(InputFileError) {
        found.append(try DashboardFiles.read(path))
      } catch {
        unreadable.append(error.message)
      }
    }
    return (found, unreadable)
  }

  /// The dashboard with a name, or in a file.
  ///
  /// - Parameter choice: a name such as `host`, or a path: it has a slash, or ends in `.yaml` or `.yml`.
  /// - Returns: the dashboard, without errors.
  /// - Throws: where there is none, or something is wrong with it.
  func dashboard(_ choice: String) throws(SourceError) -> Dashboard {
    let isPath = choice.contains("/") || choice.hasSuffix(".yaml") || choice.hasSuffix(".yml")
    guard let path = isPath ? choice : shared.dashboards.first(where: { $0.name == choice })?.path
    else {
      let names = shared.dashboards.map(\.name)
      let expected = names.isEmpty ? "the path of a file" : names.joined(separator: ", ")
      throw SourceError(
        message: "no dashboard is called '\(choice)'; expected \(expected)", status: .usage)
    }
    let found: Found
    do throws(InputFileError) {
      found = try DashboardFiles.read(path)
    } catch {
      throw SourceError(message: error.message, status: .world)
    }
    let errors = found.problems.filter { $0.severity == .error }
    if let first = errors.first {
      let others = errors.count - 1
      let rest = others > 0 ? " (and \(others) more; see 'ringside check dashboard')" : ""
      throw SourceError(message: first.description + rest, status: .bad)
    }
    return found.dashboard
  }

  /// The dashboards of a program, and the one that it shows first.
  struct Content: Sendable {
    var dashboards: [Dashboard] = []
    /// The name of the one that is shown first, and what is chosen for its variables; `nil` where none was asked for.
    var first: (name: String, choices: [String: VariableChoice])?
  }

  /// All dashboards that can be shown, the one that was asked for among them.
  ///
  /// - Parameter options: the command line.
  /// - Returns: the dashboards by name; one from a file that was named stands for another of its name.
  /// - Throws: where what was asked for is not there or is broken, or has no such variable.
  func content(_ options: DashboardOptions) throws(SourceError) -> Content {
    var content = Content(dashboards: all().found.filter { !$0.isBroken }.map(\.dashboard))
    guard let choice = options.dashboard else {
      guard let variable = options.variables.first else { return content }
      throw SourceError(
        message:
          "option '--var': '\(variable.name)' belongs to no dashboard; expected '--dashboard'",
        status: .usage)
    }
    let chosen = try dashboard(choice)
    content.dashboards.removeAll { $0.name == chosen.name }
    content.dashboards.append(chosen)
    content.dashboards.sort { $0.name < $1.name }
    var choices: [String: VariableChoice] = [:]
    for argument in options.variables {
      guard let variable = chosen.variable(argument.name) else {
        throw DashboardFiles.unknown(argument, in: chosen)
      }
      choices[variable.name] = VariableChoice(argument.value, for: variable)
    }
    content.first = (chosen.name, choices)
    return content
  }

  private static func unknown(_ argument: VariableArgument, in dashboard: Dashboard) -> SourceError
  {
    let names = dashboard.variables.map(\.name)
    let expected = names.isEmpty ? "it has none" : "expected \(names.joined(separator: ", "))"
    return SourceError(
      message: "option '--var': dashboard '\(dashboard.name)' has no variable '\(argument.name)'; "
        + expected, status: .usage)
  }

  private static func read(_ path: String) throws(InputFileError) -> Found {
    let (dashboard, problems) = Dashboard.read(try InputFile.read(path), file: path)
    return Found(path: path, dashboard: dashboard, problems: problems)
  }
}
