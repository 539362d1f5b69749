import Metrics
import Testing

@testable import Scraping

@Suite struct TargetScheduleTests {
  private static let start = Timestamp(milliseconds: 1_700_000_000_000)

  private static func schedule(_ url: String = "http://a:1/metrics") -> TargetSchedule {
    TargetSchedule(url: url, options: ScrapeOptions(version: "1"), now: start)
  }

  @Test func `a target has its place in the interval, the same after a restart`() {
    var first = Self.schedule()
    let place = first.next.milliseconds % 5000
    #expect(first.next >= Self.start && first.next < Self.start + .seconds(5))
    for _ in 0..<3 {
      _ = first.begin(at: first.next)
      first.end(TargetSchedule.Burden(targetTime: .milliseconds(20), bodyBytes: 10), at: first.next)
      #expect(first.next.milliseconds % 5000 == place)
    }
    let later = TargetSchedule(
      url: "http://a:1/metrics", options: ScrapeOptions(version: "1"),
      now: Self.start + .seconds(7777))
    #expect(later.next.milliseconds % 5000 == place)
  }

  @Test(arguments: [0, 1000, 2000, 3000, 4000])
  func `a first scrape at once is followed by the place, not sooner than half an interval`(
    shift: Int
  ) {
    var options = ScrapeOptions(version: "1")
    options.startsAtOnce = true
    let now = Self.start + .milliseconds(shift)
    var schedule = TargetSchedule(url: "http://a:1/metrics", options: options, now: now)
    #expect(schedule.isDue(at: now))
    #expect(schedule.begin(at: now) == now)
    schedule.end(TargetSchedule.Burden(targetTime: .milliseconds(20), bodyBytes: 10), at: now)
    #expect(schedule.next.milliseconds % 5000 == Self.schedule().next.milliseconds % 5000)
    #expect((2500...7500).contains((schedule.next - now).milliseconds))
    let next = schedule.next
    schedule.adjust(to: now)
    #expect(schedule.next == next, "taken for a clock that was set back")
  }

  @Test func `targets are spread over the interval`() {
    let places = (1...100).map { Self.schedule("http://host-\($0):9100/metrics") }
      .map { $0.next.milliseconds % 5000 / 1000 }
    for second in 0..<5 {
      let count = places.filter { $0 == Int64(second) }.count
      #expect((8...35).contains(count), "second \(second) has \(count) of 100")
    }
  }

  @Test(arguments: [(0, true), (10, true), (11, false), (400, false)])
  func `a scrape that begins within 10 ms of its moment carries that moment`(
    lateMilliseconds: Int, isNominal: Bool
  ) {
    var schedule = Self.schedule()
    let planned = schedule.next
    let now = planned + .milliseconds(lateMilliseconds)
    #expect(schedule.begin(at: now) == (isNominal ? planned : now))
  }

  @Test func `with a short interval a hundredth of it is the tolerance`() {
    var options = ScrapeOptions(version: "1")
    options.interval = .milliseconds(500)
    var schedule = TargetSchedule(url: "x", options: options, now: Self.start)
    let now = schedule.next + .milliseconds(6)
    #expect(schedule.begin(at: now) == now)
  }

