internal import Glibc
internal import Metrics
internal import ProcFS

/// What the kernel remembers of what was before: `past`.
///
/// Faults that its log tells of, from an hour before the start on, and once at the start how long tasks waited lately.
struct PastPart: HostPart {
  /// The collector's name.
  static let name = "past"

  /// A fault that has a series.
  private struct Fault {
    var event: KernelEvent
    var seconds: Double
  }

  private let readLog: (() -> KernelLogReading)?
  private let monotonicClock: @Sendable () -> Double
  private let pressure: [(resource: String, file: KernelFile)]
  private var faults: [Fault] = []
  private var hasBegun = false
  private var failure: Int32 = 0

  /// Faults that have series at most.
  private static let mostFaults = 20
  /// Less waiting than this share is not worth remembering, nor is what goes on: that is seen.
  private static let leastShare = 0.05
  /// How long a fault is told, in seconds.
  private static let memory = 3600.0

  /// - Parameter options: where to read; the log of this machine is read only with its own process file system.
  init(_ options: HostOptions) {
    let isHere = options.paths.procfs == HostPaths().procfs
    if let read = options.readKernelLog {
      readLog = read
    } else if isHere {
      let log = KernelLog()
      readLog = { log.read() }
    } else {
      readLog = nil
    }
    monotonicClock = options.monotonicClock
    pressure = ["cpu", "io", "memory"].map {
      ($0, KernelFile(options.paths.proc("pressure/\($0)"), capacity: 512))
    }
  }

  var problems: [CollectorProblem] {
    guard !CollectorProblem.isAbsence(failure) else { return [] }
    return [CollectorProblem(collector: PastPart.name, path: "/dev/kmsg", code: failure)]
  }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    if !hasBegun { writePressure(to: &writer) }
    hasBegun = true
    take(round)
    if !CollectorProblem.isAbsence(failure) { writer.fail() }
    for fault in faults {
      let key = SeriesKey.join(
        SeriesKey.of(fault.event.kind.rawValue.utf8), SeriesKey.of(fault.event.subject))
      let labels: [LabelPair] = [
        ("kind", ByteString(fault.event.kind.rawValue)),
        ("subject", ByteString(fault.event.subject)),
      ]
      writer.put(PastPart.fault, key, fault.seconds) { labels }
    }
  }

  /// Takes what is new in the log; of the faults the newest are kept, one of each kind and subject.
  private mutating func take(_ round: HostRound) {
    guard let reading = readLog?() else { return }
    if reading.failure != 0 { failure = reading.failure }
    let now = Double(round.timestamp.milliseconds) / 1000
    let boot = now - monotonicClock()
    for message in reading.messages {
      let seconds = boot + Double(message.microseconds) / 1e6
      guard seconds >= now - PastPart.memory, let event = KernelEvent(message)
      else { continue }
      faults.removeAll { $0.event == event }
      // The log's clock stands still while the machine sleeps, and may be a little ahead.
      faults.append(Fault(event: event, seconds: min(seconds, now).rounded(.down)))
    }
    faults.removeAll { $0.seconds < now - PastPart.memory }
    if faults.count > PastPart.mostFaults { faults.removeFirst(faults.count - PastPart.mostFaults) }
  }

  private mutating func writePressure(to writer: inout SampleWriter) {
    for (resource, file) in pressure {
      guard let reading = file.parse({ Pressure($0) }) else { continue }
      guard let past = reading.pastShare, let recent = reading.recentShare,
        past >= PastPart.leastShare, recent < past / 2
      else { continue }
      for (window, share) in [("10s", recent), ("5m", past)] {
        writer.put(PastPart.share, [("resource", resource), ("window", window)], share)
      }
    }
  }

  private static let fault = Family.gauge(
    "ringside_kernel_fault_time_seconds",
    "When the kernel's log told of a fault of this kind last, in Unix seconds.")
  private static let share = Family.gauge(
    "ringside_pressure_past_ratio",
    "The share of the time before the start in which some task waited for the resource.")
}
