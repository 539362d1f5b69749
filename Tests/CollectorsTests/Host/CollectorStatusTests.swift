import Metrics
import Testing

@testable import Collectors

struct CollectorStatusTests {
  /// A clock that goes on by a quarter of a second each time it is looked at.
  private final class Ticker: @unchecked Sendable {
    private var now = 0.0
    func next() -> Double {
      now += 0.25
      return now
    }
  }

  @Test func `a collector that fails says so, and is well again when its file is`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/sys/kernel/random/entropy_avail", "256\n")
    var options = fixture.options("entropy", "kernel_hung")
    options.reportsCollectors = true
    options.slowInterval = .seconds(1)
    options.monotonicClock = { 5 }
    var collector = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    func status(_ second: Int64) -> [Double?] {
      viewer.read(collector.collect(at: Timestamp(milliseconds: second * 1000))[0])
      return ["entropy", "kernel_hung"].map {
        viewer.values["node_scrape_collector_success{collector=\"\($0)\"}"]
      }
    }
    #expect(status(0) == [1, 0])
    try fixture.write("proc/sys/kernel/hung_task_detect_count", "0\n")
    try fixture.remove("proc/sys/kernel/random/entropy_avail")
    #expect(status(1) == [0, 1])
  }

  @Test func `the time of a collector is that of all its parts`() throws {
    let fixture = try Fixture()
    try fixture.write("proc/stat", "cpu0 1 2 3 4\n")
    var options = fixture.options("cpu")
    options.reportsCollectors = true
    let ticker = Ticker()
    options.monotonicClock = { ticker.next() }
    var collector = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collectOnce(at: Timestamp(milliseconds: 0)))
    // Times of the file, the topology and what the processors say of themselves.
    #expect(viewer.values["node_scrape_collector_duration_seconds{collector=\"cpu\"}"] == 0.75)
  }
}
