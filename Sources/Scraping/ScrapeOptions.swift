public import Exposition

/// How endpoints are scraped.
public struct ScrapeOptions: Sendable, Hashable {
  /// How often a target is scraped as long as that does it no harm.
  public var interval: Duration = .seconds(5)
  /// The longest interval that a slow target is given.
  public var longestInterval: Duration = .seconds(60)
  /// The longest time of a scrape, and never more than its interval.
  public var timeout: Duration = .seconds(10)
  /// The longest time until a connection stands, name lookup included.
  public var connectTimeout: Duration = .seconds(3)
  /// The share of the interval that a scrape may take of the target's time.
  public var timeShare = 0.1
  /// The bytes of a page, decompressed, above which a target is scraped less often.
  public var largeBodyBytes = 4 << 20
  /// The bytes of a page, decompressed, at which the scrape fails.
  public var bodyLimitBytes = 32 << 20
  /// The most series of one target that are kept; further ones are dropped and counted.
  public var seriesLimit = 200_000
  /// Whether the timestamps on the page are used, as in Prometheus.
  public var honorsTimestamps = true
  /// Whether labels on the page win over the target's; else the page's are renamed to `exported_…`, as in Prometheus.
  public var honorsLabels = false
  /// Whether the interval is kept though a scrape is a burden, which is then only told; a page that is too large still
  /// makes it longer.
  public var keepsInterval = false
  /// The bytes of a page above which it does; `largeBodyBytes` then only warns.
  public var slowingBodyBytes = 16 << 20
  /// The bounds of samples and labels, beyond which the scrape fails.
  public var limits = ScrapeLimits()
  /// What is done to the labels of series after the target's were added.
  public var relabelling: [RelabelRule] = []
  /// The formats that are asked for, the best first.
  public var protocols = ScrapeProtocol.usual
  /// The format of a page whose content type says none; `nil` where such a page cannot be read.
  public var fallbackFormat: ExpositionFormat?
  /// The version in `User-Agent: ringside/VERSION`.
  public var version: String
  /// Whether the first scrape is at once instead of at the target's place; for a person who waits for it.
  public var startsAtOnce = false
  /// Mixed into the places of targets within the interval, so that two programs do not ask at the same moment.
  public var seed: UInt64 = 0

  /// The usual options of the program of this version.
  public init(version: String) { self.version = version }

  /// The value of the header field `Accept`.
  public var accept: String { ScrapeProtocol.accept(protocols) }
}
