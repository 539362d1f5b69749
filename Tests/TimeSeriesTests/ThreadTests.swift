import Metrics
import Synchronization
import Testing
import TimeSeries

/// What the readers counted.
private final class Tally: Sendable {
  let isDone = Atomic(false)
  let wrong = Atomic(0)
  let seen = Atomic(0)
}

@Suite struct ThreadTests {
  /// Every value follows from series and time, so that a reader can tell a torn or foreign sample.
  private static func value(_ number: Int, _ time: Int64) -> Double {
    Double((time / 1000 &* 31 &+ Int64(number) &* 7919) % 1009)
  }

  @Test func `readers see only what was written, while blocks are being reused`() async {
    let ring = Ring(byteBound: Ring.leastByteBound)
    let tally = Tally()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        Self.write(ring)
        tally.isDone.store(true, ordering: .releasing)
      }
      for _ in 0..<2 {
        group.addTask {
          repeat {
            for one in ring.all("shared").series {
              let number = Int(one.labels["number"]?.text ?? "") ?? -1
              for sample in one.samples {
                let expected = Self.value(number, sample.timestamp.milliseconds)
                if sample.value != expected { tally.wrong.add(1, ordering: .relaxed) }
              }
              tally.seen.add(one.samples.count, ordering: .relaxed)
            }
            _ = ring.status()
            await Task.yield()
          } while !tally.isDone.load(ordering: .acquiring)
        }
      }
    }
    #expect(tally.wrong.load(ordering: .relaxed) == 0)
    #expect(ring.status().evictions > 100)
    ring.checkInvariants()
  }

  private static func write(_ ring: Ring) {
    let writer = ring.makeWriter()
    for tick in 0..<2500 {
      let time = 1_700_000_000_000 + Int64(tick) * 1000
      var batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: time))
      for number in 0..<20 {
        if tick == 0 {
          batch.declarations.append(
            SeriesDeclaration(
              slot: UInt32(number), labels: series("shared", number), family: "shared",
              metadata: MetricMetadata(type: .gauge)))
        }
        batch.append(value(number, time), slot: UInt32(number))
      }
      writer.append(batch)
    }
  }
}
