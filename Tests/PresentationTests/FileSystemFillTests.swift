import Testing

@testable import Presentation

/// When a file system is called filling: spaces are made second by second, and forecasts computed by hand.
@Suite struct FileSystemFillTests {
  /// 15 s apart; `left` is given the seconds before now.
  private func forecast(
    held: Int, size: Double = 1e9, _ left: (Double) -> Double
  ) -> FileSystemFill.Forecast? {
    let points = held / 15
    let values = (0...points).map { left(Double((points - $0) * 15)) }
    return FileSystemFill(start: 0, step: 15_000, available: Course(values), sizeBytes: size)
      .forecast
  }

  @Test(arguments: [150, 600, 3600])
  func `a steady pace is told with the time that is left`(held: Int) throws {
    let forecast = try #require(forecast(held: held) { 300e6 + 250e3 * $0 })
    #expect(abs(forecast.bytesPerSecond - 250e3) < 1)
    #expect(abs(forecast.secondsToFull - 1200) < 0.1)
    #expect(abs(forecast.usedShare - 0.7) < 1e-9)
    #expect(forecast.since == 0)
  }

  @Test func `it says since when it grows`() throws {
    let forecast = try #require(forecast(held: 1800) { 300e6 + 250e3 * min($0, 900) })
    #expect(forecast.since == (1800 - 900) / 15)
  }

  private static let still: [(what: String, held: Int)] = [
    ("nothing is written", 3600), ("less than two minutes", 105),
    ("one file of thirty seconds", 600), ("it was written and is over", 600),
    ("more than an hour is left", 600), ("space comes back", 600),
    ("written and deleted in turn", 600), ("space came back for most of an hour", 3600),
  ]

  /// What is left so many seconds ago.
  private static func left(_ what: String, _ ago: Double) -> Double {
    switch what {
    case "nothing is written": return 1e6
    case "less than two minutes": return 1e6 + 1e4 * ago
    case "one file of thirty seconds": return 1e6 + 1e5 * min(ago, 30)
    case "it was written and is over": return 1e6 + 1e5 * max(0, ago - 120)
    case "more than an hour is left": return 5e8 + 1e5 * ago
    case "space comes back": return 5e8 - 1e5 * ago
    case "written and deleted in turn":
      return 3e8 + 1e6 * (ago / 30).truncatingRemainder(dividingBy: 4)
    default: return ago < 600 ? 1e8 + 5e4 * ago : 7.3e8 - 2e5 * (ago - 600)
    }
  }

  @Test(arguments: still)
  func `what does not fill is not told`(what: String, held: Int) {
    #expect(forecast(held: held) { Self.left(what, $0) } == nil, "\(what)")
  }

  @Test func `eight hours are enough where it is nearly full and has been watched`() {
    #expect(forecast(held: 1800) { 90e6 + 5e3 * $0 } != nil)
    #expect(forecast(held: 600) { 90e6 + 5e3 * $0 } == nil)
    #expect(forecast(held: 1800, size: 5e8) { 90e6 + 5e3 * $0 } == nil)
  }
}
