import Metrics
import Presentation
import PromQL
import Synchronization
import Testing
import TimeSeries

@testable import ringside

/// What is evaluated again from tick to tick, and what is not.
@Suite struct PaneQueriesTests {
  /// A source that counts how often it is read, and has one series whose value is how often.
  private final class CountingSource: SampleSource {
    private let reads = Atomic(0)

    var count: Int { reads.load(ordering: .relaxed) }

    func read(
      _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
      into found: inout [SelectedSeries]
    ) {
      guard ringClass == RingClass.allCases[0] else { return }
      reads.wrappingAdd(1, ordering: .relaxed)
      let times = stride(from: request.after + 1, through: request.through, by: 1000)
      found.append(
        SelectedSeries(
          labels: ["__name__": "x"],
          columns: [.floats(times: Array(times), values: times.map { _ in Double(count) })]))
    }

    var metrics: [Metric] { [] }
    var labelNames: [ByteString] { [] }
    func labelValues(of name: ByteString) -> [ByteString] { [] }
    func metadata(of family: ByteString) -> MetricMetadata? { nil }
    var oldest: Timestamp? { nil }
  }

  private let source = CountingSource()

  private static func seconds(_ value: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_700_000_000_000 + value * 1000)
  }

  /// How often the source is read while one request is answered at ticks after its end.
  private func reads(_ query: String, _ timing: PaneRequest.Timing, ticks: [Int64]) -> [Int] {
    var queries = PaneQueries(sources: [source])
    let request = PaneRequest(QueryID(PaneID("p")), query, timing)
    return ticks.map { tick in
      let before = source.count
      queries.keep(only: [request])
      let answer = queries.answer(request, tick: Self.seconds(tick))
      #expect(answer?.computedAt == Self.seconds(tick))
      return source.count - before
    }
  }

  private static let range = PaneRequest.Timing.range(
    start: seconds(0), end: seconds(60), step: .seconds(15))

  @Test(arguments: [PaneRequest.Timing.instant(seconds(60)), range])
  func `what lies before the newest tick is evaluated once`(timing: PaneRequest.Timing) {
    #expect(reads("x", timing, ticks: [61, 62, 63, 75]) == [1, 0, 0, 0])
  }

  @Test func `what ends with the newest tick is evaluated once more after it`() {
    #expect(reads("x", .instant(Self.seconds(60)), ticks: [60, 61, 62]) == [1, 1, 0])
  }

  @Test(arguments: ["x offset -30s", "x @ 1700000099", "max_over_time(x[5s] offset -30s)"])
  func `what looks ahead is evaluated at every tick`(query: String) {
    #expect(reads(query, .instant(Self.seconds(60)), ticks: [61, 62, 63]) == [1, 1, 1])
  }

  @Test func `another request, or a round without it, begins anew`() {
    var queries = PaneQueries(sources: [source])
    let request = PaneRequest(QueryID(PaneID("p")), "x", .instant(Self.seconds(60)))
    var other = request
    other.timing = .instant(Self.seconds(61))
    var counts: [Int] = []
    for asked in [request, other, request, nil, request] {
      queries.keep(only: asked.map { [$0] } ?? [])
      if let asked { _ = queries.answer(asked, tick: Self.seconds(70)) }
      counts.append(source.count)
    }
    #expect(counts == [1, 2, 3, 3, 4])
  }

  @Test func `what failed is tried again`() {
    var queries = PaneQueries(sources: [source], deadline: .zero)
    let request = PaneRequest(QueryID(PaneID("p")), "x", .instant(Self.seconds(60)))
    for tick in [61, 62] as [Int64] {
      queries.keep(only: [request])
      guard case .failure? = queries.answer(request, tick: Self.seconds(tick))?.outcome else {
        Issue.record("without time there is an answer at tick \(tick)")
        continue
      }
    }
  }
}
