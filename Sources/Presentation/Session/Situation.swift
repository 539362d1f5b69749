public import Dashboards
public import Metrics
public import Rules

/// Everything a frame needs that is no query: plain values that the program fills in.
public struct Situation: Sendable {
  /// The name of the machine.
  public var host: ByteString
  /// The `job` label of the machine's own series.
  public var hostJob: ByteString
  /// Whether this machine is watched; without it only endpoints are.
  public var hasHost: Bool
  /// What the user that reads the processes may see of others'.
  public var access = Access.ordinary
  /// The recording that is shown instead of a running machine; `nil` where something runs.
  public var recording: RecordingFacts?
  /// The newest completed tick: the moment that LIVE shows; of a recording its end.
  public var now: Timestamp
  /// The distance of the host's ticks.
  public var interval: Duration
  /// The zone of all times.
  public var zone: Zone
  /// The oldest sample in the ring; `nil` while it is empty.
  public var oldest: Timestamp?
  /// The most bytes the ring may take.
  public var ringBytes: Int
  /// Whether the history is in memory only, so that it ends with the program.
  public var isHistoryVolatile: Bool
  /// Where the history is kept, in words.
  public var store = StoreLine()
  /// Since when charts may be long; `nil` where they may be as long as the history.
  public var resumed: Timestamp?
  /// What cannot be seen, and the remedy in a line.
  public var problems: [Problem]
  /// What of the configuration is not done as it is written: where it stands, and what happens instead.
  public var remarks: [Problem] = []
  /// The targets that a person is asked about before they are scraped; `nil` where nothing is asked.
  public var offer: TargetOffer?
  /// The endpoints.
  public var targets: [TargetLine]
  /// The rules and alerts.
  public var rules: RuleBookSnapshot
  /// The bell.
  public var bell: BellLine
  /// Every metric of every source.
  public var catalogue: [MetricEntry]
  /// The dashboards that can be opened, in the order of their list.
  public var dashboards: [Dashboard]
  /// How often the key came again without a pause: it is held.
  public var keyRepeats = 0
  /// What was read of the process that is looked at; `nil` where none is.
  public var processFacts: ProcessFacts?
  /// What was read of the file system that is looked at; `nil` where none is.
  public var mountFacts: MountFacts?
  /// What Ringside itself costs.
  public var cost: OwnCost
  /// The version of the program.
  public var version: String
  /// Where settings are kept when the person asks for that; empty where nowhere.
  public var settingsPath: String
  /// The rungs of glyphs that the terminal shows, the finest first.
  public var glyphChoices: [GlyphChoice]
  /// The columns and rows of the terminal.
  public var size: (columns: Int, rows: Int)
  /// The dot columns of the widest chart on the last frame.
  public var chartColumns: Int
  /// The rows of the focused table on the last frame.
  public var pageRows: Int
  /// The rows that panes had on the last frame.
  public var bodyRows: Int

  /// A situation in which nothing is known but the moment.
  ///
  /// - Parameters:
  ///   - host: the name of the machine.
  ///   - now: the newest completed tick.
  ///   - interval: the distance of the host's ticks.
  public init(host: ByteString, now: Timestamp, interval: Duration = .seconds(1)) {
    self.host = host
    self.now = now
    self.interval = interval
    hostJob = "node"
    hasHost = true
    zone = .utc
    ringBytes = 0
    isHistoryVolatile = true
    problems = []
    targets = []
    rules = RuleBookSnapshot(at: now)
    bell = BellLine()
    catalogue = []
    dashboards = []
    cost = OwnCost()
    version = ""
    settingsPath = ""
    glyphChoices = [.braille, .blocks, .lines, .ascii]
    size = (80, 24)
    chartColumns = 140
    pageRows = 10
    bodyRows = 20
  }
}

/// Something that cannot be seen.
public struct Problem: Hashable, Sendable {
  /// What: `per-process I/O`.
  public var subject: DisplayText
  /// Why, in words.
  public var reason: DisplayText
  /// What to do about it, in one line; empty where nothing can be done.
  public var remedy: DisplayText
  /// Whether this machine only does not have it, for which the status line has no word.
  public var isAbsent: Bool

  /// Something that cannot be seen.
  public init(
    subject: DisplayText, reason: DisplayText, remedy: DisplayText = .empty, isAbsent: Bool = false
  ) {
    self.subject = subject
    self.reason = reason
    self.remedy = remedy
    self.isAbsent = isAbsent
  }
}

