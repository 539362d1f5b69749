internal import Documents
internal import Metrics
internal import Rules
internal import Scraping

/// What the files of a dashboard ask for.
struct Setup: Sendable {
  /// The configuration; an empty one where there is no file.
  var configuration = Configuration(file: "")
  /// The rules.
  var rules = RuleFiles.Content()
  /// What is wrong with the configuration; with an error among it nothing should be used.
  var problems: [DocumentProblem] = []
  /// Files that cannot be read, a text a problem.
  var unreadable: [String] = []

  /// All that forbids the use of it, a text a problem.
  var errors: [String] {
    unreadable + problems.filter { $0.severity == .error }.map(\.rendered) + rules.errors
  }

  /// The configuration's keys that are not done as they are written.
  var remarks: [DocumentProblem] { problems.filter { $0.severity != .error } }

  /// What a book of rules takes for granted.
  var ruleOptions: RuleBookOptions {
    var options = RuleBookOptions()
    options.evaluationInterval = configuration.global.evaluationInterval
    options.externalLabels = configuration.global.externalLabels
    options.severities = configuration.bell.severities.compactMapValues(AlertRank.init(rawValue:))
    return options
  }

  /// What rings.
  var bellOptions: BellOptions {
    var options = BellOptions()
    let bell = configuration.bell
    options.rank = bell.rank.flatMap(AlertRank.init(rawValue:)) ?? options.rank
    options.groupBy = bell.groupBy ?? options.groupBy
    return options
  }
}

/// The configuration and the rule files of a dashboard, which are read at the start and at every reload.
struct SetupFiles: Sendable {
  /// The path of the configuration; `nil` where there is none.
  let configuration: String?
  private let rules: RuleFiles
  /// The job of this host's series as the command line has it; `nil` where it does not say.
  private let hostJob: String?
  /// Whether hooks may be run; `nil` where nobody would run any.
  private let notifies: Bool?

  /// Looks for what was named on the command line, else for what is found in `shared`.
  ///
  /// - Parameters:
  ///   - configuration: the configuration that was named; `nil` for the user's own, if there is one.
  ///   - rules: the rule files and folders that were named.
  ///   - shared: where else to look.
  ///   - hostJob: the job of this host's series, whatever the configuration says; `nil` for what it says.
  ///   - notifies: whether hooks may be run; `nil` where nobody would run any, so that nothing is said about it.
  init(
    configuration: String?, rules: [String], shared: SharedFiles, hostJob: String? = nil,
    notifies: Bool? = nil
  ) {
    self.hostJob = hostJob
    self.notifies = notifies
    self.configuration = configuration ?? shared.configuration
    self.rules = RuleFiles(rules, shared: shared)
  }

  /// Reads everything again.
  func read() -> Setup {
    var setup = Setup()
    var patterns: [PathPattern] = []
    if let configuration {
      let content = ConfigurationContent.read(configuration)
      setup.configuration = content.configuration
      setup.problems = content.problems
      setup.unreadable = content.unreadable
      patterns = content.configuration.rulePatterns
    }
    setup.rules = rules.read(and: patterns.flatMap { PathExpansion.paths($0.path) })
    if let hostJob { setup.configuration.host.job = ByteString(hostJob) }
    let advice = JobAdvice(
      hostJob: setup.configuration.host.job ?? "node",
      scraped: setup.configuration.jobs.map(\.name))
    setup.problems += setup.rules.files.flatMap(advice.remarks)
    if notifies == false, let resting = setup.restingHooks { setup.problems.append(resting) }
    return setup
  }
}

/// A configuration with the files that it names.
struct ConfigurationContent: Sendable {
  var configuration: Configuration
  /// What is wrong with the files, each in the order of its places.
  var problems: [DocumentProblem] = []
  /// Files that cannot be read, a text a problem.
  var unreadable: [String] = []

  /// Reads the file at `path` and those with further jobs.
  static func read(_ path: String) -> ConfigurationContent {
    do throws(InputFileError) {
      let (configuration, problems) = Configuration.read(try InputFile.read(path), file: path)
      var content = ConfigurationContent(configuration: configuration, problems: problems)
      for pattern in configuration.jobPatterns { content.addJobs(pattern) }
      for pattern in configuration.rulePatterns { content.checkRules(pattern) }
      return content
    } catch {
      return ConfigurationContent(
        configuration: Configuration(file: path), unreadable: [error.message])
    }
  }

  private mutating func addJobs(_ pattern: PathPattern) {
    let paths = PathExpansion.paths(pattern.path)
    if paths.isEmpty { warnOfNothing(pattern, "scrape_config_files") }
    for path in paths {
      do throws(InputFileError) {
        problems += configuration.add(try InputFile.read(path), file: path)
      } catch {
        unreadable.append(error.message)
      }
    }
  }

  private mutating func checkRules(_ pattern: PathPattern) {
    if PathExpansion.paths(pattern.path).isEmpty { warnOfNothing(pattern, "rule_files") }
  }

  private mutating func warnOfNothing(_ pattern: PathPattern, _ key: String) {
    problems.append(
      DocumentProblem(
        file: configuration.file, position: pattern.position, severity: .warning,
        message: "'\(key)' names '\(pattern.path)', which is no file; expected one or more"))
  }
}
