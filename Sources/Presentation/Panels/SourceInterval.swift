internal import Metrics
internal import PromQLSyntax

extension Scene {
  /// The longest distance of samples among the sources that an expression asks.
  ///
  /// A source counts where no condition on `job` or `instance` excludes it; without any the host's own distance.
  func interval(ofSourcesIn query: String) -> Duration {
    // Where nothing is scraped it makes no difference what is asked.
    guard !situation.targets.isEmpty, let expression = try? Parser.parse(query) else {
      return situation.interval
    }
    let selectors = SourceInterval.selectors(expression)
    let targets = situation.targets.filter { target in
      selectors.contains { SourceInterval.asks($0, job: target.job, instance: target.instance) }
    }
    let hostAsked =
      situation.hasHost
      && selectors.contains {
        SourceInterval.asks($0, job: situation.hostJob, instance: situation.host)
      }
    let intervals = targets.map(\.interval) + (hostAsked ? [situation.interval] : [])
    return intervals.max() ?? situation.interval
  }
}

/// Which series an expression reads.
enum SourceInterval {
  /// Every selector of an expression.
  static func selectors(_ expression: Expression) -> [VectorSelector] {
    switch expression.kind {
    case .vector(let selector), .matrix(let selector, _): [selector]
    default: expression.children.flatMap(selectors)
    }
  }

  /// Whether an expression counts per second.
  static func isRate(_ query: String) -> Bool {
    (try? Parser.parse(query)).map(isRate) ?? false
  }

  private static func isRate(_ expression: Expression) -> Bool {
    if case .call(let name, _) = expression.kind, name == "rate" || name == "irate" { return true }
    return expression.children.contains(where: isRate)
  }

  /// Whether the conditions on `job` and `instance` let a source through.
  static func asks(_ selector: VectorSelector, job: ByteString, instance: ByteString) -> Bool {
    selector.matchers.allSatisfy { matcher in
      switch matcher.name {
      case "job": matcher.matches(job)
      case "instance": matcher.matches(instance)
      default: true
      }
    }
  }
}
