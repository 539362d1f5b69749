internal import Metrics
internal import Rules

/// The rule files of a dashboard.
struct RuleFiles: Sendable {
  let problems: [String] = []
  init(_ named: [String], shared: SharedFiles) {}
}
