import Metrics
import Testing

@testable import ringside

@Suite struct ArgumentValueTests {
  static let now = Timestamp(milliseconds: 1_700_000_000_000)

  static let moments: [(text: String, milliseconds: Int64?)] = [
    ("1700000000", 1_700_000_000_000), ("1700000000.25", 1_700_000_000_250),
    ("now", 1_700_000_000_000), ("-15m", 1_699_999_100_000), ("-1h30m", 1_699_994_600_000),
    ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600_000),
    ("2023-11-14T22:13:20Z", 1_700_000_000_000), ("2023-11-14t22:13:20z", 1_700_000_000_000),
    ("2023-11-14T23:13:20+01:00", 1_700_000_000_000),
    ("2023-11-14T17:43:20-04:30", 1_700_000_000_000),
    ("2023-11-14T22:13:20.5Z", 1_700_000_000_500), ("1969-12-31T23:59:59Z", -1000),
    ("2023-02-29T00:00:00Z", nil), ("2023-13-01T00:00:00Z", nil), ("2023-11-14T24:00:00Z", nil),
    ("2023-11-14T22:13:20", nil), ("2023-11-14T22:13:20.Z", nil), ("yesterday", nil), ("", nil),
    ("-15", -15_000), ("-x", nil),
  ]

  @Test(arguments: moments)
  func `a moment is read in three forms`(text: String, milliseconds: Int64?) {
    #expect(MomentArgument.parse(text, now: Self.now)?.milliseconds == milliseconds)
  }

  @Test(
    arguments: [
      ("64MiB", 67_108_864), ("1GiB", 1_073_741_824), ("500kB", 500_000), ("1048576", 1_048_576),
      ("10B", 10), ("MiB", nil), ("64 MiB", nil), ("-1", nil), ("9999999TiB", nil), ("", nil),
    ] as [(String, Int?)])
  func `a size is read with its unit`(text: String, bytes: Int?) {
    #expect(ByteSizeArgument.parse(text) == bytes)
  }
}
