public import Documents
public import Metrics

/// One entry of `scrape_configs`: what is scraped together, and how.
public struct ScrapeJob: Sendable, Hashable {
  /// The name, unique in the configuration.
  public var name: ByteString
  /// Where the job begins in its file.
  public var position: Position
  /// How often its targets are scraped.
  public var interval: Duration = .seconds(60)
  /// How long a scrape may take.
  public var timeout: Duration = .seconds(10)
  /// The path on the targets.
  public var metricsPath: ByteString = "/metrics"
  /// `http` or `https`.
  public var scheme: ByteString = "http"
  /// The parameters of the query, sorted by name.
  public var parameters: [QueryParameter] = []
  /// Whether labels on the page win over the target's.
  public var honorsLabels = false
  /// Whether timestamps on the page are used.
  public var honorsTimestamps = true
  /// The bounds of a page.
  public var limits = ScrapeLimits()
  /// The formats that are asked for, the best first; `nil` for the usual ones.
  public var protocols: [ScrapeProtocol]?
  /// The format of a page whose content type says none.
  public var fallbackProtocol: ScrapeProtocol?
  /// How targets are asked: passwords, keys, headers.
  public var access = TargetAccess()
  /// The targets as they are written.
  public var groups: [StaticGroup] = []
  /// What is done to the labels of targets.
  public var relabelling: [RelabelRule] = []
  /// What is done to the labels of series.
  public var metricRelabelling: [RelabelRule] = []
  /// Why nothing of the job is scraped; `nil` where it is.
  public var obstacle: String?
  /// The targets that remain after relabelling, none where there is an obstacle.
  public var targets: [JobTarget] = []

  /// A job without targets.
  public init(name: ByteString, position: Position) {
    self.name = name
    self.position = position
  }
}

/// A parameter of a query.
public struct QueryParameter: Sendable, Hashable {
  /// The name.
  public var name: ByteString
  /// The values in their order.
  public var values: [ByteString]
}

/// Targets that share labels, one entry of `static_configs`.
public struct StaticGroup: Sendable, Hashable {
  /// A target as it is written.
  public struct Address: Sendable, Hashable {
    /// The host and the port.
    public var text: ByteString
    /// Where it stands in the file.
    public var position: Position
  }

  /// The targets.
  public var targets: [Address] = []
  /// The labels that they share.
  public var labels: Labels = .empty
}

/// A target of a job, and its own times.
public struct JobTarget: Sendable, Hashable {
  /// The target.
  public var target: ScrapeTarget
  /// How often it is scraped.
  public var interval: Duration
  /// How long a scrape may take.
  public var timeout: Duration
}

/// A format that a target can be asked for.
public enum ScrapeProtocol: String, Sendable, Hashable, CaseIterable {
  /// OpenMetrics 0.0.1.
  case openMetrics001 = "OpenMetricsText0.0.1"
  /// OpenMetrics 1.0.0.
  case openMetrics100 = "OpenMetricsText1.0.0"
  /// Protocol buffers, which are never asked for.
  case protobuf = "PrometheusProto"
  /// The text format.
  case text004 = "PrometheusText0.0.4"
  /// The text format with names in quotes.
  case text100 = "PrometheusText1.0.0"

  /// The media type in `Accept`; `nil` for a format that is never asked for.
  var mediaType: String? {
    switch self {
    case .openMetrics001: "application/openmetrics-text;version=0.0.1"
    case .openMetrics100: "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8"
    case .protobuf: nil
    case .text004: "text/plain;version=0.0.4"
    case .text100: "text/plain;version=1.0.0;escaping=allow-utf-8"
    }
  }

  /// What is asked for where nothing is said, the best first.
  static let usual: [ScrapeProtocol] = [.openMetrics100, .openMetrics001, .text100, .text004]

  /// The value of `Accept` that asks for these formats, the best first.
  ///
  /// Source: Prometheus, `scrape/scrape.go`, the weights of `acceptHeader`.
  static func accept(_ protocols: [ScrapeProtocol]) -> String {
    let types = protocols.compactMap(\.mediaType)
    let weighted = types.enumerated().map { "\($0.element);q=0.\(6 - $0.offset)" }
    return (weighted + ["*/*;q=0.\(6 - types.count)"]).joined(separator: ",")
  }
}