  /// Each step is a scrape: what it was, then the interval and the reason after it.
  @Test func `a burdened target is asked less often, and more often again once it is quick`() {
    var schedule = Self.schedule()
    var line: [String] = []
    let light = TargetSchedule.Burden(targetTime: .milliseconds(100), bodyBytes: 1000)
    let steps: [(Int, TargetSchedule.Burden)] = [
      (1, light),
      (1, TargetSchedule.Burden(targetTime: .milliseconds(500), bodyBytes: 4 << 20)),
      (1, TargetSchedule.Burden(targetTime: .milliseconds(501), bodyBytes: 0)),
      (1, TargetSchedule.Burden(targetTime: .milliseconds(10), bodyBytes: 4 << 20 + 1)),
      (1, TargetSchedule.Burden(targetTime: .seconds(10), bodyBytes: 0)),
      (1, TargetSchedule.Burden(targetTime: .seconds(10), bodyBytes: 0)),
      (1, TargetSchedule.Burden(targetTime: .seconds(10), bodyBytes: 0)),
      (9, light), (1, light), (10, light), (10, light), (10, light), (1, light),
    ]
    for (times, burden) in steps {
      for _ in 0..<times {
        _ = schedule.begin(at: schedule.next)
        schedule.end(burden, at: schedule.next)
      }
      line.append(
        "\(schedule.interval.milliseconds / 1000)" + (schedule.reason.map { " \($0)" } ?? ""))
    }
    let slow = "a scrape took 10s of an interval of"
    #expect(
      line == [
        "5", "5",
        "10 a scrape took 501ms of an interval of 5s; it may take a tenth",
        "20 the page has 4194305 bytes; up to 4194304 keep the usual interval",
        "40 \(slow) 20s; it may take a tenth",
        "60 \(slow) 40s; it may take a tenth",
        "60 \(slow) 1m; it may take a tenth",
        "60 \(slow) 1m; it may take a tenth",
        "30 \(slow) 1m; it may take a tenth",
        "15 \(slow) 1m; it may take a tenth",
        "7 \(slow) 1m; it may take a tenth",
        "5", "5",
      ])
  }

  /// Each step is a scrape of a configured target: what it was, then the interval, its reason, and the warning.
  @Test func `a configured target keeps its interval and is warned of, but for a huge page`() {
    var options = ScrapeOptions(version: "1")
    options.interval = .seconds(15)
    options.keepsInterval = true
    options.longestInterval = .seconds(60)
    var schedule = TargetSchedule(url: "http://a:1/metrics", options: options, now: Self.start)
    let steps: [(took: Int, bytes: Int)] = [
      (100, 1000), (1501, 1000), (10, 4 << 20 + 1), (10, 16 << 20), (10, 16 << 20 + 1), (10, 1000),
    ]
    let lines = steps.map { step in
      _ = schedule.begin(at: schedule.next)
      schedule.end(
        TargetSchedule.Burden(targetTime: .milliseconds(step.took), bodyBytes: step.bytes),
        at: schedule.next)
      return "\(schedule.interval.milliseconds / 1000) "
        + "\(schedule.reason?.description ?? "-") | \(schedule.burden?.description ?? "-")"
    }
    let large = "the page has 16777217 bytes; up to 16777216 keep the usual interval"
    #expect(
      lines == [
        "15 - | -", "15 - | a scrape took 1s501ms of an interval of 15s; it may take a tenth",
        "15 - | the page has 4194305 bytes; up to 4194304 keep the usual interval",
        "15 - | the page has 16777216 bytes; up to 4194304 keep the usual interval",
        "30 \(large) | -", "30 \(large) | -",
      ])
  }

  @Test func `a name server that is silent makes the lookups rarer`() {
    var schedule = Self.schedule()
    _ = schedule.begin(at: schedule.next)
    let silence = TargetSchedule.Burden(
      targetTime: .zero, bodyBytes: 0, nameServerSilence: .seconds(3))
    schedule.end(silence, at: schedule.next)
    #expect(schedule.interval == .seconds(10))
    #expect(schedule.reason?.description == "the name server did not answer within 3s")
  }

  @Test(arguments: [(120, 120), (2, 0), (86_400, 3600)])
  func `a pause that the target asks for is kept, up to an hour`(asked: Int, kept: Int) {
    var schedule = Self.schedule()
    let now = schedule.next
    _ = schedule.begin(at: now)
    schedule.end(
      TargetSchedule.Burden(targetTime: .zero, bodyBytes: 0, retryAfter: .seconds(asked)), at: now)
    let wait = schedule.next - now
    if kept == 0 {
      #expect(wait == .seconds(5) && schedule.reason == nil)
    } else {
      #expect(wait >= .seconds(kept) && wait < .seconds(kept + 5))
      #expect(schedule.reason == .retryAfter(.seconds(asked)))
    }
  }

  @Test func `moments that passed during a scrape are left out`() {
    var schedule = Self.schedule()
    let first = schedule.next
    _ = schedule.begin(at: first)
    schedule.end(
      TargetSchedule.Burden(targetTime: .milliseconds(10), bodyBytes: 0), at: first + .seconds(12))
    #expect(schedule.next == first + .seconds(15))
  }

  @Test func `a wall clock that is set back does not silence the target`() {
    var schedule = Self.schedule()
    let back = schedule.next - .seconds(3600)
    schedule.adjust(to: back)
    #expect(schedule.next - back <= .seconds(5) && schedule.next >= back)
  }
}
