import Metrics
import Testing

@testable import TimeSeries

/// A writer that is stopped, refused or started again goes on where the file is.
@Suite struct RingFileWritingTests {
  @Test func `a writer that opens a file knows what is in it`() throws {
    var world = try FileWorld(seed: 3)
    for round in 0..<30 {
      world.append(seconds: 20)
      try world.flush()
      if round % 7 == 6 { try world.writer.checkpoint() }
      if round % 5 == 4 {
        try world.reopen()
        let report = try world.flush()
        #expect(report.blocks == 0 && report.series == 0, "round \(round)")
      }
    }
    #expect(rawSamples(try RingFile(world.file)) == world.model)
    #expect(try RingFile.verify(world.file) == [])
  }

  @Test func `series that have ended are not written again by a later writer`() throws {
    var world = try FileWorld(seed: 4)
    let writer = world.ring.makeWriter()
    var batch = SampleBatch(origin: .processes, timestamp: world.now)
    for slot in 0..<50 as Range<UInt32> {
      batch.declarations.append(
        SeriesDeclaration(
          slot: slot, labels: FileWorld.labels(Int(slot)), family: "m",
          metadata: MetricMetadata(type: .gauge)))
      batch.append(Double(slot), slot: slot)
    }
    writer.append(batch)
    batch.removeAll()
    batch.timestamp = Timestamp(milliseconds: FileWorld.start + 5000)
    batch.ended = Array(0..<50)
    writer.append(batch)
    #expect(try world.flush().series == 50)
    try world.writer.checkpoint()
    try world.writer.checkpoint()
    try world.reopen()
    #expect(try world.flush().blocks == 0)
    #expect(rawSamples(try RingFile(world.file)) == rawSamples(world.ring))
  }

  @Test func `the ring of a writer that is dead is taken in before that of its successor`() throws {
    var world = try FileWorld(seed: 5)
    world.append(seconds: 200)
    try world.flush()
    world.append(seconds: 200)
    // Here the first program dies; the second has a ring of its own.
    let before = world.model
    let second = Ring(byteBound: 2 << 20)
    try world.reopen()
    try world.flush()
    #expect(rawSamples(try RingFile(world.file)) == before)
    let labels = FileWorld.labels(0)
    let later = (1...300).map { Sample(world.now.milliseconds + $0 * 1000, Double($0)) }
    second.append(labels, later)
    try world.writer.flush(second, at: world.now)
    try world.writer.flush(second, at: world.now)
    try world.writer.checkpoint()
    try world.writer.flush(second, at: world.now)
    var expected = before
    expected[labels, default: []] += later
    #expect(rawSamples(try RingFile(world.file)) == expected)
  }

  @Test(arguments: [false, true])
  func `a flush that was refused is made up for by the next`(isCut: Bool) throws {
    var world = try FileWorld(seed: isCut ? 6 : 7)
    var refusals = 0
    for round in 0..<120 {
      world.append(seconds: 4)
      world.file.refuse(after: Int.random(in: 0..<12, using: &world.generator), isCut: isCut)
      do {
        try world.flush()
        if round % 6 == 0 { try world.writer.checkpoint() }
      } catch { refusals += 1 }
      world.file.refuse(after: nil)
      #expect(invented(rawSamples(try RingFile(world.file)), world.model) == 0)
      if round % 10 == 0 {
        try world.flush()
        #expect(rawSamples(try RingFile(world.file)) == world.model, "round \(round)")
      }
    }
    #expect(refusals > 20)
    try world.flush()
    #expect(rawSamples(try RingFile(world.file)) == world.model)
    #expect(try RingFile.verify(world.file) == [])
  }

  @Test func `a refusal says what the system said`() throws {
    var world = try FileWorld(seed: 8)
    world.append(seconds: 4)
    world.file.refuse(after: 0)
    let failure = FileFailure(operation: "write", number: 28, reason: "No space left on device")
    #expect(throws: failure) { try world.flush() }
    #expect("\(failure)" == "write: No space left on device")
  }

