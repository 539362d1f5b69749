import Foundation
import Metrics
import Testing

@testable import Presentation

@Suite struct TimeTextTests {
  /// 2026-11-24 10:46:21 in UTC, a Tuesday.
  static let now = Timestamp(milliseconds: 1_795_517_181_000)
  static let berlin = Zone([
    Zone.Transition(from: Timestamp(milliseconds: .min), offset: 7200, name: "CEST"),
    Zone.Transition(from: Timestamp(milliseconds: 1_792_890_000_000), offset: 3600, name: "CET"),
  ])

  struct Row: CustomTestStringConvertible, Sendable {
    var typed: String
    var zone: Zone
    var moment: String
    var testDescription: String { typed }

    init(_ typed: String, _ moment: String, _ zone: Zone = .utc) {
      self.typed = typed
      self.moment = moment
      self.zone = zone
    }
  }

  @Test(arguments: [
    Row("10:32", "2026-11-24T10:32:00Z"), Row("10:32:15", "2026-11-24T10:32:15Z"),
    Row("23:59", "2026-11-23T23:59:00Z"), Row("03:04Z", "2026-11-24T03:04:00Z", berlin),
    Row("10:32", "2026-11-24T09:32:00Z", berlin), Row("11:47", "2026-11-23T10:47:00Z", berlin),
    Row("-15m", "2026-11-24T10:31:21Z"), Row("−1h30m", "2026-11-24T09:16:21Z"),
    Row("now-2d", "2026-11-22T10:46:21Z"), Row("now", "2026-11-24T10:46:21Z"),
    Row("yesterday 03:00", "2026-11-23T03:00:00Z"), Row("Yesterday", "2026-11-23T00:00:00Z"),
    Row("today 03:00", "2026-11-24T02:00:00Z", berlin),
    Row("2026-11-24T03:12:44Z", "2026-11-24T03:12:44Z"),
    Row("2026-11-24T03:12:44.250+01:00", "2026-11-24T02:12:44Z"),
    Row("2026-11-24 03:12", "2026-11-24T03:12:00Z"), Row("2026-11-24", "2026-11-24T00:00:00Z"),
    Row("24/Nov/2026:03:12:00 +0000", "2026-11-24T03:12:00Z"),
    Row("[24/Nov/2026:03:12:00 -0500]", "2026-11-24T08:12:00Z"),
    Row("Nov 24 03:12:00", "2026-11-24T03:12:00Z"), Row("Dec  3 03:12:00", "2025-12-03T03:12:00Z"),
    Row("24 Nov 03:12", "2026-11-24T03:12:00Z"), Row("1795517000", "2026-11-24T10:43:20Z"),
    Row("1795517000.5", "2026-11-24T10:43:20Z"), Row("1795517000123", "2026-11-24T10:43:20Z"),
    Row(" \"2026-11-24T03:12:44Z\", ", "2026-11-24T03:12:44Z"),
    Row("2026-07-01 12:00", "2026-07-01T10:00:00Z", berlin),
    Row("2026-11-24T03:12:44 UTC", "2026-11-24T03:12:44Z", berlin),
  ])
  func `a moment is read as people type and paste it`(row: Row) throws {
    let moment = try TimeText.parsed(row.typed, now: Self.now, zone: row.zone).get()
    let date = Date(timeIntervalSince1970: (moment.seconds).rounded(.down))
    #expect(date.formatted(.iso8601) == row.moment)
  }

  @Test(arguments: [
    "", "soon", "25:00", "10:60", "10", "2026-13-01", "2026-02-30 10:00", "10:32 tomorrow",
    "-15", "-", "Nov", "10:32+2",
  ])
  func `what is no moment is refused with the forms that are`(typed: String) {
    let answer = TimeText.parsed(typed, now: Self.now, zone: .utc)
    #expect(throws: TimeText.Problem.self) { try answer.get() }
    if case .failure(let problem) = answer {
      #expect(
        problem.description
          == "'\(typed)' is no time; expected 10:32, 03:04Z, -15m, yesterday 03:00 or a timestamp")
    }
  }

  @Test func `calendar and clock are Foundation's over four centuries`() throws {
    let seed: UInt64 = 20_261_124
    var random = SplitMix(seed)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for _ in 0..<2000 {
      let seconds = Int64(random.next() % 12_622_780_800) - 3_000_000_000
      let ours = LocalTime(Timestamp(milliseconds: seconds * 1000), in: .utc)
      let theirs = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second],
        from: Date(timeIntervalSince1970: Double(seconds)))
      #expect(
        [ours.year, ours.month, ours.day, ours.hour, ours.minute, ours.second] == [
          theirs.year, theirs.month, theirs.day, theirs.hour, theirs.minute, theirs.second,
        ], "seed \(seed), \(seconds)")
      #expect(
        LocalTime.days(year: ours.year, month: ours.month, day: ours.day)
          == Int((Double(seconds) / 86_400).rounded(.down)))
    }
  }

  @Test func `a clock carries its zone`() {
    #expect(ClockText.withSeconds(Self.now, .utc) == "10:46:21Z")
    #expect(ClockText.withSeconds(Self.now, Self.berlin) == "11:46:21 CET")
    #expect(ClockText.distance(Self.now - .seconds(840), now: Self.now) == "−14m")
  }
}

/// A small generator whose sequence depends on nothing but the seed.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number between 0 and 1.
  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
