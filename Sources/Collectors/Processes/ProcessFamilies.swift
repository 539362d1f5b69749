internal import Metrics

/// The families of the processes' series.
///
/// Names follow OpenTelemetry's process conventions in Prometheus form.
enum ProcessFamilies {
  static let cpu = Family.counter(
    "process_cpu_time_seconds_total",
    "Seconds on a CPU by mode; without pid, of all other processes of that name.")
  static let memory = Family.gauge("process_memory_usage_bytes", "Bytes in memory.")
  static let virtual = Family.gauge("process_memory_virtual_bytes", "Bytes of address space.")
  static let threads = Family.gauge("process_thread_count", "Threads.")
  static let io = Family.counter(
    "process_disk_io_bytes_total", "Bytes fetched from and sent to storage.")
  static let faults = Family.counter(
    "process_paging_faults_total", "Page faults; a major one waited for a disk.")
  static let start = Family.gauge(
    "process_start_time_seconds", "When the process began, in seconds since the epoch.")
  static let state = Family.gauge(
    "process_state",
    "0 running, 1 sleeping, 2 waiting for a disk, 3 zombie, 4 stopped, 5 traced, 6 idle, 7 dead.")
  static let limit = Family.gauge(
    "process_cpu_limit_cores", "Cores that the control group allows all its processes together.")
  static let info = Family(
    "process_info", .gauge, "The process's start, parent, user, cgroup and command line.")
  static let seen = Family.gauge("ringside_processes_seen", "Processes at the last tick.")
  static let kept = Family.gauge(
    "ringside_processes_kept", "Processes with series of their own.")
  static let unattributed = Family.counter(
    "ringside_unattributed_cpu_seconds_total",
    "CPU seconds that the kernel counted and no process shows: born and gone between two ticks.")

  /// The number of `process_state` for the kernel's letter; `nil` for one that is not known.
  static func stateNumber(_ letter: UInt8) -> Double? {
    switch letter {
    case UInt8(ascii: "R"): 0
    case UInt8(ascii: "S"): 1
    case UInt8(ascii: "D"): 2
    case UInt8(ascii: "Z"): 3
    case UInt8(ascii: "T"): 4
    case UInt8(ascii: "t"): 5
    case UInt8(ascii: "I"), UInt8(ascii: "P"): 6
    case UInt8(ascii: "X"), UInt8(ascii: "x"): 7
    default: nil
    }
  }
}