  @Test func `a reader follows what a writer adds`() throws {
    var world = try FileWorld(seed: 9)
    world.append(seconds: 20)
    try world.flush()
    let file = try RingFile(world.file)
    for round in 0..<40 {
      world.append(seconds: 10, series: 24 + round)
      try world.flush()
      if round % 9 == 8 { try world.writer.checkpoint() }
      try file.refresh()
      if round % 4 == 0 { #expect(rawSamples(file) == world.model, "round \(round)") }
    }
    #expect(file.damage == [])
  }

  @Test func `a reader that may not read has less and says why`() throws {
    var world = try FileWorld(seed: 10, fileBytes: 4 << 20, arenaBytes: 1 << 20)
    for _ in 0..<10 {
      world.append(seconds: 40, series: 60)
      try world.flush()
      try world.writer.checkpoint()
    }
    let file = try RingFile(world.file)
    world.file.failReads(true)
    let less = rawSamples(file)
    #expect(less != world.model && invented(less, world.model) == 0)
    #expect(file.failure == FileFailure(operation: "read", number: 5, reason: "Input/output error"))
    world.file.failReads(false)
    #expect(rawSamples(file) == world.model)
    #expect(file.failure == nil)
  }

  /// The host's samples that a small file still has, beside so many series of a target a round.
  private static func hostSamples(flood: Int) throws -> [Labels: [Sample]] {
    let ring = Ring(byteBound: 2 << 20)
    let file = MemoryFile()
    let layout = RingFileLayout(fileBytes: 4 << 20, arenaBytes: 1 << 20)
    let writer = try RingFileWriter(creating: file, layout: layout, facts: FileWorld.facts)
    var generator = SeededGenerator(seed: 11)
    for round in 0..<150 as Range<Int64> {
      let time = FileWorld.start + round * 5000
      for number in 0..<20 {
        let value = Double.random(in: 0..<1, using: &generator)
        ring.append(FileWorld.labels(number), [Sample(time, value)])
      }
      for number in 0..<flood {
        ring.append(
          [
            "__name__": "flood", "number": ByteString("\(number)"), "round": ByteString("\(round)"),
          ],
          [Sample(time, 1 / Double(number + 1))], origin: .target("bad"))
      }
      try writer.flush(ring, at: Timestamp(milliseconds: time))
    }
    let found = try RingFile(file)
    #expect(try RingFile.verify(file) == [])
    if flood > 0 {
      let lost = found.contents.table.compactMap { $0?.sequence }.max() ?? 0
      #expect(lost > 6, "the flood went round its circle")
    }
    return rawSamples(found).filter { $0.key.metricName != "flood" }
  }

  @Test func `a flood of a target takes nothing from the host`() throws {
    let quiet = try Self.hostSamples(flood: 0)
    #expect(quiet.count == 20 && quiet.values.allSatisfy { $0.count == 150 })
    #expect(try Self.hostSamples(flood: 150) == quiet)
  }

  @Test func `a small file keeps the newest and goes round`() throws {
    var world = try FileWorld(seed: 12, fileBytes: 4 << 20, arenaBytes: 1 << 20)
    for _ in 0..<90 {
      world.append(seconds: 60, series: 60)
      try world.flush()
    }
    let file = try RingFile(world.file)
    let found = rawSamples(file)
    #expect(invented(found, world.model) == 0)
    var lost = 0
    for (labels, samples) in world.model {
      let kept = found[labels] ?? []
      #expect(kept == samples.suffix(kept.count), "only the oldest go")
      lost += samples.count - kept.count
    }
    #expect(lost > 0, "the file was full")
    #expect(try RingFile.verify(world.file) == [])
    // Where raw samples are gone there are buckets, none of which reaches into them.
    var archived = 0
    for columns in everything(file).values {
      var end = Int64.min
      for column in columns {
        switch column {
        case .floats(let times, _): #expect(times.first ?? .max > end)
        case .gauges(let buckets):
          #expect(buckets.starts.first ?? .max >= end)
          archived += buckets.starts.count
          end = buckets.lastTimes.last ?? end
        case .counters(let buckets):
          #expect(buckets.starts.first ?? .max >= end)
          archived += buckets.starts.count
          end = buckets.lastTimes.last ?? end
        }
      }
    }
    #expect(archived > 0)
  }
}
