internal import Documents
internal import Metrics
internal import PromQLSyntax
internal import Rules

/// Finds the rules that ask for the host's metrics by the name of another job only, so that they match nothing here.
struct JobAdvice {
  /// The job of this host's own series.
  let hostJob: ByteString
  /// The jobs that are scraped: a rule that asks for one of them is right.
  let scraped: [ByteString]

  /// A remark for each rule that finds no host, at its place.
  func remarks(on file: RuleFile) -> [DocumentProblem] {
    file.groups.flatMap(\.rules).compactMap { rule in
      guard let job = missingJob(in: rule.expression) else { return nil }
      return DocumentProblem(
        file: file.name, position: rule.position, severity: .warning,
        message: "'\(rule.name.text)' asks for node_* of job '\(job)', and this host is job "
          + "'\(hostJob.text)'; start with --as-job \(job)")
    }
  }

  /// The job for which all selectors of host metrics ask and that nobody has; `nil` where some may find series.
  private func missingJob(in expression: Expression) -> String? {
    let selectors = JobAdvice.selectors(expression).filter {
      $0.name?.text.hasPrefix("node_") == true
    }
    let jobs = selectors.map { selector in selector.matchers.filter { $0.name == "job" } }
    let known = [hostJob] + scraped
    guard !jobs.isEmpty,
      jobs.allSatisfy({ matchers in
        !known.contains { job in matchers.allSatisfy { $0.matches(job) } }
      })
    else { return nil }
    let wanted = jobs.joined().first { $0.operation == .equal || $0.operation == .matches }
    return wanted?.value.text
  }

  private static func selectors(_ expression: Expression) -> [VectorSelector] {
    switch expression.kind {
    case .vector(let selector), .matrix(let selector, _): [selector]
    default: expression.children.flatMap(selectors)
    }
  }
}