/// An endpoint and how its last scrape went.
public struct TargetLine: Hashable, Sendable {
  /// How it fares.
  public enum Health: String, Hashable, Sendable {
    /// It has not answered yet.
    case unknown
    /// Its last scrape brought samples.
    case up
    /// Its last scrape failed.
    case down
  }

  /// The address, no password in it.
  public var url: ByteString
  /// The value of its `job` label.
  public var job: ByteString
  /// The value of its `instance` label.
  public var instance: ByteString
  /// How it fares.
  public var health: Health
  /// When the last scrape ended; `nil` before the first.
  public var lastScrape: Timestamp?
  /// How long it took; `nil` before the first.
  public var duration: Duration?
  /// The samples it brought.
  public var samples: Int
  /// The series of the target that are kept.
  public var series: Int
  /// Why the last scrape failed; empty where it did not.
  public var failure: ByteString
  /// What else there is to say, such as a longer interval or a budget that is reached; empty for nothing.
  public var remark: ByteString
  /// How often it is scraped now.
  public var interval: Duration
  /// When it is scraped next; `nil` where nobody knows.
  public var nextScrape: Timestamp?

  /// An endpoint that has not answered yet.
  ///
  /// - Parameters:
  ///   - url: the address.
  ///   - job: the value of its `job` label.
  ///   - instance: the value of its `instance` label.
  ///   - interval: how often it is scraped.
  public init(url: ByteString, job: ByteString, instance: ByteString, interval: Duration) {
    self.url = url
    self.job = job
    self.instance = instance
    self.interval = interval
    health = .unknown
    samples = 0
    series = 0
    failure = ""
    remark = ""
  }
}

/// A metric that some source has.
public struct MetricEntry: Hashable, Sendable {
  /// The name of its series.
  public var name: ByteString
  /// What its source says about it.
  public var metadata: MetricMetadata
  /// The jobs that have it, sorted.
  public var jobs: [ByteString]
  /// How many series have the name.
  public var series: Int

  /// A metric.
  public init(name: ByteString, metadata: MetricMetadata, jobs: [ByteString], series: Int) {
    self.name = name
    self.metadata = metadata
    self.jobs = jobs
    self.series = series
  }
}

/// The bell of this terminal.
public struct BellLine: Hashable, Sendable {
  /// How often it rang.
  public var rung = 0
  /// How often it rang, by reason.
  public var rings: [String: Int] = [:]
  /// How often the desktop was told; `nil` where that was not asked for.
  public var desktopNotices: Int?
  /// How often it did not, by reason.
  public var withheld: [String: Int] = [:]
  /// Until when it is muted; `nil` where it is not.
  public var mutedUntil: Timestamp?
  /// What a storm's line says: "12 alerts in 40 s on 9 hosts; bell held until 03:06"; empty for none.
  public var storm: DisplayText = .empty
  /// Until when the status line stands in reverse because it rang; `nil` where it does not.
  public var visibleUntil: Timestamp?

  /// A bell that has not rung.
  public init() {}
}

/// What Ringside itself costs.
public struct OwnCost: Hashable, Sendable {
  /// Cores kept busy; `nil` before the second look.
  public var cores: Double?
  /// Bytes of memory; `nil` where nobody knows.
  public var residentBytes: Double?
  /// Bytes of the program that the kernel may not take back; `nil` before it was asked.
  public var lockedBytes: Double?
  /// Bytes each second to the terminal; `nil` before the second look.
  public var terminalBytesPerSecond: Double?
  /// Bytes a day to the disk; `nil` in the first minute, and where history is in memory only.
  public var diskBytesPerDay: Double?

  /// A cost that is not known yet.
  public init() {}
}

/// Where the history is kept.
public struct StoreLine: Hashable, Sendable {
  /// Where, and what it may take: `~/.local/state/ringside/web-3.ring, at most 512 MiB`; empty where nobody asked.
  public var place: DisplayText = .empty
  /// What stands beside the age of the history: `in memory only`; empty where there is nothing to say.
  public var remark: DisplayText = .empty
  /// What is wrong with it, and the remedy; empty where nothing is.
  public var problem: DisplayText = .empty

  /// A history of which nothing is said.
  public init() {}
}
