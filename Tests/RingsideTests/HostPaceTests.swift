import Metrics
import Rules
import Testing

@testable import ringside

/// When a host is read, on a clock that goes from tick to tick.
struct HostPaceTests {
  /// The seconds of a minute at which ticks begin.
  ///
  /// - Parameters:
  ///   - pace: how often.
  ///   - alerts: the seconds in which an alert is pending or firing.
  /// - Returns: the seconds, the first of them 0.
  private static func ticks(_ pace: HostPace, _ alerts: Range<Double>) -> [Double] {
    let start = Timestamp(milliseconds: 1_700_000_040_000)
    var (moment, ticks) = (start, [Double]())
    while moment - start < .seconds(60) {
      let second = (moment - start).inSeconds
      ticks.append(second)
      // A tick takes a while.
      let schedule = pace.schedule(isAlerting: alerts.contains(second))
      moment = schedule.next(after: moment + .milliseconds(30))
    }
    return ticks
  }

  @Test func `a recorder reads every five seconds`() throws {
    let options = try RecordCommand(["a.ring"]).options
    #expect(
      Self.ticks(.recorder(every: options.interval), 0..<0)
        == [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55])
  }

  @Test func `while an alert is pending or firing a recorder reads every second`() {
    #expect(
      Self.ticks(.recorder(every: .seconds(5)), 20..<28)
        == [0, 5, 10, 15, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 35, 40, 45, 50, 55])
  }

  @Test func `a recorder that reads more often goes on with it`() {
    let ticks = Self.ticks(.recorder(every: .milliseconds(500)), 20..<28)
    #expect(ticks == (0..<120).map { Double($0) / 2 })
  }

  @Test func `where a person looks an alert changes nothing`() {
    let pace = HostPace(usual: TickSchedule(interval: .seconds(10)))
    #expect(Self.ticks(pace, 0..<60) == [0, 10, 20, 30, 40, 50])
  }

  @Test func `an alert that is pending is enough`() {
    let exchange = Exchange()
    #expect(!exchange.isAlerting)
    for (state, isAlerting) in [(AlertState.pending, true), (.firing, true), (.resolved, false)] {
      exchange.publish { published in
        var book = RuleBookSnapshot(at: Timestamp(milliseconds: 0))
        book.alerts = [
          AlertStatus(
            name: "A", labels: ["alertname": "A"], state: state,
            activeAt: Timestamp(milliseconds: 0))
        ]
        published.rules = book
      }
      #expect(exchange.isAlerting == isAlerting)
    }
  }
}
