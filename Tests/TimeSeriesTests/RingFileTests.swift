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
}
