import Metrics
import TestArena
import Testing

@testable import TimeSeries

/// What a dead writer left in its arena goes into a ring file, as if the writer had flushed it.
@Suite struct AbsorbTests {
  /// An arena after so many rounds of a plan, of which a file has got the first part from the writer.
  private static func left(
    _ plan: SamplePlan, rounds: Int, flushed: Int, _ file: MemoryFile
  ) throws -> (arena: ArenaBytes, ring: Ring, file: RingFileWriter) {
    let layout = ArenaLayout(byteBound: 4 << 20)
    let arena = ArenaBytes(count: layout.byteCount)
    let ring = Ring(arena: arena, layout: layout)
    let writers = (0..<4).map { _ in ring.makeWriter() }
    let writer = try RingFileWriter(
      creating: file,
      layout: RingFileLayout(fileBytes: 8 << 20, arenaBytes: 4 << 20, budgets: .standard),
      facts: FileWorld.facts)
    for round in 0..<rounds {
      for share in 0..<4 { writers[share].append(plan.batch(share, round)) }
      if round == flushed {
        try writer.flush(ring, at: Timestamp(milliseconds: plan.time(round)))
      }
    }
    return (arena, ring, writer)
  }

  private static func bits(_ samples: [Labels: [Sample]]) -> [Labels: [[UInt64]]] {
    samples.mapValues { list in
      list.map { [UInt64(bitPattern: $0.timestamp.milliseconds), $0.value.bitPattern] }
    }
  }

  @Test(arguments: [-1, 0, 70, 149])
  func `a file that takes in a dead arena has all of it`(flushed: Int) throws {
    let plan = SamplePlan(slots: 20)
    let file = MemoryFile()
    let (arena, ring, _) = try Self.left(plan, rounds: 150, flushed: flushed, file)
    let writer = try RingFileWriter(opening: file)
    try writer.flush(Ring(reading: arena), at: Timestamp(milliseconds: plan.time(151)))
    let found = rawSamples(try RingFile(file))
    #expect(found.count > 40)
    #expect(Self.bits(found) == Self.bits(rawSamples(ring)))
    #expect(try RingFile.verify(file) == [])
  }
}
