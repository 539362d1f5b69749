import Metrics
import Synchronization
import Testing

@testable import TimeSeries

/// The example of docs/ring-format.md, whose words were worked out by hand.
@Suite struct FormatTests {
  @Test func `a block holds the words that the format's example says`() {
    let ring = Ring.unbounded()
    let start: Int64 = 1_700_000_000_000
    ring.append(
      series("example"),
      [
        Sample(start, 1), Sample(start + 1000, 1), Sample(start + 2000, 2),
        Sample(start + 3000, 2), Sample(start + 4003, 3),
      ])
    let words = ring.memories[0][0].words(0)
    let found = (0..<7).map { words[$0].load(ordering: .relaxed) }
    #expect(
      found == [
        0x0000_0001_0082_0005, 0x0000_0000_0100_0000, 0x0000_018b_cfe5_6800,
        0x0000_0000_ffff_ffff, 0x3ff0_0000_0000_0000, 0xc7d0_612f_ff90_3d80,
        0xc000_0000_0000_0000,
      ])
  }
}
