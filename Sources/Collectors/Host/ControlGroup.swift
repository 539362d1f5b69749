internal import Metrics
internal import ProcFS

/// The files of one control group of version 2, and the series that are made of them.
///
/// The families are those that cAdvisor has for a container. What has no limit has no series for it.
struct ControlGroup {
  /// The group's path.
  let id: [UInt8]
  private let key: UInt64
  private let labels: [LabelPair]
  private let cpuMax: KernelFile
  private let cpuStat: KernelFile
  private let memoryMax: KernelFile
  private let memoryCurrent: KernelFile
  private let memoryStat: KernelFile
  private let memoryEvents: KernelFile
  private let tasksMax: KernelFile
  private let tasksCurrent: KernelFile

  /// The group `id`, whose files are in `folder`; `names` are labels beside its `id`.
  init(id: [UInt8], folder: String, names: [LabelPair] = []) {
    self.id = id
    labels = [("id", ByteString(id))] + names
    key = SeriesKey.of(id)
    let file = { (name: String, capacity: Int) in
      KernelFile("\(folder)/\(name)", capacity: capacity)
    }
    cpuMax = file("cpu.max", 128)
    cpuStat = file("cpu.stat", 1024)
    memoryMax = file("memory.max", 64)
    memoryCurrent = file("memory.current", 64)
    memoryStat = file("memory.stat", 8192)
    // The group's own: a kill is not to be told of every group above it.
    let local = "memory.events.local"
    memoryEvents = file(Tree.exists("\(folder)/\(local)") ? local : "memory.events", 512)
    tasksMax = file("pids.max", 64)
    tasksCurrent = file("pids.current", 64)
  }

  var files: [KernelFile] {
    [cpuMax, cpuStat, memoryMax, memoryCurrent, memoryStat, memoryEvents, tasksMax, tasksCurrent]
  }

  /// Writes the group's series, and says whether; one that has no limit is written only where it is `wanted` anyway.
  func write(to writer: inout SampleWriter, wanted: Bool, _ numbers: inout NamedNumbers) -> Bool {
    let bandwidth = cpuMax.parse { ControlGroupFiles.bandwidth($0) } ?? nil
    let memoryLimit = memoryMax.parse { ControlGroupFiles.number($0) } ?? nil
    let tasksLimit = tasksMax.parse { ControlGroupFiles.number($0) } ?? nil
    let isLimited =
      bandwidth?.quotaMicroseconds != nil || memoryLimit != nil || tasksLimit != nil
    guard wanted || isLimited else { return false }
    writeCPU(bandwidth, to: &writer, &numbers)
    put(ControlGroup.memoryLimit, memoryLimit, &writer)
    writeMemory(to: &writer, &numbers)
    put(ControlGroup.tasksLimit, tasksLimit, &writer)
    put(ControlGroup.tasks, tasksCurrent.parse { ControlGroupFiles.number($0) } ?? nil, &writer)
    return true
  }

  /// Says that the group's limits are Ringside's own.
  func writeOwn(to writer: inout SampleWriter) {
    writer.put(ControlGroup.own, key, 1) { Array(labels.prefix(1)) }
  }

  private func writeCPU(
    _ bandwidth: ControlGroupFiles.Bandwidth?, to writer: inout SampleWriter,
    _ numbers: inout NamedNumbers
  ) {
    read(cpuStat, &numbers)
    put(ControlGroup.usage, value("usage_usec", cpuStat, numbers), &writer, unit: 1e-6)
    guard let bandwidth, let quota = bandwidth.quotaMicroseconds else { return }
    put(ControlGroup.quota, quota, &writer)
    put(ControlGroup.period, bandwidth.periodMicroseconds, &writer)
    put(ControlGroup.periods, value("nr_periods", cpuStat, numbers), &writer)
    put(ControlGroup.throttled, value("nr_throttled", cpuStat, numbers), &writer)
    let seconds = value("throttled_usec", cpuStat, numbers)
    put(ControlGroup.throttledSeconds, seconds, &writer, unit: 1e-6)
  }

  private func writeMemory(to writer: inout SampleWriter, _ numbers: inout NamedNumbers) {
    let used = memoryCurrent.parse { ControlGroupFiles.number($0) } ?? nil
    put(ControlGroup.memory, used, &writer)
    read(memoryStat, &numbers)
    // What has not been looked at for a while goes before anything must wait for memory.
    if let used, let inactive = value("inactive_file", memoryStat, numbers) {
      put(ControlGroup.workingSet, used - min(used, inactive), &writer)
    }
    read(memoryEvents, &numbers)
    put(ControlGroup.failures, value("max", memoryEvents, numbers), &writer)
    put(ControlGroup.kills, value("oom_kill", memoryEvents, numbers), &writer)
  }

  private func read(_ file: KernelFile, _ numbers: inout NamedNumbers) {
    if file.parse({ numbers.read($0) }) == nil { numbers = NamedNumbers() }
  }

  private func value(
    _ name: String, _ file: KernelFile, _ numbers: NamedNumbers
  ) -> UInt64? {
    let bytes = file.bytes
    return numbers.entries.first { bytes[$0.name].elementsEqual(name.utf8) }?.value
  }

  private func put(
    _ family: Family, _ value: UInt64?, _ writer: inout SampleWriter, unit: Double = 1
  ) {
    guard let value else { return }
    writer.put(family, key, Double(value) * unit) { labels }
  }

  // MARK: - Families

  static let own = Family.gauge(
    "ringside_own_control_group",
    "1 for the control group that Ringside is in, and for those above it that have a limit.")
  static let usage = Family.counter(
    "container_cpu_usage_seconds_total", "CPU seconds that a control group has used.")
  static let quota = Family.gauge(
    "container_spec_cpu_quota", "Microseconds of CPU that a control group may use in a period.")
  static let period = Family.gauge(
    "container_spec_cpu_period", "The length of a period in microseconds.")
  static let periods = Family.counter(
    "container_cpu_cfs_periods_total", "Periods in which a control group with a quota ran.")
  static let throttled = Family.counter(
    "container_cpu_cfs_throttled_periods_total",
    "Periods in which a control group had used up its quota and had to wait.")
  static let throttledSeconds = Family.counter(
    "container_cpu_cfs_throttled_seconds_total",
    "Seconds that a control group's run queues waited for a new quota.")
  static let memory = Family.gauge(
    "container_memory_usage_bytes", "Bytes that a control group holds, caches included.")
  static let workingSet = Family.gauge(
    "container_memory_working_set_bytes",
    "Bytes that a control group holds without files that were not used lately.")
  static let memoryLimit = Family.gauge(
    "container_spec_memory_limit_bytes", "Bytes that a control group may hold.")
  static let failures = Family.counter(
    "container_memory_failcnt", "Times that a control group came to its limit of memory.")
  static let kills = Family.counter(
    "container_oom_events_total",
    "Processes of a control group that were killed because memory ran out.")
  static let tasks = Family.gauge(
    "container_threads", "Threads in a control group.")
  static let tasksLimit = Family.gauge(
    "container_threads_max", "Threads that a control group may have.")
}
