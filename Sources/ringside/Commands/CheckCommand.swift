internal import Collectors
internal import Dashboards
internal import Documents
internal import Exposition
internal import Metrics
internal import Presentation
internal import Rules
internal import Scraping

/// `ringside check`: validates files; one line a problem, `file:line:column: what; expected`.
struct CheckCommand: Equatable {
  /// What kind of input is checked.
  enum Kind: String, CaseIterable {
    case rules, config, dashboard, metrics
  }

  var kind: Kind?
  /// Files, `-` for standard input, and for metrics also addresses.
  var inputs: [String] = []
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    while let word = arguments.next() {
      if word == "--help" || word == "-h" {
        wantsHelp = true
      } else if word.hasPrefix("-"), word != "-" {
        throw UsageError(message: "unknown option '\(word)'; see 'ringside check --help'")
      } else if kind == nil {
        kind = Kind(rawValue: word)
        guard kind != nil else {
          throw UsageError(
            message: "cannot check '\(word)'; expected rules, config, dashboard or metrics")
        }
      } else {
        inputs.append(word)
      }
    }
    guard wantsHelp || kind != nil else {
      throw UsageError(
        message: "nothing to check; expected 'ringside check rules|config|dashboard|metrics FILE…'")
    }
    guard wantsHelp || !inputs.isEmpty else {
      throw UsageError(message: "no file to check; expected one or more after the kind")
    }
  }

  /// The help of the command.
  static let help = """
    usage: ringside check rules FILE…
           ringside check config FILE…
           ringside check dashboard FILE…
           ringside check metrics FILE|-|URL…
    Prints one line for each problem: file:line:column: what; expected.
    Exit status: 0 no problem, 1 problems, 3 an input cannot be read.

    """
}

// MARK: - Running

extension CheckCommand {
  /// Checks every input and prints what is wrong.
  func run() -> ExitStatus {
    if wantsHelp { return Output.print(Self.help) }
    var status = ExitStatus.fine
    for input in inputs {
      let checked: (lines: [String], isBad: Bool)
      do throws(SourceError) {
        checked = try Self.check(input, kind)
      } catch {
        Output.diagnose(error.message)
        status = .world
        continue
      }
      for line in checked.lines where !Output.line(safe(line)) { return .world }
      if checked.isBad, status == .fine { status = .bad }
    }
    return status
  }

  private func safe(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { DisplayText($0, limit: 4096).text }.joined(separator: "\n")
  }

  private static func check(
    _ input: String, _ kind: Kind?
  ) throws(SourceError) -> (lines: [String], isBad: Bool) {
    switch kind {
    case .rules: try rules(input)
    case .config: try configuration(input)
    case .dashboard: try dashboard(input)
    case .metrics, nil: try metrics(input)
    }
  }

  private static func dashboard(
    _ path: String
  ) throws(SourceError) -> (lines: [String], isBad: Bool) {
    let problems = Dashboard.read(try bytes(path), file: path).problems
    return (problems.map(\.rendered), problems.contains { $0.severity == .error })
  }

  private static func rules(_ path: String) throws(SourceError) -> (lines: [String], isBad: Bool) {
    let read = RuleFile.read(try bytes(path), name: path)
    let isBad = read.problems.contains { $0.severity == .error }
    return (read.problems.map(\.rendered), isBad)
  }

  /// A configuration, the files with further jobs, and the rule files that they name.
  private static func configuration(
    _ path: String
  ) throws(SourceError) -> (lines: [String], isBad: Bool) {
    let content = ConfigurationContent.read(path)
    if let first = content.unreadable.first { throw SourceError(message: first, status: .world) }
    var lines = content.problems.map(\.rendered)
    var isBad = content.problems.contains { $0.severity == .error }
    for pattern in content.configuration.rulePatterns {
      for file in PathExpansion.paths(pattern.path) {
        let checked = try rules(file)
        lines += checked.lines
        isBad = isBad || checked.isBad
      }
    }
    return (lines, isBad)
  }

  private static func metrics(
    _ input: String
  ) throws(SourceError) -> (lines: [String], isBad: Bool) {
    if input != "-", !InputFile.exists(input), let target = try? ScrapeTarget(input) {
      let page: EndpointFetch.Page
      do throws(ScrapeFailure) {
        page = try EndpointFetch.page(target, ScrapeOptions(version: Ringside.version))
      } catch {
        throw SourceError(message: "\(target.url): \(error)", status: .world)
      }
      return judged(page.body, page.format, name: target.url)
    }
    let body = try bytes(input)
    let format = ExpositionFormat.detected(in: body.span)
    return judged(body, format, name: input == "-" ? "standard input" : input)
  }

  private static func judged(
    _ body: [UInt8], _ format: ExpositionFormat, name: String
  ) -> (lines: [String], isBad: Bool) {
    let problems = PageCheck.problems(in: body.span, format)
    return (problems.map { $0.rendered(source: name) }, problems.contains { $0.kind == .error })
  }

  private static func bytes(_ path: String) throws(SourceError) -> [UInt8] {
    do throws(InputFileError) {
      return try InputFile.read(path)
    } catch {
      throw SourceError(message: error.message, status: .world)
    }
  }
}
