internal import CLinux

/// What the kernel says about the keeping of its clock.
///
/// Source: adjtimex(2), which has the units.
package struct ClockDiscipline: Sendable {
  var isSynchronised = true
  var status: Int64 = 0
  var offset: Int64 = 0
  var frequency: Int64 = 0
  var maximumError: Int64 = 0
  var estimatedError: Int64 = 0
  var constant: Int64 = 0
  var tick: Int64 = 0
  var pulseFrequency: Int64 = 0
  var jitter: Int64 = 0
  var shift: Int64 = 0
  var stability: Int64 = 0
  var jitterCount: Int64 = 0
  var calibrationCount: Int64 = 0
  var errorCount: Int64 = 0
  var stabilityCount: Int64 = 0
  var tai: Int64 = 0

  /// The status bit by which offsets and jitter are nanoseconds, not microseconds.
  private static let isInNanoseconds: Int64 = 0x2000

  /// What the call returns where the clock is not synchronised.
  private static let timeError: Int64 = 5

  /// What one second is in the unit of offsets.
  var unitsPerSecond: Double { status & Self.isInNanoseconds != 0 ? 1e9 : 1e6 }

  /// A clock that is kept to the nanosecond.
  package static let exact = ClockDiscipline(status: isInNanoseconds, tick: 10_000)

  /// What the kernel says now; `nil` where it refuses.
  package static let current: @Sendable () -> ClockDiscipline? = {
    var raw = clinux_timex()
    guard clinux_adjtimex(&raw) >= 0 else { return nil }
    return ClockDiscipline(
      isSynchronised: raw.state != timeError, status: raw.status, offset: raw.offset,
      frequency: raw.freq, maximumError: raw.maxerror, estimatedError: raw.esterror,
      constant: raw.constant, tick: raw.tick, pulseFrequency: raw.ppsfreq, jitter: raw.jitter,
      shift: raw.shift, stability: raw.stabil, jitterCount: raw.jitcnt,
      calibrationCount: raw.calcnt, errorCount: raw.errcnt, stabilityCount: raw.stbcnt,
      tai: raw.tai)
  }
}
