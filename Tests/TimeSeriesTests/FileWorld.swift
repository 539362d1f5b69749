import Metrics
import Testing

@testable import TimeSeries

/// A ring, a file that it is flushed to, and what was appended.
struct FileWorld {
  static let start: Int64 = 1_700_000_000_000

  let ring: Ring
  let file: MemoryFile
  var writer: RingFileWriter
  /// Every sample that was taken in.
  var model: [Labels: [Sample]] = [:]
  var generator: SeededGenerator
  private(set) var second: Int64 = 0
  private var born: [Labels: Int64] = [:]

  static let facts = RingFileFacts(
    machineID: "5f3a", hostName: "db-1", zoneName: "Europe/Berlin", zoneOffset: 3600,
    interval: 1000, created: Timestamp(milliseconds: start), program: "ringside test",
    others: ["who": "a test"])

  init(
    seed: UInt64, fileBytes: Int = 8 << 20, arenaBytes: Int = 2 << 20,
    budgets: Budgets = .standard, ringBytes: Int? = nil
  ) throws {
    generator = SeededGenerator(seed: seed)
    ring = Ring(byteBound: ringBytes ?? arenaBytes, budgets: budgets)
    file = MemoryFile()
    writer = try RingFileWriter(
      creating: file,
      layout: RingFileLayout(fileBytes: fileBytes, arenaBytes: arenaBytes, budgets: budgets),
      facts: Self.facts)
  }

  var now: Timestamp { Timestamp(milliseconds: Self.start + second * 1000) }

  static func origin(_ number: Int) -> SampleOrigin {
    switch number % 4 {
    case 0: .host
    case 1: .processes
    case 2: .target(ByteString("t\(number % 3)"))
    default: .events
    }
  }

  static func labels(_ number: Int) -> Labels {
    [
      "__name__": ByteString("m\(number % 5)"), "job": ByteString("job \(number % 3)"),
      "number": ByteString("\(number)"),
    ]
  }

  /// Appends so many seconds of samples of `count` series: constant, counting, or noise.
  mutating func append(seconds: Int, series count: Int = 24, from first: Int = 0) {
    for _ in 0..<seconds {
      second += 1
      for number in first..<(first + count) {
        // Some say nothing now and then.
        if Int.random(in: 0..<50, using: &generator) == 0 { continue }
        let labels = Self.labels(number)
        let value: Double =
          switch number / 5 % 3 {
          case 0: Double(number)
          case 1: Double(second * Int64(number % 7))
          default: Double(Int.random(in: 0...1_000_000, using: &generator)) / 7
          }
        let sample = Sample(now.milliseconds, value)
        let result = ring.append(
          labels: labels,
          metadata: MetricMetadata(type: number / 5 % 3 == 1 ? .counter : .gauge, help: "Help."),
          family: labels.metricName ?? "", origin: Self.origin(number), samples: [sample])
        if result.appended == 1 { model[labels, default: []].append(sample) }
      }
    }
  }

  @discardableResult mutating func flush() throws -> FlushReport {
    try writer.flush(ring, at: now)
  }

  mutating func reopen() throws { writer = try RingFileWriter(opening: file) }
}

/// Everything that a source has, by labels.
func everything(
  _ source: any SampleSource, after: Int64 = .min, through: Int64 = .max,
  resolution: Resolution = .raw
) -> [Labels: [Column]] {
  let selection = select(
    [], after: Timestamp(milliseconds: after), through: Timestamp(milliseconds: through),
    from: [source], resolution: resolution)
  return Dictionary(uniqueKeysWithValues: selection.series.map { ($0.labels, $0.columns) })
}

/// The raw samples of a source, by labels.
func rawSamples(_ source: any SampleSource) -> [Labels: [Sample]] {
  var result: [Labels: [Sample]] = [:]
  for (labels, columns) in everything(source) {
    let samples = SelectedSeries(labels: labels, columns: columns).samples
    if !samples.isEmpty { result[labels] = samples }
  }
  return result
}

/// How many of the samples were never appended.
func invented(_ found: [Labels: [Sample]], _ model: [Labels: [Sample]]) -> Int {
  var count = 0
  for (labels, samples) in found {
    var known: [Int64: UInt64] = [:]
    for sample in model[labels] ?? [] {
      known[sample.timestamp.milliseconds] = sample.value.bitPattern
    }
    for sample in samples
    where known[sample.timestamp.milliseconds] != sample.value.bitPattern {
      count += 1
    }
  }
  return count
}
