internal import Exposition
public import Metrics

/// One target from scrape to scrape: when it is asked, what its answer means, and which batch comes of it.
///
/// Pure: a moment or an answer comes in, a request or a batch goes out.
public struct TargetScrape: Sendable {
  /// The target.
  public let target: ScrapeTarget
  /// What is known of it.
  public private(set) var status: TargetStatus

  private let options: ScrapeOptions
  private let labels: TargetLabels
  private var schedule: TargetSchedule
  private var reader: PageReader
  private var report: ReportSeries
  private var nominal: Timestamp?

  /// The target before its first scrape, which is within one interval of `now`.
  public init(_ target: ScrapeTarget, options: ScrapeOptions, now: Timestamp) {
    self.target = target
    self.options = options
    labels = TargetLabels(
      labels: target.labels, honorsLabels: options.honorsLabels, relabelling: options.relabelling)
    schedule = TargetSchedule(url: target.identity, options: options, now: now)
    var pages = PageReader.Options()
    pages.seriesLimit = options.seriesLimit
    pages.honorsTimestamps = options.honorsTimestamps
    pages.seed = options.seed
    reader = PageReader(pages)
    report = ReportSeries(target.labels)
    status = TargetStatus(target, interval: schedule.interval, nextScrape: schedule.next)
  }

  /// The moment of the next scrape; `nil` while one is under way.
  public var next: Timestamp? { nominal == nil ? schedule.next : nil }

  /// Whether the next scrape is due and the one before is over.
  public func isDue(at now: Timestamp) -> Bool { nominal == nil && schedule.isDue(at: now) }

  /// The longest time that the next scrape may take.
  public var timeout: Duration { min(options.timeout, schedule.interval) }

  /// Takes notice of a wall clock that was set back.
  public mutating func adjust(to now: Timestamp) {
    schedule.adjust(to: now)
    status.nextScrape = schedule.next
  }

  /// Begins the scrape that is due.
  public mutating func begin(at now: Timestamp) {
    nominal = schedule.begin(at: now)
    status.scrapingSince = now
    status.nextScrape = schedule.next
  }

  /// Ends the scrape that was begun: the batch of its samples, or of what a failure ends.
  public mutating func end(
    _ answer: ScrapeAnswer, at now: Timestamp, slots: inout SlotAllocator
  ) -> SampleBatch {
    slots.startRound()
    let timestamp = nominal ?? now
    nominal = nil
    var batch = SampleBatch(origin: origin, timestamp: timestamp)
    let counts = take(answer, into: &batch, &slots)
    report.append(
      ReportSeries.Values(
        isUp: status.failure == nil, durationSeconds: ScrapeAnswer.seconds(answer.duration),
        scraped: counts.scraped, kept: counts.kept, added: counts.added),
      to: &batch, &slots)
    schedule.end(burden(of: answer), at: now)
    note(answer, counts, at: timestamp)
    return batch
  }

  /// The end of all the target's series, when it is scraped no more.
  public mutating func retire(at now: Timestamp, slots: inout SlotAllocator) -> SampleBatch {
    slots.startRound()
    var batch = SampleBatch(origin: origin, timestamp: now)
    reader.suspend(into: &batch, slots: &slots)
    report.end(in: &batch, &slots)
    return batch
  }

  private var origin: SampleOrigin { .target(ByteString(target.url)) }

  /// Reads the page if there is one; sets why there is none.
  private mutating func take(
    _ answer: ScrapeAnswer, into batch: inout SampleBatch, _ slots: inout SlotAllocator
  ) -> PageCounts {
    do throws(ScrapeFailure) {
      let (page, format) = try answer.page(fallback: options.fallbackFormat)
      status.failure = nil
      let counts = try read(page, format, into: &batch, &slots)
      try checkSamples(counts)
      return counts
    } catch {
      status.failure = error
      if case .page = error { return PageCounts() }
      reader.suspend(into: &batch, slots: &slots)
      return PageCounts()
    }
  }

  private mutating func read(
    _ page: [UInt8], _ format: ExpositionFormat, into batch: inout SampleBatch,
    _ slots: inout SlotAllocator
  ) throws(ScrapeFailure) -> PageCounts {
    let labels = labels
    var check = LabelCheck(options.limits)
    let counts: PageCounts
    do throws(ExpositionError) {
      counts = try reader.read(page.span, format, into: &batch, slots: &slots) { written in
        check.passed(labels.kept(written))
      }
    } catch {
      throw .page(error)
    }
    if let failure = check.failure { throw failure }
    return counts
  }

  private func checkSamples(_ counts: PageCounts) throws(ScrapeFailure) {
    guard let limit = options.limits.samples, counts.kept > limit else { return }
    throw .limit("samples on the page", count: counts.kept, limit: limit)
  }

  private func burden(of answer: ScrapeAnswer) -> TargetSchedule.Burden {
    var burden = TargetSchedule.Burden(targetTime: answer.targetTime, bodyBytes: 0)
    switch answer.result {
    case .success(let response):
      burden.bodyBytes = response.body.count
      burden.retryAfter = [429, 503].contains(response.status) ? response.retryAfter : nil
    case .failure(.nameLookupTimedOut(let silence)): burden.nameServerSilence = silence
    case .failure(.tooLarge(let limit)): burden.bodyBytes = limit + 1
    case .failure: break
    }
    return burden
  }

  private mutating func note(_ answer: ScrapeAnswer, _ counts: PageCounts, at time: Timestamp) {
    status.health = status.failure == nil ? .up : .down
    status.scrapingSince = nil
    status.lastScrape = time
    status.lastDuration = answer.duration
    status.samples = counts.scraped
    status.seriesAdded = counts.added
    status.seriesDropped = counts.overBudget
    status.seriesKept = status.failure == nil ? reader.seriesCount : 0
    status.duplicates = counts.duplicates
    status.bodyBytes = (try? answer.result.get().body.count) ?? 0
    status.interval = schedule.interval
    status.intervalReason = schedule.reason
    status.burden = schedule.burden
    status.nextScrape = schedule.next
  }
}
