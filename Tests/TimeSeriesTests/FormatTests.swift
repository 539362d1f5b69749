import Metrics
import Synchronization
import Testing

@testable import TimeSeries

/// The examples of docs/ring-format.md, whose words were worked out by hand.
@Suite struct FormatTests {
  private static let start: Int64 = 1_700_000_000_000
  private static let times = [0, 1000, 2000, 3000, 4003].map { start + $0 }

  private static let wholes: [Double] = [1, 1, 2, 2, 3]
  private static let wholeWords: [UInt64] = [
    0x0000_0001_006a_0005, 0x0000_0000_0180_0002, 0x0000_018b_cfe5_6800,
    0x850c_465f_ffff_ffff, 0x3ff0_0000_0000_0000, 0xc7d0_4120_7040_0000,
  ]
  private static let fractions: [Double] = [1 / 3.0, 1 / 3.0, 2 / 3.0, 2 / 3.0, 4 / 3.0]
  private static let fractionWords: [UInt64] = [
    0x0000_0001_006f_0005, 0x0000_0000_0100_0002, 0x0000_018b_cfe5_6800,
    0x189c_f4e4_ffff_ffff, 0x3fd5_5555_5555_5555, 0xc7d0_6a0b_2072_0000,
  ]

  @Test(arguments: [(wholes, wholeWords), (fractions, fractionWords)])
  func `a block holds the words that the format's examples say`(
    values: [Double], expected: [UInt64]
  ) {
    let ring = Ring.unbounded()
    ring.append(series("example"), zip(Self.times, values).map { Sample($0, $1) })
    let words = ring.memories[0][0].words(0)
    #expect(expected.indices.map { words[$0].load(ordering: .relaxed) } == expected)
  }
}
