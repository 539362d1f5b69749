internal import Metrics

/// How well the clock is kept, `timex`.
///
/// The corresponding C function is `adjtimex`, which is asked and changes nothing.
struct TimexPart: HostPart {
  private var overflows = 0.0
  private let read: @Sendable () -> ClockDiscipline?

  init(read: @escaping @Sendable () -> ClockDiscipline?) {
    self.read = read
  }

  private static func gauge(_ name: String, _ help: String) -> Family {
    .gauge("node_timex_\(name)", help)
  }

  private static func counter(_ name: String, _ help: String) -> Family {
    .counter("node_timex_\(name)", help)
  }

  private static let isSynchronised = gauge(
    "sync_status", "Is clock synchronized to a reliable server (1 = yes, 0 = no).")
  private static let offset = gauge(
    "offset_seconds", "Time offset in between local system and reference clock.")
  private static let overflow = counter(
    "offset_overflow_total",
    "Count of adjtimex() offset readings indicating kernel overflow (|offset| > 4s). See https://github.com/prometheus/node_exporter/issues/3764"
  )
  private static let jitter = gauge("pps_jitter_seconds", "Pulse per second jitter.")

  /// The numbers that only a factor changes.
  private static let plain: [(family: Family, value: @Sendable (ClockDiscipline) -> Double)] = [
    (
      gauge("frequency_adjustment_ratio", "Local clock frequency adjustment."),
      { 1 + Double($0.frequency) / scaledMillion }
    ),
    (gauge("maxerror_seconds", "Maximum error in seconds."), { Double($0.maximumError) / 1e6 }),
    (
      gauge("estimated_error_seconds", "Estimated error in seconds."),
      { Double($0.estimatedError) / 1e6 }
    ),
    (gauge("status", "Value of the status array bits."), { Double($0.status) }),
    (gauge("loop_time_constant", "Phase-locked loop time constant."), { Double($0.constant) }),
    (gauge("tick_seconds", "Seconds between clock ticks."), { Double($0.tick) / 1e6 }),
    (
      gauge("pps_frequency_hertz", "Pulse per second frequency."),
      { Double($0.pulseFrequency) / scaledMillion }
    ),
    (gauge("pps_shift_seconds", "Pulse per second interval duration."), { Double($0.shift) }),
    (
      gauge(
        "pps_stability_hertz", "Pulse per second stability, average of recent frequency changes."),
      { Double($0.stability) / scaledMillion }
    ),
    (
      counter("pps_jitter_total", "Pulse per second count of jitter limit exceeded events."),
      { Double($0.jitterCount) }
    ),
    (
      counter("pps_calibration_total", "Pulse per second count of calibration intervals."),
      { Double($0.calibrationCount) }
    ),
    (
      counter("pps_error_total", "Pulse per second count of calibration errors."),
      { Double($0.errorCount) }
    ),
    (
      counter(
        "pps_stability_exceeded_total",
        "Pulse per second count of stability limit exceeded events."),
      { Double($0.stabilityCount) }
    ),
    (gauge("tai_offset_seconds", "International Atomic Time (TAI) offset."), { Double($0.tai) }),
  ]

  /// Frequencies are parts in a million with sixteen bits behind the point.
  private static let scaledMillion = 65_536_000_000.0

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let clock = read() else { return writer.fail() }
    let seconds = Double(clock.offset) / clock.unitsPerSecond
    // Virtual clocks run over at 2³² ns now and then; no clock that is kept is off by seconds.
    if abs(seconds) > 4 { overflows += 1 }
    writer.put(TimexPart.isSynchronised, clock.isSynchronised ? 1 : 0)
    writer.put(TimexPart.offset, seconds)
    writer.put(TimexPart.overflow, overflows)
    writer.put(TimexPart.jitter, Double(clock.jitter) / clock.unitsPerSecond)
    for (family, value) in TimexPart.plain { writer.put(family, value(clock)) }
  }
}
