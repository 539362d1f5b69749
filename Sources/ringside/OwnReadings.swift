internal import Glibc
internal import Metrics
internal import Sharing
internal import Storage
internal import Synchronization
internal import TimeSeries

/// What Ringside measures about itself, from whichever thread knows it.
final class OwnReadings: Sendable {
  private let terminalBytes = Atomic<Int>(0)
  private let lockedBytes = Atomic<Int>(0)
  /// How hooks fare.
  let hooks = HookLedger()
  private let bell = Guarded<[(name: String, reason: String, count: Int)]>([])

  /// Notes how many bytes have gone to the terminal since the start.
  func note(terminalBytes count: Int) { terminalBytes.store(count, ordering: .relaxed) }

  /// Notes how many bytes of the program are kept in memory.
  func note(lockedBytes count: Int) { lockedBytes.store(count, ordering: .relaxed) }

  /// Notes how often the bell rang and was withheld since the start, by reason.
  func note(rings: [String: Int], withheld: [String: Int]) {
    let counts =
      rings.sorted { $0.key < $1.key }.map { ("rings", $0.key, $0.value) }
      + withheld.sorted { $0.key < $1.key }.map { ("withheld", $0.key, $0.value) }
    bell.withLock { $0 = counts }
  }

  /// The bytes of memory that this process holds; `nil` where the kernel does not say.
  ///
  /// Source: Documentation/filesystems/proc.rst, `/proc/self/statm`.
  static func residentBytes() -> Double? {
    guard let file = fopen("/proc/self/statm", "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = fread(&bytes, 1, bytes.count, file)
    let fields = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// The bytes that this process has had written to disks; `nil` where the kernel does not say.
  ///
  /// Source: Documentation/filesystems/proc.rst, `/proc/self/io`, `write_bytes`.
  static func writtenBytes() -> Double? {
    guard let bytes = try? InputFile.read("/proc/self/io") else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.first { $0.hasPrefix("write_bytes: ") }.flatMap { Double($0.dropFirst(13)) }
  }

  /// How the ring file fares.
  private static func storage(_ record: FlushRecord) -> [OwnReading] {
    var readings: [OwnReading] = []
    if let written = writtenBytes() {
      readings.append(
        OwnReading(
          name: "ringside_storage_written_bytes_total", type: .counter,
          help: "Bytes that Ringside has had written to disks.", value: written))
    }
    readings.append(
      OwnReading(
        name: "ringside_storage_payload_bytes_total", type: .counter,
        help: "Bytes of compressed samples that went into the ring file, each counted once.",
        value: Double(record.written.payloadBytes)))
    if let last = record.lastSuccess {
      readings.append(
        OwnReading(
          name: "ringside_storage_last_flush_timestamp_seconds", type: .gauge,
          help: "When the ring file was last written in full.", value: last.seconds))
    }
    return readings
  }

  /// All readings of a tick that came `lag` after it was due.
  ///
  /// - Parameters:
  ///   - lag: how late the tick began.
  ///   - ring: the ring.
  ///   - flush: how the ring file fares; `nil` where there is none.
  /// - Returns: the readings, always in the same order.
  func readings(lag: Duration, ring: RingStatus, flush: FlushRecord? = nil) -> [OwnReading] {
    var readings = [
      OwnReading(
        name: "ringside_cpu_seconds_total", type: .counter,
        help: "CPU seconds that Ringside has used.", value: SystemClock.processorSeconds()),
      OwnReading(
        name: "ringside_terminal_bytes_total", type: .counter,
        help: "Bytes written to the terminal.",
        value: Double(terminalBytes.load(ordering: .relaxed))),
      OwnReading(
        name: "ringside_tick_lag_seconds", type: .gauge,
        help: "How late the last tick of the host began.", value: max(0, lag.inSeconds)),
      OwnReading(
        name: "ringside_locked_memory_bytes", type: .gauge,
        help: "Bytes of the program that are kept in memory.",
        value: Double(lockedBytes.load(ordering: .relaxed))),
    ]
    if let resident = OwnReadings.residentBytes() {
      readings.append(
        OwnReading(
          name: "ringside_resident_memory_bytes", type: .gauge,
          help: "Bytes of memory that Ringside holds.", value: resident))
    }
    return readings + OwnReadings.ring(ring) + (flush.map(OwnReadings.storage) ?? [])
      + bellReadings() + hooks.readings
  }

  private static func ring(_ status: RingStatus) -> [OwnReading] {
    var readings = [
      OwnReading(
        name: "ringside_ring_bytes", type: .gauge, help: "Bytes of the ring in use.",
        value: Double(status.bytesUsed)),
      OwnReading(
        name: "ringside_ring_series", type: .gauge, help: "Series in the ring.",
        value: Double(status.series)),
      OwnReading(
        name: "ringside_ring_samples_appended_total", type: .counter,
        help: "Samples that were taken in.", value: Double(status.appendedSamples)),
      OwnReading(
        name: "ringside_ring_samples_out_of_order_total", type: .counter,
        help: "Samples that were no newer than the newest of their series.",
        value: Double(status.outOfOrderSamples)),
      OwnReading(
        name: "ringside_ring_samples_refused_total", type: .counter,
        help: "Samples of series for which the ring had no room.",
        value: Double(status.refusedSamples)),
      OwnReading(
        name: "ringside_store_lock_seconds_max", type: .gauge,
        help: "The longest time that the lock of the ring's index was held.",
        value: status.longestLockHold.inSeconds),
    ]
    for (share, counts) in status.shares.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      readings.append(
        OwnReading(
          name: "ringside_ring_evicted_blocks_total", type: .counter,
          help: "Blocks that were reused for newer samples.",
          labels: [("class", ByteString("\(share)"))], value: Double(counts.evictedBlocks)))
    }
    return readings
  }

  private func bellReadings() -> [OwnReading] {
    bell.withLock { $0 }.map { count in
      OwnReading(
        name: ByteString("ringside_bell_\(count.name)_total"), type: .counter,
        help: count.name == "rings" ? "Rings of the bell." : "Alerts that did not ring.",
        labels: [("reason", ByteString(count.reason))], value: Double(count.count))
    }
  }
}
