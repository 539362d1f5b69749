internal import Exposition
internal import Metrics

/// A target and how it is scraped.
public struct ScrapePlan: Sendable, Hashable {
  /// The target.
  public var target: ScrapeTarget
  /// How it is scraped.
  public var options: ScrapeOptions

  /// This target, scraped by these options.
  public init(target: ScrapeTarget, options: ScrapeOptions) {
    self.target = target
    self.options = options
  }
}

extension ScrapeJob {
  /// The slowest that a target of a configuration becomes by pages that are too large, in intervals of its own.
  private static let slowest = 4

  /// The job's targets, each scraped as the job has it and else by `base`.
  public func plans(_ base: ScrapeOptions) -> [ScrapePlan] {
    targets.map { target in
      var options = base
      options.interval = target.interval
      options.timeout = target.timeout
      options.longestInterval = max(base.longestInterval, target.interval * ScrapeJob.slowest)
      options.keepsInterval = true
      options.honorsLabels = honorsLabels
      options.honorsTimestamps = honorsTimestamps
      options.limits = limits
      if let bytes = limits.bodyBytes {
        options.bodyLimitBytes = bytes
        options.slowingBodyBytes = min(bytes, base.slowingBodyBytes)
      }
      options.relabelling = metricRelabelling
      options.protocols = protocols ?? ScrapeProtocol.usual
      options.fallbackFormat = fallbackProtocol?.format
      return ScrapePlan(target: target.target, options: options)
    }
  }
}

extension ScrapeProtocol {
  /// The format in which such a page is read; `nil` for protocol buffers, which are not.
  fileprivate var format: ExpositionFormat? {
    switch self {
    case .openMetrics001, .openMetrics100: .openMetrics
    case .text004, .text100: .prometheus
    case .protobuf: nil
    }
  }
}
