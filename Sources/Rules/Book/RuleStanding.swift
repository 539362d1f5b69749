internal import Metrics
internal import PromQLSyntax

/// A rule of the book with all that is known of it.
struct RuleStanding: Sendable {
  let rule: Rule
  let threshold: AlertThreshold?
  let windows: [RuleWindow]
  let longestWindow: RuleWindow?
  var register = AlertRegister()
  var output = RuleOutput()
  var health = RuleStatus.Health.unknown
  var lastEvaluation: Timestamp?
  var evaluationDuration = Duration.zero
  /// Whether a selector has ever found a series.
  var hasMatched: Bool
  /// How much of the longest window the ring held when it was last looked at.
  var coverage: Double
  /// When it is worth looking again.
  var nextCoverageCheck: Timestamp?

  init(_ rule: Rule) {
    self.rule = rule
    threshold =
      rule.alert == nil ? nil : AlertThreshold(rule.expression, text: rule.expressionText)
    windows = rule.expression.windows
    longestWindow = rule.expression.longestWindow
    hasMatched = windows.isEmpty
    coverage = longestWindow == nil ? 1 : 0
  }

  /// What makes a rule the same rule in a file that was read again.
  struct Identity: Hashable {
    var file: String
    var group: ByteString
    var name: ByteString
    var labels: Labels
    var expression: ByteString
  }
}

/// A group of the book with all that is known of it.
struct GroupStanding: Sendable {
  let file: String
  let group: RuleGroup
  let interval: Duration
  /// Whether it holds tripwires instead of rules of a file.
  let isSession: Bool
  var lastEvaluation: Timestamp?
  var rules: [RuleStanding]

  init(file: String, group: RuleGroup, interval: Duration, isSession: Bool = false) {
    self.file = file
    self.isSession = isSession
    self.group = group
    self.interval = interval
    rules = group.rules.map(RuleStanding.init)
  }

  /// When it is due next; `nil` before the first evaluation, when it is due at once.
  var due: Timestamp? { lastEvaluation.map { $0.bucketStart(interval) + interval } }

  func identity(_ rule: Rule) -> RuleStanding.Identity {
    RuleStanding.Identity(
      file: file, group: group.name, name: rule.name, labels: rule.writtenLabels,
      expression: rule.expressionText)
  }
}
