internal import Glibc

/// Judges the rooms by other projects' test data and says how many cases come out right.
///
/// The exit status is 1 when a case fails that the file of known failures does not list, when a listed one passes or
/// may not be listed, and where the data must be there (`CI` or `RINGSIDE_SUITES` is set) when a suite has none.
@main struct Conformance {
  /// One line a suite: its name and what runs it in a folder; `nil` where the folder has none of its files.
  static let suites: [(name: String, run: @Sendable (String) -> [Outcome]?)] = [
    ("promql", PromQLSuite.run),
    ("promql-syntax", SyntaxSuite.run),
    ("procfs", ProcFSSuite.run), ("textfile", TextfileSuite.run), ("mounts", MountSuite.run),
  ]
  /// Suites that are run with another, as they judge the same room.
  static let belonging = ["textfile": "procfs", "mounts": "procfs"]

  static func main() {
    let names = suites.map(\.name)
    guard let options = ConformanceOptions(Array(CommandLine.arguments.dropFirst()), names) else {
      let usage = "[\(names.joined(separator: "|"))]… [--suites DIR] [--known FILE] [--verbose]"
      fputs("usage: conformance \(usage)\n", fdopen(2, "w"))
      exit(2)
    }
    let named = environment("RINGSIDE_SUITES")
    let folder = options.suites ?? named ?? "../shared/suites"
    var verdict = Verdict(
      known: KnownFailures(Files.read(options.known) ?? []), isVerbose: options.isVerbose,
      mayNotSkip: named != nil || environment("CI") != nil)
    for suite in suites
    where options.names.isEmpty || options.names.contains(suite.name)
      || belonging[suite.name].map(options.names.contains) ?? false
    {
      for line in verdict.lines(suite.name, suite.run(folder)) { print(line) }
    }
    for line in verdict.closing { print(line) }
    exit(verdict.isGood ? 0 : 1)
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
    return value
  }
}

/// What the command line asks for.
struct ConformanceOptions {
  var names: [String] = []
  var suites: String?
  var known = "Tests/Conformance/known-failures.txt"
  var isVerbose = false

  /// The options of an argument list; `nil` where it makes no sense or names a suite that `suites` does not.
  init?(_ arguments: [String], _ suites: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--verbose": isVerbose = true
      case "--suites":
        guard let folder = rest.popFirst() else { return nil }
        self.suites = folder
      case "--known":
        guard let file = rest.popFirst() else { return nil }
        known = file
      case _ where suites.contains(argument): names.append(argument)
      default: return nil
      }
    }
  }
}
