internal import Glibc
internal import Metrics
internal import Storage
internal import TestWorld
internal import TimeSeries

/// What 100,000 scraped series take that say something every 15 s: in a ring whose raw blocks are reused, and in a file.
///
/// A ring keeps archives of what is older than its raw samples, so its bytes speak of more samples than are still raw:
/// both figures are given.
struct ScrapedMeasurement {
  private static let series = 100_000
  private static let pages = 100
  private static let arenaBytes = 1 << 30
  private static let fileBytes = 2 << 30
  private static let start: Int64 = 1_700_000_000_000
  /// Rounds after the first raw block was reused: then every part of the ring is full or as full as it gets.
  private static let further = 40

  /// The figures, a line each.
  ///
  /// - Throws: where the file cannot be written.
  static func rows() throws -> [String] {
    let path = "/tmp/ringside-bench-\(getpid()).ring"
    defer { unlink(path) }
    let ring = Ring(byteBound: arenaBytes)
    let file = try RingFileWriter(
      creating: DescriptorFile(path, .creating(mode: 0o600)),
      layout: RingFileLayout(fileBytes: fileBytes, arenaBytes: arenaBytes),
      facts: RecordingMeasurement.facts)
    let page = MadeUpPage(count: series, isNatural: true)
    let targets = (0..<pages).map { _ in ring.makeWriter() }
    var nanoseconds = 0.0
    var (samples, round, full) = (0, 0, 0)
    var report = FlushReport()
    while full < further, round < 20_000 {
      let moment = Timestamp(milliseconds: start + Int64(round) * 15_000)
      for number in 0..<pages {
        let batch = try batch(page, number, round, moment)
        let before = Workload.cpuSeconds()
        samples += targets[number].append(batch).appended
        nanoseconds += (Workload.cpuSeconds() - before) * 1e9
      }
      let flush = try file.flush(ring, at: moment)
      report.bytes += flush.bytes
      report.payloadBytes += flush.payloadBytes
      round += 1
      let oldest = ring.status().shares[.targets]?.oldestRaw
      full += (oldest?.milliseconds ?? .max) > start + 15_000 && oldest != nil ? 1 : 0
    }
    try file.checkpoint()
    let summary = try RingFile(DescriptorFile(path, .reading)).summary
    return rows(ring, summary, report, samples, nanoseconds, round)
  }

  private static func rows(
    _ ring: Ring, _ summary: RingFileSummary, _ report: FlushReport, _ samples: Int,
    _ nanoseconds: Double, _ rounds: Int
  ) -> [String] {
    let share = ring.status().shares[.targets] ?? RingStatus.Share()
    let segments = (summary.shares[.targets]?.segments ?? 0) << 16
    let held = segments + summary.journalBytes + summary.indexBytes
    let each = { (bytes: Int, samples: Int) in
      Workload.rounded(Double(bytes) / Double(max(1, samples)))
    }
    return [
      "scraped.ring: \(share.bytesUsed) bytes for \(share.samples) raw samples of "
        + "\(share.series) series, \(each(share.bytesUsed, share.samples)) for each that is raw (goal 2)",
      "scraped.ring-all: \(each(share.bytesUsed, covered(share, samples, rounds))) for each that raw samples or "
        + "minutes speak of",
      "scraped.reach: \(rounds) rounds of 15 s, raw \(reach(share.oldestRaw, rounds)) h, "
        + "minutes \(reach(share.oldestMinute, rounds)) h",
      "scraped.append: \(Workload.rounded(nanoseconds / Double(samples))) ns a sample",
      "scraped.file: \(held) bytes for \(samples) samples, \(each(held, samples)) a sample; "
        + "index \(summary.indexBytes) of \(summary.indexLimit), "
        + "\(summary.shares[.targets]?.series ?? 0) series",
      "scraped.written: \(each(report.bytes, report.payloadBytes)) times the payload",
    ]
  }

  /// Hours from a moment to the end of the rounds.
  private static func reach(_ oldest: Timestamp?, _ rounds: Int) -> String {
    let end = start + Int64(rounds) * 15_000
    return Workload.rounded(Double(end - (oldest?.milliseconds ?? end)) / 3_600_000)
  }

  /// How many samples are raw or in a minute that is held.
  private static func covered(_ share: RingStatus.Share, _ samples: Int, _ rounds: Int) -> Int {
    let end = start + Int64(rounds) * 15_000
    let oldest = max(
      start,
      min(
        share.oldestMinute ?? .init(milliseconds: end), share.oldestRaw ?? .init(milliseconds: end)
      ).milliseconds)
    return Int(Double(samples) * Double(end - oldest) / Double(end - start))
  }

  private static func batch(
    _ page: MadeUpPage, _ number: Int, _ round: Int, _ moment: Timestamp
  ) throws -> SampleBatch {
    let size = series / pages
    var batch = SampleBatch(origin: .target(ByteString("t\(number)")), timestamp: moment)
    for place in 0..<size {
      let index = number * size + place
      if round == 0 {
        batch.declarations.append(
          try Workload.declaration(page, index, slot: place, instance: number))
      }
      batch.append(page.value(of: index, page: round), slot: UInt32(place))
    }
    return batch
  }
}
