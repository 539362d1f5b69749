internal import Metrics
internal import ProcFS

/// The series that each control group has, in cAdvisor's names; those of its devices are beside them.
enum UnitSeries: Int, CaseIterable {
  case usage, user, system
  case quota, period, periods, throttled, throttledSeconds
  case memory, workingSet, anonymous, cache, swap
  case memoryLimit, memoryHigh, swapLimit, failures, kills
  case tasks, tasksLimit
  case cpuWaiting, cpuStalled, memoryWaiting, memoryStalled, ioWaiting, ioStalled

  static let all = allCases

  /// Whether the collector of the own group writes it too.
  var isOwn: Bool {
    switch self {
    case .usage, .quota, .period, .periods, .throttled, .throttledSeconds, .memory, .workingSet,
      .memoryLimit, .failures, .kills, .tasks, .tasksLimit:
      true
    default: false
    }
  }

  var family: Family { UnitSeries.families[rawValue] }

  /// The number in the family's unit; `nil` where it is not known, or there is no limit.
  func value(_ reading: UnitReading, _ limits: UnitLimits) -> Double? {
    switch self {
    case .usage: UnitSeries.seconds(reading.cpu?.usageMicroseconds)
    case .user: UnitSeries.seconds(reading.cpu?.userMicroseconds)
    case .system: UnitSeries.seconds(reading.cpu?.systemMicroseconds)
    case .quota, .period, .periods, .throttled, .throttledSeconds: bandwidth(reading, limits)
    case .memory: UnitSeries.number(reading.memoryBytes)
    case .workingSet: UnitSeries.workingSet(reading)
    case .anonymous: UnitSeries.number(reading.memory?.anonymousBytes)
    case .cache: UnitSeries.number(reading.memory?.fileBytes)
    case .swap: UnitSeries.number(reading.swapBytes)
    case .memoryLimit: UnitSeries.number(limits.memoryBytes)
    case .memoryHigh: UnitSeries.number(limits.memoryHighBytes)
    case .swapLimit: UnitSeries.number(limits.swapBytes)
    case .failures: UnitSeries.number(reading.memoryEvents?.max)
    case .kills: UnitSeries.number(reading.memoryEvents?.kills)
    case .tasks: UnitSeries.number(reading.tasks)
    case .tasksLimit: UnitSeries.number(limits.tasks)
    case .cpuWaiting: UnitSeries.seconds(reading.cpuPressure?.someMicroseconds)
    case .cpuStalled: UnitSeries.seconds(reading.cpuPressure?.fullMicroseconds)
    case .memoryWaiting: UnitSeries.seconds(reading.memoryPressure?.someMicroseconds)
    case .memoryStalled: UnitSeries.seconds(reading.memoryPressure?.fullMicroseconds)
    case .ioWaiting: UnitSeries.seconds(reading.ioPressure?.someMicroseconds)
    case .ioStalled: UnitSeries.seconds(reading.ioPressure?.fullMicroseconds)
    }
  }

  /// What there is only with a quota.
  private func bandwidth(_ reading: UnitReading, _ limits: UnitLimits) -> Double? {
    guard let bandwidth = limits.bandwidth else { return nil }
    return switch self {
    case .quota: UnitSeries.number(bandwidth.quotaMicroseconds)
    case .period: Double(bandwidth.periodMicroseconds)
    case .periods: UnitSeries.number(reading.cpu?.periods)
    case .throttled: UnitSeries.number(reading.cpu?.throttledPeriods)
    default: UnitSeries.seconds(reading.cpu?.throttledMicroseconds)
    }
  }

  /// What has not been looked at for a while goes before anything must wait for memory.
  private static func workingSet(_ reading: UnitReading) -> Double? {
    guard let used = reading.memoryBytes, let inactive = reading.memory?.inactiveFileBytes else {
      return nil
    }
    return Double(used - min(used, inactive))
  }

  private static func number(_ value: UInt64?) -> Double? { value.map { Double($0) } }
  private static func seconds(_ microseconds: UInt64?) -> Double? {
    microseconds.map { Double($0) / 1e6 }
  }

  // MARK: - Families

  private static let families: [Family] =
    [
      ControlGroup.usage,
      .counter(
        "container_cpu_user_seconds_total",
        "CPU seconds that a control group has used in its programs themselves."),
      .counter(
        "container_cpu_system_seconds_total",
        "CPU seconds that a control group has used in the kernel."),
      ControlGroup.quota, ControlGroup.period, ControlGroup.periods, ControlGroup.throttled,
      ControlGroup.throttledSeconds,
    ] + memoryFamilies + [ControlGroup.tasks, ControlGroup.tasksLimit] + pressureFamilies

  private static let memoryFamilies: [Family] = [
    ControlGroup.memory, ControlGroup.workingSet,
    .gauge("container_memory_rss", "Bytes of a control group that are no file's."),
    .gauge("container_memory_cache", "Bytes of cached files that a control group holds."),
    .gauge("container_memory_swap", "Bytes of a control group that are in swap."),
    ControlGroup.memoryLimit,
    .gauge(
      "container_spec_memory_reservation_limit_bytes",
      "Bytes above which a control group is slowed and reclaimed from."),
    .gauge(
      "container_spec_memory_swap_limit_bytes", "Bytes of swap that a control group may hold."),
    ControlGroup.failures, ControlGroup.kills,
  ]

  private static let pressureFamilies: [Family] = ["cpu", "memory", "io"].flatMap { resource in
    [
      Family.counter(
        "container_pressure_\(resource)_waiting_seconds_total",
        "Seconds in which some task of a control group waited for \(resource)."),
      Family.counter(
        "container_pressure_\(resource)_stalled_seconds_total",
        "Seconds in which no task of a control group could run for want of \(resource)."),
    ]
  }

  /// The series that a group has for each block device it used.
  static let deviceFamilies: [Family] = [
    .counter(
      "container_fs_reads_bytes_total", "Bytes that a control group has read from a device."),
    .counter(
      "container_fs_writes_bytes_total", "Bytes that a control group has written to a device."),
    .counter(
      "container_fs_reads_total", "Operations of a control group that read from a device."),
    .counter(
      "container_fs_writes_total", "Operations of a control group that wrote to a device."),
  ]

  /// The number of a device for the family with this place in `deviceFamilies`.
  static func value(_ device: ControlGroupIO.Device, _ family: Int) -> Double? {
    switch family {
    case 0: number(device.readBytes)
    case 1: number(device.writtenBytes)
    case 2: number(device.reads)
    default: number(device.writes)
    }
  }

  static let kept = Family.gauge(
    "ringside_units_kept", "Control groups with series of their own.")
  static let leftOut = Family.gauge(
    "ringside_units_left_out", "Control groups beyond those that have series, or more.")
}
