public import Documents
internal import Metrics
public import PromQLSyntax

/// A file of recording and alerting rules in Prometheus's format.
///
/// Source: Prometheus, Configuration, "Recording rules" and "Alerting rules".
public struct RuleFile: Sendable, Hashable {
  /// What the file is called in messages.
  public var name: String
  /// The groups in the order of the file.
  public var groups: [RuleGroup]

  /// A file of these groups.
  public init(name: String, groups: [RuleGroup] = []) {
    self.name = name
    self.groups = groups
  }

  /// How many rules the file has.
  public var ruleCount: Int { groups.reduce(0) { $0 + $1.rules.count } }

  /// Reads a file and checks it as promtool does: keys, names, durations, expressions, templates, duplicates.
  ///
  /// - Parameters:
  ///   - bytes: the file's content; an empty one has no rules.
  ///   - name: what messages call the file.
  ///   - options: which experimental pieces of PromQL are accepted.
  /// - Returns: the groups and rules that are sound, and all that is wrong, by position. With an error among the
  ///   problems the file should not be used.
  public static func read(
    _ bytes: [UInt8], name: String, options: ParserOptions = RuleFile.defaultOptions
  ) -> (file: RuleFile, problems: [DocumentProblem]) {
    var rules = RuleFileReader(reader: .yaml(bytes, file: name), options: options)
    let groups = rules.groups()
    return (
      RuleFile(name: name, groups: groups),
      rules.reader.problems.sorted { $0.position < $1.position }
    )
  }

  /// What Prometheus accepts in rule files without a feature flag: durations may be computed.
  public static let defaultOptions: ParserOptions = {
    var options = ParserOptions()
    options.durationExpressions = true
    return options
  }()
}
