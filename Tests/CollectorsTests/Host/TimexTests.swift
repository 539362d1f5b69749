import Metrics
import Testing

@testable import Collectors

struct TimexTests {
  private func values(_ part: inout TimexPart) -> [String: Double] {
    var writer = SampleWriter(origin: .host, targetLabels: [], slots: SlotAllocator())
    var section = SeriesSection()
    var viewer = Viewer()
    writer.startRound(at: Timestamp(milliseconds: 0))
    writer.begin(&section)
    part.write(
      to: &writer,
      HostRound(number: 1, timestamp: Timestamp(milliseconds: 0), wallSeconds: 0))
    writer.end(&section)
    viewer.read(writer.batch)
    return viewer.values
  }

  @Test func `units are those of the status, and overflows are counted`() {
    let clock = ClockDiscipline(
      isSynchronised: false, status: 0x2001, offset: -5_000_000_000, frequency: 65_536_000_000,
      maximumError: 16_000_000, estimatedError: 500, constant: 7, tick: 10_000,
      pulseFrequency: 32_768_000_000, jitter: 2000, shift: 3, stability: 65_536_000_000,
      jitterCount: 1, calibrationCount: 2, errorCount: 3, stabilityCount: 4, tai: 37)
    var part = TimexPart { clock }
    _ = values(&part)
    #expect(
      values(&part) == [
        "node_timex_sync_status": 0, "node_timex_offset_seconds": -5,
        "node_timex_offset_overflow_total": 2, "node_timex_frequency_adjustment_ratio": 2,
        "node_timex_maxerror_seconds": 16, "node_timex_estimated_error_seconds": 0.0005,
        "node_timex_status": 8193, "node_timex_loop_time_constant": 7,
        "node_timex_tick_seconds": 0.01, "node_timex_pps_frequency_hertz": 0.5,
        "node_timex_pps_jitter_seconds": 2e-6, "node_timex_pps_shift_seconds": 3,
        "node_timex_pps_stability_hertz": 1, "node_timex_pps_jitter_total": 1,
        "node_timex_pps_calibration_total": 2, "node_timex_pps_error_total": 3,
        "node_timex_pps_stability_exceeded_total": 4, "node_timex_tai_offset_seconds": 37,
      ])
    var coarse = TimexPart { ClockDiscipline(offset: 2_000_000) }
    #expect(values(&coarse)["node_timex_offset_seconds"] == 2)
    #expect(values(&coarse)["node_timex_offset_overflow_total"] == 0)
  }

  @Test func `a kernel that refuses gives no series`() {
    var part = TimexPart { nil }
    #expect(values(&part) == [:])
  }
}
