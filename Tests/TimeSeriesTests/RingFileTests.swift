import Metrics
import Testing

@testable import TimeSeries

/// What goes into a ring file comes out of it.
@Suite struct RingFileTests {
  @Test func `all samples that a ring was given come out of its file`() throws {
    var world = try FileWorld(seed: 1)
    for _ in 0..<60 {
      world.append(seconds: 10)
      try world.flush()
    }
    let file = try RingFile(world.file)
    #expect(rawSamples(file) == world.model)
    #expect(file.facts == FileWorld.facts)
    #expect(file.newest == world.now)
    #expect(file.metrics == world.ring.metrics)
    #expect(file.labelNames == world.ring.labelNames)
    #expect(file.labelValues(of: "job") == world.ring.labelValues(of: "job"))
    #expect(file.metadata(of: "m1") == world.ring.metadata(of: "m1"))
    #expect(file.metadata(of: "m9") == nil)
    #expect(file.failure == nil)
    #expect(try RingFile.verify(world.file) == [])
  }

  @Test(arguments: [Resolution.raw, .tenSeconds, .oneMinute])
  func `a file answers as its ring does at every resolution`(resolution: Resolution) throws {
    var world = try FileWorld(seed: 2)
    for _ in 0..<40 {
      world.append(seconds: 15)
      try world.flush()
      if world.second % 150 == 0 { try world.writer.checkpoint() }
    }
    let file = try RingFile(world.file)
    let ranges: [(Int64, Int64)] = [(-1, 700), (100, 200), (333, 334), (590, 900)]
    for (first, last) in ranges {
      let after = FileWorld.start + first * 1000
      let through = FileWorld.start + last * 1000
      let ours = everything(file, after: after, through: through, resolution: resolution)
      let rings = everything(world.ring, after: after, through: through, resolution: resolution)
      #expect(ours == rings, "\(first) to \(last)")
    }
  }

  @Test func `an arena and its file together have all that was ever appended`() throws {
    var world = try FileWorld(seed: 13, ringBytes: 1 << 20)
    for _ in 0..<100 {
      world.append(seconds: 30, series: 48)
      try world.flush()
    }
    #expect(world.ring.status().evictions > 0)
    let file = try RingFile(world.file)
    let tiers = Tiers(arena: world.ring, history: file)
    let since = RingClass.allCases.map { world.ring.completeSince($0) }
    #expect(since.contains { $0 > FileWorld.start }, "raw samples have left the arena")
    #expect(rawSamples(tiers) == world.model)
    #expect(tiers.oldest ?? world.now <= Timestamp(milliseconds: FileWorld.start + 1000))
  }

  @Test func `what is too much to be open at once is there when it is complete`() throws {
    var world = try FileWorld(
      seed: 14, fileBytes: 6 << 20, arenaBytes: 1 << 20, ringBytes: 64 << 20)
    var deferred = 0
    for round in 0..<16 {
      world.append(seconds: 8, series: 1200)
      deferred += try world.flush().deferredBlocks
      if round % 4 == 3 { try world.writer.checkpoint() }
    }
    let found = rawSamples(try RingFile(world.file))
    #expect(invented(found, world.model) == 0)
    #expect(try RingFile.verify(world.file) == [])
    // The series end, so that every block is complete.
    let second = Ring(byteBound: 1 << 20)
    world.append(seconds: 400, series: 4)
    try world.flush()
    try world.writer.flush(second, at: world.now)
    var short = 0
    for (labels, samples) in rawSamples(try RingFile(world.file)) {
      let all = world.model[labels] ?? []
      #expect(samples == Array(all.prefix(samples.count)))
      short += samples.count == all.count ? 0 : 1
    }
    #expect(deferred > 0 && short < 1200)
  }

  @Test func `readers on other threads see only what was appended`() async throws {
    var world = try FileWorld(seed: 15, fileBytes: 4 << 20, arenaBytes: 1 << 20)
    world.append(seconds: 30)
    try world.flush()
    let file = try RingFile(world.file)
    let labels = FileWorld.labels(5)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<2 {
        group.addTask {
          var isTrue = true
          for _ in 0..<40 {
            try file.refresh()
            let found = select(
              [LabelMatcher("number", equals: "5")], after: Timestamp(milliseconds: .min),
              through: Timestamp(milliseconds: .max), from: [file])
            let samples = found.series.first?.samples ?? []
            isTrue = isTrue && found.series.first?.labels == labels && !samples.isEmpty
            // It counts five a second.
            isTrue =
              isTrue
              && samples.allSatisfy {
                Int64($0.value) == ($0.timestamp.milliseconds - FileWorld.start) / 1000 * 5
              }
          }
          return isTrue
        }
      }
      for round in 0..<40 {
        world.append(seconds: 10)
        try world.flush()
        if round % 3 == 0 { try world.writer.checkpoint() }
      }
      for try await isTrue in group { #expect(isTrue) }
    }
    #expect(file.damage == [])
  }

  @Test(arguments: [Resolution.tenSeconds, .oneMinute])
  func `a series that pauses within a bucket keeps both parts of it`(
    resolution: Resolution
  ) throws {
    var world = try FileWorld(seed: 16)
    let writer = world.ring.makeWriter()
    for round in 0..<40 as Range<Int64> {
      var batch = SampleBatch(
        origin: .processes, timestamp: Timestamp(milliseconds: FileWorld.start + round * 2000))
      let declaration = SeriesDeclaration(
        slot: 0, labels: FileWorld.labels(1), family: "m1", metadata: MetricMetadata(type: .gauge))
      if round % 4 == 3 {
        batch.ended = [0]
      } else {
        if round % 4 == 0 { batch.declarations = [declaration] }
        batch.append(Double(round), slot: 0)
      }
      writer.append(batch)
      if round % 3 == 1 { try world.flush() }
      if round % 10 == 9 { try world.writer.checkpoint() }
      if round % 13 == 12 { try world.reopen() }
    }
    try world.flush()
    #expect(try world.flush().blocks == 0)
    let file = try RingFile(world.file)
    #expect(rawSamples(file) == rawSamples(world.ring))
    #expect(
      everything(file, resolution: resolution) == everything(world.ring, resolution: resolution))
    #expect(try RingFile.verify(world.file) == [])
  }

  @Test func `the arena of another process is taken in as it is, and again as it grows`() throws {
    var world = try FileWorld(seed: 17)
    let layout = ArenaLayout(byteBound: 2 << 20)
    let arena = ArenaBytes(count: layout.byteCount)
    world.ring = Ring(arena: arena, layout: layout)
    world.append(seconds: 200)
    let reading = try Ring(reading: arena)
    try world.writer.flush(reading, at: world.now)
    #expect(rawSamples(try RingFile(world.file)) == world.model)
    for round in 0..<6 {
      world.append(seconds: 50, series: 24 + 4 * round)
      reading.refresh()
      try world.writer.flush(reading, at: world.now)
      if round % 2 == 0 { try world.writer.checkpoint() }
      if round == 3 { try world.reopen() }
      #expect(rawSamples(try RingFile(world.file)) == world.model, "round \(round)")
    }
    // The writer's own view of its arena brings nothing new.
    #expect(try world.flush().payloadBytes == 0)
    #expect(everything(try RingFile(world.file)) == everything(world.ring))
  }
}
