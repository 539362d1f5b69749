import Metrics
import Testing

@testable import Presentation

@Suite struct NumberTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var unit: Unit
    var value: Double?
    var text: String
    var testDescription: String { "\(unit) \(value.map { "\($0)" } ?? "nil")" }

    init(_ unit: Unit, _ value: Double?, _ text: String) {
      self.unit = unit
      self.value = value
      self.text = text
    }
  }

  @Test(arguments: [
    Row(.cores, 3.14, "3.1"), Row(.cores, 0.4, "0.4"), Row(.cores, 0, "0"),
    Row(.cores, 0.05, "0.05"), Row(.cores, 0.0012, "<0.01"), Row(.cores, nil, "–"),
    Row(.cores, .nan, "–"), Row(.count, .infinity, "∞"), Row(.count, 12, "12"),
    Row(.count, 999, "999"), Row(.count, 1000, "1k"), Row(.count, 1412, "1.4k"),
    Row(.count, 999_700, "1M"), Row(.count, 9.96, "10"), Row(.count, -3.5, "-3.5"),
    Row(.ratio, 0.97, "97 %"), Row(.ratio, 0.031, "3.1 %"), Row(.ratio, 1, "100 %"),
    Row(.ratio, 0.996, "100 %"), Row(.bytes, 0, "0 B"), Row(.bytes, 512, "512 B"),
    Row(.bytes, 1024, "1 KiB"), Row(.bytes, 2_254_857_830, "2.1 GiB"),
    Row(.bytes, 1_023_999, "0.98 MiB"), Row(.bytesPerSecond, 39_845_888, "38 MiB/s"),
    Row(.seconds, 0.048, "48 ms"), Row(.seconds, 0.000_12, "120 µs"), Row(.seconds, 1.24, "1.2 s"),
    Row(.seconds, 200, "3m20s"), Row(.seconds, 0, "0 s"), Row(.perSecond, 104, "104/s"),
    Row(.celsius, 47.5, "48 °C"), Row(.hertz, 2_400_000_000, "2.4 GHz"),
  ])
  func `a number has the digits and the unit that a person reads`(row: Row) {
    #expect(row.unit.text(row.value) == row.text)
  }

  @Test(arguments: [
    Row(.bytes, 2_254_857_830, "2.1G"), Row(.bytesPerSecond, 39_845_888, "38M"),
    Row(.bytes, 0, "0"), Row(.ratio, 0.97, "97"), Row(.bytes, nil, "–"),
  ])
  func `a cell has no room for a unit's full name`(row: Row) {
    #expect(row.unit.compact(row.value) == row.text)
  }

  @Test(arguments: [
    (0.0, "0s"), (14.9, "14s"), (200, "3m20s"), (6420, "1h47m"), (3600, "1h"),
    (864_000, "10d"), (90_000, "1d1h"), (3_542_400, "41d"), (-5, "0s"),
  ])
  func `an age has the two greatest units`(seconds: Double, text: String) {
    #expect(Age.text(seconds: seconds) == text)
  }

  @Test(arguments: [
    (0.3, Unit.cores, 0.5), (1.1, .cores, 2), (2.1, .cores, 2.5), (2.6, .cores, 5),
    (7, .cores, 10), (0.011, .ratio, 0.02), (1000, .bytes, 1024), (3000, .bytes, 4096),
    (5e9, .bytes, 8_589_934_592), (1024, .bytes, 1024),
  ])
  func `an axis counts in round steps`(raw: Double, unit: Unit, step: Double) {
    #expect(abs(ValueAxis.niceStep(raw, unit: unit) - step) < step * 1e-12)
  }

  @Test(arguments: [
    (0.0, 7.9, 4, Unit.cores, ["0", "5", "10"]), (0, 0.6, 4, .cores, ["0", "0.2", "0.4", "0.6"]),
    (0, 3.5 * 1_073_741_824, 4, .bytes, ["0", "2G", "4G"]),
    (0, 1, 3, .ratio, ["0%", "50%", "100%"]), (0, 2400, 4, .count, ["0", "1k", "2k", "3k"]),
  ])
  func `an axis ends with whole steps and its labels have one unit`(
    least: Double, greatest: Double, count: Int, unit: Unit, labels: [String]
  ) {
    let axis = ValueAxis.linear(least, greatest, labels: count, unit: unit, pad: true)
    let shown = axis.labels.map(\.text)
    #expect(shown == labels)
    #expect(axis.least <= least && axis.greatest >= greatest)
  }

  @Test func `a logarithmic axis has a label a power of ten`() {
    let axis = ValueAxis.logarithmic(0.3, 4200, unit: .count)
    #expect(axis.labels.map(\.text) == ["0.1", "1", "10", "100", "1k", "10k"])
    #expect(abs(axis.position(31.622_776_6) - 0.5) < 0.001)
  }
}
