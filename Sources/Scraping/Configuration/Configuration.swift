public import Documents
public import Metrics

/// What a `prometheus.yml` asks for, Ringside's own keys `host`, `bell` and `hooks` among it.
///
/// Source: Prometheus, Configuration.
public struct Configuration: Sendable, Hashable {
  /// What the file is called in messages.
  public var file: String
  /// What jobs and rules take where they say nothing themselves.
  public var global = GlobalSettings()
  /// The jobs in the order of the files.
  public var jobs: [ScrapeJob] = []
  /// The patterns of rule files, relative ones below the folder of the configuration.
  public var rulePatterns: [PathPattern] = []
  /// The patterns of files with further jobs.
  public var jobPatterns: [PathPattern] = []
  /// The sections that would send something away, which nothing does.
  public var unsent: [UnsentSection] = []
  /// The labels of the host's own readings.
  public var host = HostSettings()
  /// What rings.
  public var bell = BellSettings()
  /// What is started when alerts fire, with leave.
  public var hooks: [HookSettings] = []

  /// The configuration of a file in which nothing is written.
  public init(file: String) { self.file = file }

  /// Reads a file and checks it as Prometheus does: keys, values, names, addresses, duplicates.
  ///
  /// - Parameters:
  ///   - bytes: the file's content; an empty one asks for nothing.
  ///   - file: its path, which messages and relative paths begin with.
  /// - Returns: what can be read, and all that is wrong, by position. With an error among the problems it should not
  ///   be used; a warning names a key that is not supported yet, and what happens instead.
  public static func read(
    _ bytes: [UInt8], file: String
  ) -> (configuration: Configuration, problems: [DocumentProblem]) {
    var reader = ConfigurationReader(FieldReader.yaml(bytes, file: file))
    let configuration = reader.configuration()
    return (configuration, reader.sortedProblems)
  }

  /// Reads a file of `scrape_config_files` and adds its jobs.
  ///
  /// - Parameters:
  ///   - bytes: the file's content.
  ///   - file: its path.
  /// - Returns: all that is wrong with it.
  public mutating func add(_ bytes: [UInt8], file: String) -> [DocumentProblem] {
    var reader = ConfigurationReader(FieldReader.yaml(bytes, file: file))
    jobs += reader.furtherJobs(beside: jobs, global)
    return reader.sortedProblems
  }
}

/// What jobs and rules take where they say nothing themselves.
public struct GlobalSettings: Sendable, Hashable {
  /// How often targets are scraped.
  public var scrapeInterval: Duration = .seconds(60)
  /// How long a scrape may take.
  public var scrapeTimeout: Duration = .seconds(10)
  /// How often rules are evaluated; `nil` where the file does not say.
  public var evaluationInterval: Duration?
  /// The labels of everything that leaves; templates of alerts see them, series do not carry them.
  public var externalLabels: Labels = .empty
  /// The bounds of a page.
  public var limits = ScrapeLimits()
  /// The formats that are asked for, the best first; `nil` for the usual ones.
  public var protocols: [ScrapeProtocol]?
  /// Which names a series may have.
  public var names = NameScheme.utf8

  /// Prometheus's defaults.
  public init() {}
}

/// The bounds of a page, none of them set where it is `nil`.
public struct ScrapeLimits: Sendable, Hashable {
  /// The bytes after decompression.
  public var bodyBytes: Int?
  /// The samples after relabelling.
  public var samples: Int?
  /// The targets of a job.
  public var targets: Int?
  /// The labels of a series.
  public var labels: Int?
  /// The bytes of a label's name.
  public var labelNameBytes: Int?
  /// The bytes of a label's value.
  public var labelValueBytes: Int?

  /// No bounds.
  public init() {}

  /// These bounds, and those of `other` where there is none.
  func or(_ other: ScrapeLimits) -> ScrapeLimits {
    var limits = self
    limits.bodyBytes = bodyBytes ?? other.bodyBytes
    limits.samples = samples ?? other.samples
    limits.targets = targets ?? other.targets
    limits.labels = labels ?? other.labels
    limits.labelNameBytes = labelNameBytes ?? other.labelNameBytes
    limits.labelValueBytes = labelValueBytes ?? other.labelValueBytes
    return limits
  }
}

/// Which names labels may have.
public enum NameScheme: String, Sendable, Hashable {
  /// Any text, as since Prometheus 3.
  case utf8
  /// Letters, digits and underscores.
  case legacy

  /// Whether `name` may be the name of a label.
  func accepts(_ name: ByteString) -> Bool {
    guard let first = name.bytes.first else { return false }
    switch self {
    case .utf8: return String(validating: name.bytes, as: UTF8.self) != nil
    case .legacy:
      return !(48...57).contains(first) && name.bytes.allSatisfy { NameScheme.isWord($0) }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
  }
}

/// A path in which `*`, `?` and `[…]` of its last part stand for many.
public struct PathPattern: Sendable, Hashable {
  /// The path, relative to the program's working folder or absolute.
  public var path: String
  /// Where it stands in the file.
  public var position: Position
}

/// A section that would send something away.
public struct UnsentSection: Sendable, Hashable {
  /// Its key: `alerting` or `remote_write`.
  public var key: ByteString
  /// Where it stands in the file.
  public var position: Position

  /// What is said of it.
  public static let remark = "configured, not sent; only 'hooks' are told, with --notify"
}

/// The labels of the host's own readings: `host: {job:, instance:, labels:}`.
public struct HostSettings: Sendable, Hashable {
  /// The label `job`; `nil` for the usual one.
  public var job: ByteString?
  /// The label `instance`; `nil` for the host's name.
  public var instance: ByteString?
  /// Further labels.
  public var labels: Labels = .empty

  /// The usual labels.
  public init() {}
}

/// What rings: `bell: {rank:, severities:, group_by:}`.
public struct BellSettings: Sendable, Hashable {
  /// Alerts of this rank and those before it ring, 1…3; `nil` for the first only.
  public var rank: Int?
  /// The rank, 1…3, that a word in the label `severity` stands for, in lower case.
  public var severities: [ByteString: Int] = [:]
  /// The labels by which alerts form a group that rings once; `nil` for the usual ones.
  public var groupBy: [ByteString]?

  /// The usual bell.
  public init() {}
}
