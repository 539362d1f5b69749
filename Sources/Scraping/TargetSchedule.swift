public import Metrics

/// When a target is scraped: its place in the interval, and how the interval grows for a target that it burdens.
///
/// Pure: times come in, decisions go out. A target's place depends on its address alone, so that a restart keeps it and
/// many targets spread evenly. Source: Prometheus, `scrape/target.go`, the offset of a target.
public struct TargetSchedule: Sendable, Hashable {
  /// What a scrape that ended tells about the burden it was.
  public struct Burden: Sendable, Hashable {
    /// The target's time: from the request to the last byte, name lookup and connecting not counted.
    public var targetTime: Duration
    /// The bytes of the page, decompressed.
    public var bodyBytes: Int
    /// How long the name server left the lookup without an answer until the scrape was given up; `nil` where it answered.
    public var nameServerSilence: Duration?
    /// The pause that the target asked for with 429 or 503.
    public var retryAfter: Duration?

    /// The burden of one scrape.
    public init(
      targetTime: Duration, bodyBytes: Int, nameServerSilence: Duration? = nil,
      retryAfter: Duration? = nil
    ) {
      self.targetTime = targetTime
      self.bodyBytes = bodyBytes
      self.nameServerSilence = nameServerSilence
      self.retryAfter = retryAfter
    }
  }

  /// The longest pause that a target can ask for.
  public static let longestPause: Duration = .seconds(3600)

  /// The scrapes in a row that must fit into half the interval before it is halved again.
  static let scrapesUntilShorter = 10

  /// How often the target is scraped now.
  public private(set) var interval: Duration
  /// Why that is not what was asked for.
  public private(set) var reason: IntervalReason?
  /// What the last scrape was a burden by, where the interval is kept all the same.
  public private(set) var burden: IntervalReason?
  /// The moment of the next scrape.
  public private(set) var next: Timestamp

  private let options: ScrapeOptions
  private let place: UInt64
  private var lightScrapes = 0
  private var slowReason: IntervalReason?

  /// The schedule of the target called `url`, whose first scrape is within one interval of `now`.
  public init(url: String, options: ScrapeOptions, now: Timestamp) {
    self.options = options
    interval = options.interval
    place = TargetSchedule.hash(url.utf8, seed: options.seed)
    next = now
    if !options.startsAtOnce { next = firstMoment(notBefore: now) }
  }

  /// Whether the next scrape is due.
  public func isDue(at now: Timestamp) -> Bool { now >= next }

  /// Begins the scrape that is due: the nominal time of its samples.
  ///
  /// It is the planned moment where that is at most 10 ms and 1 % of the interval ago, else `now`; so the ring sees a
  /// regular rhythm. Source: Prometheus, `ScrapeTimestampTolerance`.
  public mutating func begin(at now: Timestamp) -> Timestamp {
    let late = now - next
    let tolerance = min(Duration.milliseconds(10), interval / 100)
    let nominal = late >= .zero && late <= tolerance ? next : now
    // Behind a first scrape that was at once, the place may be a moment away: then it is left out.
    let isAtPlace = firstMoment(notBefore: next) == next
    let gap = isAtPlace ? Duration.milliseconds(1) : interval / 2
    next = firstMoment(notBefore: next + gap, after: now)
    return nominal
  }

  /// Ends a scrape at `now`, and chooses the interval and the moment of the next one.
  public mutating func end(_ burden: Burden, at now: Timestamp) {
    let slowing = slowing(burden)
    self.burden = slowing == nil && options.keepsInterval ? heaviness(burden) : nil
    if let reason = slowing {
      lightScrapes = 0
      slowReason = reason
      interval = min(interval * 2, max(options.longestInterval, options.interval))
    } else if interval > options.interval {
      relax(burden)
    }
    reason = interval > options.interval ? slowReason : nil
    next = firstMoment(notBefore: next, after: now)
    guard let pause = burden.retryAfter, pause > .zero else { return }
    let held = now + min(pause, TargetSchedule.longestPause)
    guard held > next else { return }
    next = firstMoment(notBefore: held)
    reason = .retryAfter(pause)
  }

  /// Places the next scrape anew where the wall clock was set back by more than an interval.
  public mutating func adjust(to now: Timestamp) {
    // Behind a first scrape that was at once the next may be one and a half intervals away.
    let farthest = interval + interval / 2
    guard reason.map({ !$0.isPause }) ?? true, next - now > farthest else { return }
    next = firstMoment(notBefore: now)
  }

  /// What makes the interval longer: all that is a burden, or where the interval is kept only a page that is too large.
  private func slowing(_ burden: Burden) -> IntervalReason? {
    guard options.keepsInterval else { return heaviness(burden) }
    guard burden.bodyBytes > options.slowingBodyBytes else { return nil }
    return .large(bytes: burden.bodyBytes, limit: options.slowingBodyBytes)
  }

  private func heaviness(_ burden: Burden) -> IntervalReason? {
    if let silence = burden.nameServerSilence { return .nameServer(silence) }
    if isSlow(burden, for: interval) {
      return .slow(took: burden.targetTime, interval: interval)
    }
    if burden.bodyBytes > options.largeBodyBytes {
      return .large(bytes: burden.bodyBytes, limit: options.largeBodyBytes)
    }
    return nil
  }

  private func isSlow(_ burden: Burden, for interval: Duration) -> Bool {
    burden.targetTime.inSeconds > interval.inSeconds * options.timeShare
  }

  private mutating func relax(_ burden: Burden) {
    lightScrapes = isSlow(burden, for: interval / 2) ? 0 : lightScrapes + 1
    guard lightScrapes >= TargetSchedule.scrapesUntilShorter else { return }
    lightScrapes = 0
    interval = max(options.interval, interval / 2)
  }

  private func firstMoment(notBefore moment: Timestamp, after now: Timestamp) -> Timestamp {
    firstMoment(notBefore: max(moment, Timestamp(milliseconds: now.milliseconds + 1)))
  }

  /// The first moment not before `moment` that lies at the target's place in an interval counted from the epoch.
  private func firstMoment(notBefore moment: Timestamp) -> Timestamp {
    let width = max(1, interval.milliseconds)
    let offset = Duration.milliseconds(Int64(place % UInt64(width)))
    let candidate = moment.bucketStart(.milliseconds(width)) + offset
    return candidate >= moment ? candidate : candidate + .milliseconds(width)
  }

  /// FNV-1a, mixed at the end so that addresses that differ in the last byte lie far apart.
  private static func hash(_ bytes: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ seed
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash ^= hash >> 33
    hash = hash &* 0xff51_afd7_ed55_8ccd
    return hash ^ (hash >> 33)
  }
}

extension IntervalReason {
  /// Whether the target itself asked for the wait.
  var isPause: Bool {
    if case .retryAfter = self { return true }
    return false
  }
}
