internal import Collectors
internal import Exposition
internal import Metrics
internal import TestWorld
internal import TimeSeries

extension Workload {
  /// A known target's page of 1,000 series: parsed, looked up, not yet appended.
  static let parse = Workload(name: "parse", unit: "sample", bar: "250 ns", repetitions: 50) {
    let page = MadeUpPage(count: 1000)
    let pages = (0..<8).map { page.bytes(page: $0) }
    var reader = PageReader()
    var slots = SlotAllocator()
    var round = 0
    return Prepared {
      round += 1
      var batch = SampleBatch(
        origin: .target("bench"), timestamp: Timestamp(milliseconds: Int64(round) * 5000))
      slots.startRound()
      let bytes = pages[round % pages.count]
      let counts = try reader.read(
        bytes.span, .prometheus, into: &batch, slots: &slots, identity: { $0 })
      return counts.kept
    }
  }

  /// Known series of a target appended to the ring, a page of 1,000 samples every 15 s.
  static let append = Workload(name: "append", unit: "sample", bar: "40 ns", repetitions: 200) {
    let page = MadeUpPage(count: 1000)
    let ring = Ring(byteBound: 64 << 20)
    let writer = ring.makeWriter()
    var batch = try firstBatch(of: page)
    let values = (0..<512).map { number in (0..<1000).map { page.value(of: $0, page: number) } }
    var round: Int64 = 0
    return Prepared {
      round += 1
      batch.timestamp = Timestamp(milliseconds: round * 15_000)
      batch.values = values[Int(round) % values.count]
      let result = writer.append(batch)
      batch.declarations = []
      return result.appended
    } readings: {
      [("bytes", try bytesWhenFull(), "bytes/sample")]
    }
  }

  /// What a sample of a page of 1,000 series every 15 s takes when the targets' share of a ring is full: blocks of all
  /// resolutions and every table, by the raw samples that are held.
  private static func bytesWhenFull() throws -> Double {
    let page = MadeUpPage(count: 1000, isNatural: true)
    let ring = Ring(byteBound: 8 << 20)
    let writer = ring.makeWriter()
    var batch = try firstBatch(of: page)
    for round in 0..<6000 {
      batch.timestamp = Timestamp(milliseconds: Int64(round) * 15_000)
      batch.values = (0..<1000).map { page.value(of: $0, page: round) }
      writer.append(batch)
      batch.declarations = []
    }
    guard let share = ring.status().shares[.targets], share.evictedBlocks > 0 else { return .nan }
    return Double(share.bytesUsed) / Double(share.samples)
  }

  /// Ten minutes of a busy machine's default collection at one tick a second, recorded from the start.
  static let record = Workload(name: "record", unit: "sample", bar: "40 ns", repetitions: 1) {
    let ticks = try collections(seconds: 600)
    return Prepared {
      let ring = Ring(byteBound: 64 << 20)
      let writer = ring.makeWriter()
      var appended = 0
      for batch in ticks { appended += writer.append(batch).appended }
      return appended
    } readings: {
      [("bytes", try bytesOfAnHour(), "bytes/sample")]
    }
  }

  /// The series of a page declared in the order of `MadeUpPage`, without samples.
  static func firstBatch(of page: MadeUpPage) throws -> SampleBatch {
    var batch = SampleBatch(origin: .target("bench"), timestamp: Timestamp(milliseconds: 0))
    for index in 0..<page.count {
      batch.declarations.append(try declaration(page, index, slot: index))
      batch.slots.append(UInt32(index))
    }
    return batch
  }

  /// One series of a page, with a label of its own for the target where it is one of many.
  static func declaration(
    _ page: MadeUpPage, _ index: Int, slot: Int, instance: Int? = nil
  ) throws -> SeriesDeclaration {
    let text = Array(page.series(index).utf8)
    let type: MetricType = page.isGauge(index) ? .gauge : .counter
    var labels = SeriesText.labels(of: text.indices, in: text.span, type: type)
    if let instance { labels = labels.setting("instance", to: ByteString("app-\(instance):9100")) }
    return SeriesDeclaration(
      slot: UInt32(slot), labels: labels, family: labels[Labels.metricNameLabel] ?? "",
      metadata: MetricMetadata(type: type))
  }

  /// What a sample of the first hour takes, tables of classes that hold nothing included.
  private static func bytesOfAnHour() throws -> Double {
    let ring = Ring(byteBound: 64 << 20)
    let writer = ring.makeWriter()
    for batch in try collections(seconds: 3600) { writer.append(batch) }
    let status = ring.status()
    return Double(status.bytesUsed) / Double(status.samples)
  }

  private static func collections(seconds: Int64) throws -> [SampleBatch] {
    let host = try FakeScene.busyBuild.machine(seed: 1)
    var collector = HostCollector(options(host))
    var batches: [SampleBatch] = []
    for second in 0..<seconds {
      try host.advance(by: 1)
      batches += collector.collect(at: Timestamp(milliseconds: second * 1000))
    }
    return batches
  }
}
