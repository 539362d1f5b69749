internal import Glibc
internal import Metrics
internal import TimeSeries

/// What floods cost a host's history, and what time costs memory: a ring of the usual size on a simulated clock.
///
/// The host has 500 series. A flood is 100 new processes with nine series each, and a target that grows by 10,000 series,
/// every second.
struct PressureMeasurement {
  private static let byteBound = 64 << 20
  private static let hostSeries = 500
  private static let start: Int64 = 1_700_000_000_000
  private static let drawn = 1000

  /// The rows of both measurements.
  static func rows() -> [String] { hourRows() + floodRows() }

  // MARK: - An hour at ten times the rate

  /// Resident memory above that before the first append, at minutes 5 and 60 of a simulated hour with ten ticks a second.
  private static func hourRows() -> [String] {
    let before = residentBytes()
    let ring = Ring(byteBound: byteBound)
    var host = Producer(ring, .host, "host", series: hostSeries)
    var rows: [String] = []
    for tick in 0..<36_000 {
      host.append(at: start + Int64(tick) * 100)
      if tick == 3000 - 1 { rows.append(row("hour.memory-at-minute-5", before)) }
    }
    rows.append(row("hour.memory-at-minute-60", before))
    withExtendedLifetime(ring) {}
    return rows
  }

  private static func row(_ name: String, _ before: Int) -> String {
    "\(name): \(mebibytes(residentBytes() - before)) MiB above the start (bound 64 + 8)"
  }

  // MARK: - A flood

  /// How much shorter the host's raw history is under the flood, and whether samples drawn from it are the same.
  private static func floodRows() -> [String] {
    let quiet = history(withFlood: false)
    let flooded = history(withFlood: true)
    let lost = 100 * (1 - flooded.reachSeconds / max(1, quiet.reachSeconds))
    let equal = zip(quiet.samples, flooded.samples).count { $0 == $1 }
    return [
      "flood.host-history-lost: \(tenths(max(0, lost))) % (bound 10)",
      "flood.samples-equal: \(equal) of \(quiet.samples.count)",
    ]
  }

  private static func history(withFlood: Bool) -> (reachSeconds: Double, samples: [Sample]) {
    let ring = Ring(byteBound: byteBound)
    var host = Producer(ring, .host, "host", series: hostSeries)
    var processes = Producer(ring, .processes, "process", series: 0)
    var target = Producer(ring, .target("bomb"), "bomb", series: 0)
    let seconds = 300
    for second in 0..<seconds {
      let time = start + Int64(second) * 1000
      host.append(at: time)
      guard withFlood else { continue }
      processes.grow(by: 900, keeping: 9000, at: time)
      target.grow(by: 10_000, keeping: 100_000, at: time)
    }
    let end = start + Int64(seconds) * 1000
    let oldest = ring.status().shares[.host]?.oldestRaw?.milliseconds ?? end
    return (Double(end - oldest) / 1000, draw(from: ring, through: end))
  }

  /// A thousand samples at places that a fixed seed chooses.
  private static func draw(from ring: Ring, through end: Int64) -> [Sample] {
    let selection = select(
      [LabelMatcher(Labels.metricNameLabel, equals: "host")],
      after: Timestamp(milliseconds: 0), through: Timestamp(milliseconds: end), from: [ring])
    var samples: [Sample] = []
    for series in selection.series {
      for case .floats(let times, let values) in series.columns {
        for (time, value) in zip(times, values) {
          samples.append(Sample(timestamp: Timestamp(milliseconds: time), value: value))
        }
      }
    }
    guard !samples.isEmpty else { return [] }
    var state: UInt64 = 20
    return (0..<drawn).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return samples[Int(state >> 33) % samples.count]
    }
  }

  private static func mebibytes(_ bytes: Int) -> String { tenths(Double(bytes) / 1_048_576) }

  private static func tenths(_ value: Double) -> String {
    "\((value * 10).rounded() / 10)"
  }

  /// Source: Documentation/filesystems/proc.rst, `/proc/self/statm`.
  private static func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "re") else { return 0 }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = fread(&bytes, 1, bytes.count, file)
    let fields = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}

/// Series that move at every tick, and more of them where they are asked to grow.
private struct Producer {
  private let writer: RingWriter
  private let name: ByteString
  private var batch: SampleBatch
  private var declared: Int
  private var series: Int
  private var state: UInt64 = 1

  init(_ ring: Ring, _ origin: SampleOrigin, _ name: ByteString, series: Int) {
    writer = ring.makeWriter()
    self.name = name
    self.series = series
    declared = 0
    batch = SampleBatch(origin: origin, timestamp: Timestamp(milliseconds: 0))
  }

  /// A sample of every series: two thirds rise by whole steps, the others stay.
  mutating func append(at time: Int64) {
    batch.removeAll()
    batch.timestamp = Timestamp(milliseconds: time)
    while declared < series { declare() }
    for slot in 0..<series {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let moves = slot % 3 != 0
      batch.append(moves ? Double(time % 1_000_000) + Double(state >> 60) : 7, slot: UInt32(slot))
    }
    writer.append(batch)
  }

  /// New series with one sample each; those declared more than `keeping` ago end.
  mutating func grow(by count: Int, keeping: Int, at time: Int64) {
    batch.removeAll()
    batch.timestamp = Timestamp(milliseconds: time)
    for _ in 0..<count {
      declare()
      batch.append(1, slot: UInt32(declared - 1))
    }
    let gone = declared - keeping
    if gone > 0 { batch.ended = (max(0, gone - count)..<gone).map { UInt32($0) } }
    writer.append(batch)
  }

  private mutating func declare() {
    let labels = Labels([
      (name: Labels.metricNameLabel, value: name),
      (name: "instance", value: "web-3"), (name: "number", value: ByteString("\(declared)")),
    ])
    batch.declarations.append(
      SeriesDeclaration(
        slot: UInt32(declared), labels: labels, family: name,
        metadata: MetricMetadata(type: .counter)))
    declared += 1
  }
}
