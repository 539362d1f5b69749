import Metrics
import Sharing
import Testing
import TimeSeries

@testable import Storage

/// What is older than a process, and the pause in which nobody wrote.
@Suite struct LateHistoryTests {
  /// A ring that counts how often it is asked.
  private final class CountedSource: SampleStandIn {
    let ring = Ring.unbounded()
    private let counter = Guarded(0)

    var source: (any SampleSource)? { ring }
    var count: Int { counter.withLock { $0 } }

    func read(
      _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
      into found: inout [SelectedSeries]
    ) {
      counter.withLock { $0 += 1 }
      ring.read(ringClass, matchers, request, into: &found)
    }
  }

  private static func time(_ seconds: Int64) -> Timestamp {
    Timestamp(milliseconds: seconds * 1000)
  }

  private static func append(_ seconds: [Int64], to ring: Ring) {
    ring.append(
      labels: ["__name__": "x"], metadata: MetricMetadata(type: .gauge), family: "x",
      origin: .host, samples: seconds.map { Sample(timestamp: time($0), value: Double($0)) })
  }

  /// An interval, what is in it, with the end of the writer before at 499 s, and whether the history, of 100 to 120 s, is asked by an arena that begins at 500 s.
  static let intervals: [(after: Int64, through: Int64, seconds: [Int64], isAsked: Bool)] = [
    (0, 1000, [100, 110, 120, 499, 500, 510], true), (110, 1000, [120, 499, 500, 510], true),
    (119, 400, [120], true), (120, 1000, [500, 510], true), (121, 1000, [500, 510], false),
    (200, 520, [500, 510], false), (200, 300, [], false), (500, 1000, [510], false),
    (0, 115, [100, 110], true),
  ]

  @Test(arguments: intervals)
  func `a history is asked for what it may have and for nothing else`(
    after: Int64, through: Int64, seconds: [Int64], isAsked: Bool
  ) {
    let arena = Ring(byteBound: 1 << 20, beginning: Self.time(500))
    Self.append([500, 510], to: arena)
    let source = CountedSource()
    // What this process has written since is in the file too.
    Self.append([100, 110, 120, 500, 510], to: source.ring)
    let history = LateHistory(until: arena.beginning)
    let tiers = Tiers(arena: arena, history: history)
    history.take(source, newest: Self.time(120))
    let found = select(
      [LabelMatcher("__name__", equals: "x")], after: Self.time(after),
      through: Self.time(through), from: [tiers])
    var times: [Int64] = []
    for case .floats(let some, let values) in found.series.first?.columns ?? [] {
      times += some
      #expect(zip(some, values).allSatisfy { ($0 == 499_000) == $1.isStaleMarker })
    }
    #expect(times == seconds.map { $0 * 1000 })
    #expect((source.count > 0) == isAsked)
  }

  /// How many of the newest samples are asked for at a moment, and what of a series of each tier is found.
  static let newest: [(count: Int?, at: Int64, seconds: [Int64], isAsked: Bool)] = [
    (1, 1000, [510], false), (1, 505, [500], false), (1, 500, [500], false), (1, 499, [120], true),
    (2, 1000, [500, 510], true), (nil, 1000, [100, 110, 120, 499, 500, 510], true),
  ]

  @Test(arguments: newest)
  func `where one sample is asked for and the arena has begun, the history has none to give`(
    count: Int?, at moment: Int64, seconds: [Int64], isAsked: Bool
  ) {
    let arena = Ring(byteBound: 1 << 20, beginning: Self.time(500))
    Self.append([500, 510], to: arena)
    let source = CountedSource()
    Self.append([100, 110, 120], to: source.ring)
    let history = LateHistory(until: arena.beginning)
    history.take(source, newest: Self.time(120))
    let found = select(
      [LabelMatcher("__name__", equals: "x")], after: Self.time(0), through: Self.time(moment),
      from: [Tiers(arena: arena, history: history)], newest: count)
    var times: [Int64] = []
    for case .floats(let some, _) in found.series.first?.columns ?? [] { times += some }
    // More than were asked for may be there: what matters is the newest.
    #expect(times.suffix(seconds.count) == seconds.map { $0 * 1000 })
    #expect((source.count > 0) == isAsked)
  }
}
