import Metrics
import Testing

@testable import TimeSeries

/// Series that come and go until the index of a file is full: the oldest go, and whoever stays loses nothing.
@Suite struct IndexChurnTests {
  @Test func `where the index is full the oldest series that have ended go`() throws {
    var world = try FileWorld(
      seed: 81, fileBytes: 4 << 20, arenaBytes: 1 << 20, ringBytes: 1 << 20)
    var most = 0
    let limit = world.writer.layout.indexHalfBytes
    for round in 0..<320 {
      let moment = world.now.milliseconds
      world.append(seconds: 2, series: 4)
      for number in 0..<60 {
        let labels = FileWorld.labels(1000 + round * 60 + number)
        world.ring.append(
          labels: labels, metadata: MetricMetadata(type: .gauge), family: labels.metricName ?? "",
          origin: .processes, samples: [Sample(moment + 500, Double(round))])
      }
      try world.flush()
      if round % 40 == 39 { try world.writer.checkpoint() }
      guard round % 16 == 15 else { continue }
      most = max(most, try RingFile(world.file).summary.indexBytes)
    }
    #expect(most > limit * 3 / 4 && most <= limit, "it was full")
    let file = try RingFile(world.file)
    #expect(file.damage == [])
    let found = rawSamples(file)
    for number in 0..<4 {
      #expect(found[FileWorld.labels(number)] == world.model[FileWorld.labels(number)])
    }
    let rounds = found.values.joined().filter { $0.timestamp.milliseconds % 1000 == 500 }
      .map { Int($0.value) }
    #expect(rounds.contains(319), "the newest are there")
    #expect(!rounds.contains(0), "the oldest are gone")
    #expect(try RingFile.verify(world.file) == [], "what had to go is no damage")
  }
}
