import Metrics
import Testing

@Suite struct FloatTextTests {
  @Test(
    arguments: [
      (0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (100_000, "100000"),
      (1e20, "100000000000000000000"),
      (1e21, "1e+21"), (1.5e300, "1.5e+300"), (0.0001, "0.0001"), (0.00001, "1e-05"),
      (1.25e-7, "1.25e-07"),
      (123_456.789, "123456.789"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
      (1_700_000_000.123, "1700000000.123"),
    ] as [(Double, String)])
  func `a number is written as Go writes its shortest form`(value: Double, text: String) {
    #expect(FloatText.shortest(value) == text)
  }
}
