import Metrics
import Testing

@testable import Presentation

@Suite struct FillTimeTests {
  @Test(
    arguments: [
      // Falls by a megabyte a second by both: a thousand seconds are left.
      (1e9, -1e6, -1e6, .full(seconds: 1000)),
      // Three times as fast lately: still the same.
      (1e9, -3e6, -1e6, .full(seconds: 1e9 / 3e6)),
      // A burst of ten minutes is not the hour's pace, nor the other way round.
      (1e9, -10e6, -1e6, .disagreeing(short: 100, long: 1000)),
      (1e9, -1e5, -1e6, .disagreeing(short: 10_000, long: 1000)),
      // What is being freed does not fill, by either slope.
      (1e9, 1e6, -1e6, .steady), (1e9, -1e6, 1e6, .steady), (1e9, 0, 0, .steady),
      (1e9, -1e6, 0, .steady),
      // In more than a month it is nobody's concern.
      (1e12, -1e4, -1e4, .steady),
      (0, -1e6, -1e6, .full(seconds: 0)),
      (nil, -1e6, -1e6, .unknown), (1e9, nil, -1e6, .unknown), (1e9, -1e6, nil, .unknown),
      (1e9, .nan, -1e6, .steady),
    ] as [(Double?, Double?, Double?, FillTime.Verdict)])
  func `a file system fills where both slopes say so`(
    available: Double?, short: Double?, long: Double?, verdict: FillTime.Verdict
  ) {
    #expect(
      FillTime(available: available, shortSlope: short, longSlope: long).verdict == verdict)
  }

  @Test(
    arguments: [
      (0.4, "0"), (-0.4, "0"), (512, "+512/s"), (-2048, "-2K/s"), (nil, "–"), (.infinity, "–"),
    ] as [(Double?, String)])
  func `growth has a sign`(value: Double?, text: String) {
    #expect(GrowthText.text(value) == text)
  }
}
