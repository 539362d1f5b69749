import Metrics
import Testing

@Suite struct PrometheusDurationTests {
  @Test(
    arguments: [
      ("0s", 0), ("1ms", 1), ("500ms", 500), ("5m", 300_000), ("1h30m", 5_400_000),
      ("1w", 604_800_000),
      ("2y", 63_072_000_000), ("1d1ms", 86_400_001),
    ] as [(String, Int64)])
  func `a duration is read and printed as Prometheus writes it`(text: String, milliseconds: Int64) {
    #expect(PrometheusDuration.parse(text) == .milliseconds(milliseconds))
    #expect(PrometheusDuration.text(.milliseconds(milliseconds)) == text)
  }

  @Test(arguments: [
    "", "5", "m", "1m1h", "1m1m", "-1m", "1.5h", " 1m", "99999999999999999999y", "400000000y",
  ])
  func `what is no duration is refused`(text: String) {
    #expect(PrometheusDuration.parse(text) == nil)
  }
}
