import Metrics
import ProcFS
import Sharing
import Testing

@testable import Collectors

/// What the kernel remembers of what was before.
@Suite struct PastPartTests {
  private let fixture: Fixture
  private let log = Log()

  /// What the log gives, a look at a time.
  private final class Log: Sendable {
    private let readings = Guarded<[KernelLogReading]>([])

    func set(_ readings: [KernelLogReading]) { self.readings.withLock { $0 = readings } }
    func next() -> KernelLogReading {
      readings.withLock { $0.isEmpty ? KernelLogReading() : $0.removeFirst() }
    }
  }

  /// The machine has run for this many seconds at the time of the first round.
  private let uptime = 100_000.0

  init() throws { fixture = try Fixture() }

  private func message(_ secondsAgo: Double, _ text: String, priority: Int = 3) -> KernelMessage? {
    let time = UInt64((uptime - secondsAgo) * 1e6)
    return KernelMessage(record: Array("\(priority),1,\(time),-;\(text)".utf8).span)
  }

  private func at(_ second: Int) -> Timestamp {
    Timestamp(milliseconds: 1_700_000_000_000 + Int64(second) * 1000)
  }

  private func collector(_ readings: [KernelLogReading]) -> HostCollector {
    log.set(readings)
    var options = fixture.options("past")
    options.slowInterval = .seconds(1)
    options.reportsCollectors = true
    options.monotonicClock = { [uptime] in uptime }
    options.readKernelLog = { [log] in log.next() }
    return HostCollector(options, withProcesses: false)
  }

  /// The series after so many rounds, without those about collectors.
  private func values(_ collector: inout HostCollector, rounds: Int = 1) -> [String: Double] {
    var viewer = Viewer()
    for round in 0..<rounds {
      viewer.read(collector.collect(at: at(round))[0])
    }
    return viewer.values.filter { !$0.key.hasPrefix("node_scrape") }
  }

  @Test func `faults of the last hour have their time, each kind and subject the newest`() {
    let messages = [
      message(3601, "old[1]: segfault at 0 ip 0"), message(3599, "api[12]: segfault at 0 ip 0"),
      message(600, "I/O error, dev sda, sector 1 op 0x0:(READ)"),
      message(60, "api[13]: segfault at 0 ip 0"), message(50, "eth0: renamed from veth1"),
      message(40, "Killed process 1 (init) total-vm:1kB", priority: 12),
      // The log's clock may be a little ahead.
      message(-2, "e1000e 0000:00:1f.6 eth0: NIC Link is Down"),
    ].compactMap { $0 }
    var collector = collector([KernelLogReading(messages: messages)])
    let fault = "ringside_kernel_fault_time_seconds"
    #expect(
      values(&collector, rounds: 3) == [
        "\(fault){kind=\"segfault\", subject=\"api\"}": 1_699_999_940,
        "\(fault){kind=\"io_error\", subject=\"sda\"}": 1_699_999_400,
        "\(fault){kind=\"link_down\", subject=\"eth0\"}": 1_700_000_000,
      ])
    #expect(collector.problems.isEmpty)
  }

  @Test func `what happens later is told too, and of many faults the newest twenty`() {
    let many = (0..<30).compactMap { message(Double(100 - $0), "p\($0)[1]: segfault at 0 ip 0") }
    var collector = collector([KernelLogReading(), KernelLogReading(messages: many)])
    let later = values(&collector, rounds: 3)
    #expect(later.count == 20)
    #expect(later["ringside_kernel_fault_time_seconds{kind=\"segfault\", subject=\"p10\"}"] != nil)
    #expect(later["ringside_kernel_fault_time_seconds{kind=\"segfault\", subject=\"p9\"}"] == nil)
  }

  @Test func `a log that this user may not read is a problem, one that is not there is none`() {
    var denied = collector([KernelLogReading(failure: 1)])
    #expect(values(&denied, rounds: 2) == [:])
    #expect(
      denied.problems.map(\.description) == ["/dev/kmsg: operation not permitted (EPERM)"])
    #expect(denied.problems.allSatisfy { $0.isDenied && $0.collector == "past" })
    var absent = collector([KernelLogReading(failure: 2)])
    #expect(values(&absent, rounds: 2) == [:])
    #expect(absent.problems.isEmpty)
  }

  @Test func `waiting of late is told once, and little of it not at all`() throws {
    let line = { (recent: String, past: String) in
      "some avg10=\(recent) avg60=9.99 avg300=\(past) total=1\nfull avg10=0.00 avg300=0.00 total=0\n"
    }
    try fixture.write("proc/pressure/memory", line("0.10", "25.00"))
    try fixture.write("proc/pressure/io", line("3.00", "4.99"))
    var collector = collector([])
    var viewer = Viewer()
    viewer.read(collector.collect(at: at(0))[0])
    let ratio = "ringside_pressure_past_ratio"
    let expected = [
      "\(ratio){resource=\"memory\", window=\"10s\"}": 0.001,
      "\(ratio){resource=\"memory\", window=\"5m\"}": 0.25,
    ]
    #expect(viewer.values.filter { $0.key.hasPrefix(ratio) } == expected)
    viewer.read(collector.collect(at: at(1))[0])
    #expect(viewer.ended == expected.keys.sorted())
  }

  @Test func `the log of another machine's files is not read`() {
    var options = fixture.options("past")
    options.readKernelLog = nil
    var collector = HostCollector(options, withProcesses: false)
    #expect(values(&collector) == [:])
    #expect(collector.problems.isEmpty)
  }
}
