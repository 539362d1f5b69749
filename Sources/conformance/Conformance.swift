internal import Glibc

/// Judges the rooms by other projects' test data and says how many cases come out right.
///
/// `conformance [SUITE…] [--suites DIR] [--known FILE] [--verbose]`; the exit status is 1 when a case fails that the
/// file of known failures does not list, and when a listed one passes or may not be listed.
@main struct Conformance {
  private static let suites: [(name: String, run: @Sendable (String) -> [Outcome]?)] = [
    ("promql", PromQLSuite.run), ("promql-syntax", SyntaxSuite.run),
    ("procfs", ProcFSSuite.run), ("textfile", TextfileSuite.run), ("mounts", MountSuite.run),
  ]

  private static let usage =
    "usage: conformance [promql] [promql-syntax] [procfs] [--suites DIR] [--known FILE] [--verbose]"

  static func main() {
    guard var options = ConformanceOptions(Array(CommandLine.arguments.dropFirst())),
      options.names.allSatisfy({ name in suites.contains { $0.name == name } })
    else {
      fputs("\(usage)\n", standardError())
      exit(2)
    }
    let named = getenv("RINGSIDE_SUITES").map { String(cString: $0) }
    let folder = options.suites ?? named ?? "../shared/suites"
    let known = KnownFailures(Files.read(options.known) ?? [])
    let mustRun = options.suites != nil || named != nil || getenv("CI") != nil
    var isGood = true
    // The files that the host's collectors read beside the kernel's belong to them.
    if options.names.contains("procfs") { options.names += ["textfile", "mounts"] }
    for suite in suites where options.names.isEmpty || options.names.contains(suite.name) {
      guard let outcomes = suite.run(folder) else {
        print("\(suite.name): skipped, not found")
        isGood = isGood && !mustRun
        continue
      }
      isGood = report(suite.name, outcomes, known, isVerbose: options.isVerbose) && isGood
    }
    exit(isGood ? 0 : 1)
  }

  /// Prints what fails and the score; answers whether all is as the known failures say.
  private static func report(
    _ name: String, _ outcomes: [Outcome], _ known: KnownFailures, isVerbose: Bool
  ) -> Bool {
    var isGood = true
    for outcome in outcomes {
      let isKnown = known.ids.contains(outcome.id)
      if let complaint = outcome.complaint, isVerbose || !isKnown {
        print("\(outcome.id)\(isKnown ? " (known)" : ""): \(outcome.subject)\n    \(complaint)")
      }
      if outcome.complaint == nil, isKnown { print("\(outcome.id): listed as failing, but passes") }
      if isKnown, !outcome.touchesHistograms {
        print("\(outcome.id): may not be listed, since it touches no native histogram")
      }
      isGood =
        isGood && (outcome.complaint != nil) == isKnown && (!isKnown || outcome.touchesHistograms)
    }
    let listed = outcomes.count { known.ids.contains($0.id) }
    for outcome in outcomes {
      if let reason = outcome.notRun { print("\(outcome.id): not run, \(reason)") }
    }
    print("\(name): \(listed) listed as known failures")
    print(
      "\(name): \(outcomes.count { $0.complaint == nil && $0.notRun == nil }) of \(outcomes.count)")
    return isGood
  }

  private static func standardError() -> UnsafeMutablePointer<FILE>? { fdopen(2, "w") }
}

/// What the command line asks for.
struct ConformanceOptions {
  var names: [String] = []
  var suites: String?
  var known = "Tests/Conformance/known-failures.txt"
  var isVerbose = false

  /// The options of an argument list; `nil` where it makes no sense.
  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--verbose": isVerbose = true
      case "--suites":
        guard let folder = rest.popFirst() else { return nil }
        suites = folder
      case "--known":
        guard let file = rest.popFirst() else { return nil }
        known = file
      case _ where argument.hasPrefix("-"): return nil
      default: names.append(argument)
      }
    }
  }
}

/// The cases that are known to fail: one id a line, `#` begins a comment.
struct KnownFailures {
  var ids: Set<String> = []

  init(_ bytes: [UInt8]) {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let id = line.prefix { $0 != "#" }.trimmed
      if !id.isEmpty { ids.insert(id) }
    }
  }
}
