import Metrics
import Synchronization
import TestArena
import Testing

@testable import TimeSeries

/// Followers of an arena while it is written: they see blocks that are whole, and samples that were appended.
@Suite struct FollowTests {
  /// What the followers counted.
  private final class Tally: Sendable {
    let isDone = Atomic(false)
    let wrong = Atomic(0)
    let seen = Atomic(0)
    let broken = Atomic(0)
  }

  @Test func `followers see only what was written, while blocks and numbers are reused`()
    async throws
  {
    let plan = SamplePlan(slots: 40)
    let layout = ArenaLayout(byteBound: Ring.leastByteBound)
    let arena = ArenaBytes(count: layout.byteCount)
    let ring = Ring(arena: arena, layout: layout)
    let tally = Tally()
    let followers = try (0..<2).map { _ in try Ring(reading: arena) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        let writers = (0..<4).map { _ in ring.makeWriter() }
        for round in 0..<600 {
          for share in 0..<4 { writers[share].append(plan.batch(share, round)) }
        }
        tally.isDone.store(true, ordering: .releasing)
      }
      for follower in followers {
        group.addTask {
          // The last look is after the last append, however the two were given time.
          var isLast = false
          while !isLast {
            isLast = tally.isDone.load(ordering: .acquiring)
            follower.refresh()
            Self.check(follower, plan, tally)
            await Task.yield()
          }
        }
      }
    }
    #expect(tally.wrong.load(ordering: .relaxed) == 0)
    #expect(tally.broken.load(ordering: .relaxed) == 0)
    #expect(tally.seen.load(ordering: .relaxed) > 0)
    #expect(ring.status().evictions > 100)
    for follower in followers {
      follower.refresh()
      follower.checkInvariants()
      let all = ["a0", "a1", "a2", "a3"].map { ByteString($0) }
      #expect(all.map { follower.samples($0) } == all.map { ring.samples($0) })
    }
  }

  private static func check(_ follower: Ring, _ plan: SamplePlan, _ tally: Tally) {
    for name in ["a0", "a1", "a2", "a3"] {
      for one in follower.all(ByteString(name)).series {
        for sample in one.samples {
          let expected = plan.value(of: one.labels, at: sample.timestamp.milliseconds)
          if expected?.bitPattern != sample.value.bitPattern {
            tally.wrong.add(1, ordering: .relaxed)
          }
        }
        tally.seen.add(one.samples.count, ordering: .relaxed)
      }
    }
    tally.broken.add(follower.auditedBlocks().broken, ordering: .relaxed)
  }
}

extension Ring {
  /// The raw samples of a name as numbers, by labels.
  fileprivate func samples(_ name: ByteString) -> [Labels: [[UInt64]]] {
    Dictionary(
      uniqueKeysWithValues: all(name).series.map { one in
        (
          one.labels,
          one.samples.map {
            [UInt64(bitPattern: $0.timestamp.milliseconds), $0.value.bitPattern]
          }
        )
      })
  }
}
