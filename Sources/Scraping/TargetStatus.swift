public import Metrics

/// What is known of a target after its last scrape.
public struct TargetStatus: Sendable, Hashable {
  /// How a target fares.
  public enum Health: String, Sendable, Hashable, CaseIterable {
    /// It has not answered yet.
    case unknown
    /// Its last scrape brought samples.
    case up
    /// Its last scrape failed.
    case down
  }

  /// The address, no password in it.
  public var url: String
  /// What the target is scraped as.
  public var job: ByteString
  /// The host and port.
  public var instance: ByteString
  /// The labels that all its series carry.
  public var labels: Labels
  /// How the last scrape went.
  public var health: Health = .unknown
  /// When a scrape that has not ended yet began; `nil` where none is under way.
  public var scrapingSince: Timestamp?
  /// The nominal time of the last scrape that ended; `nil` before the first.
  public var lastScrape: Timestamp?
  /// How long the last scrape took; `nil` before the first.
  public var lastDuration: Duration?
  /// The samples on the last page; zero where it failed.
  public var samples = 0
  /// The series that the last page showed for the first time.
  public var seriesAdded = 0
  /// The series that are kept now.
  public var seriesKept = 0
  /// The series on the last page that were dropped because the target's budget is used up.
  public var seriesDropped = 0
  /// The samples on the last page that repeated a series at the same moment and were left out.
  public var duplicates = 0
  /// The bytes of the last page after decompression.
  public var bodyBytes = 0
  /// Why the last scrape failed; `nil` where it did not.
  public var failure: ScrapeFailure?
  /// How often the target is scraped now.
  public var interval: Duration
  /// Why that is not the interval that was asked for; `nil` where it is.
  public var intervalReason: IntervalReason?
  /// Why the target should be scraped less often, though it keeps its interval; `nil` where it need not.
  public var burden: IntervalReason?
  /// When it is scraped next.
  public var nextScrape: Timestamp

  /// Whether the target shows more series than it may keep.
  public var isBudgetReached: Bool { seriesDropped > 0 }

  init(_ target: ScrapeTarget, interval: Duration, nextScrape: Timestamp) {
    url = target.url
    job = target.job
    instance = target.instance
    labels = target.labels
    self.interval = interval
    self.nextScrape = nextScrape
  }
}
