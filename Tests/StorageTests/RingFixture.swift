import Metrics
import Sharing
import TimeSeries

@testable import Storage

/// A ring file in memory on a disk that does as it is told.
final class FaultyDisk: WritableFileBytes {
  /// What the disk does with what is written.
  enum Mood: Equatable {
    case sound
    /// Every call takes this long, and each MiB a second.
    case slow(Duration)
    case full
    case broken
    /// Calls return when the mood changes.
    case hung
  }

  private let bytes = Guarded<[UInt8]>([])
  private let state = Guarded<(mood: Mood, calls: Int, written: Int)>((.sound, 0, 0))
  private let gate = Semaphore()

  var mood: Mood {
    get { state.withLock { $0.mood } }
    set {
      state.withLock { $0.mood = newValue }
      for _ in 0..<16 { gate.ring() }
    }
  }

  /// How often something was written or synchronised, and how many bytes.
  var calls: Int { state.withLock { $0.calls } }
  var written: Int { state.withLock { $0.written } }

  func byteCount() throws(FileFailure) -> Int { bytes.withLock { $0.count } }

  func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
    bytes.withLock { Array($0[min(offset, $0.count)..<min(offset + count, $0.count)]) }
  }

  func write(_ new: [UInt8], at offset: Int) throws(FileFailure) {
    try pass("write", new.count)
    bytes.withLock { bytes in
      if bytes.count < offset + new.count {
        bytes += [UInt8](repeating: 0, count: offset + new.count - bytes.count)
      }
      bytes.withUnsafeMutableBytes { all in
        new.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(rebasing: all[offset..<(offset + $0.count)]).copyMemory(
            from: $0)
        }
      }
    }
  }

  func synchronise() throws(FileFailure) { try pass("synchronise", 0) }

  func resize(to count: Int) throws(FileFailure) {
    bytes.withLock { bytes in
      if count < bytes.count {
        bytes.removeLast(bytes.count - count)
      } else {
        bytes += [UInt8](repeating: 0, count: count - bytes.count)
      }
    }
  }

  private func pass(_ operation: String, _ count: Int) throws(FileFailure) {
    let mood = state.withLock { state -> Mood in
      state.calls += 1
      state.written += count
      return state.mood
    }
    switch mood {
    case .sound: break
    case .slow(let each): _ = Semaphore().wait(atMost: each + .microseconds(count))
    case .full:
      throw FileFailure(operation: operation, number: 28, reason: "no space left on device")
    case .broken:
      throw FileFailure(operation: operation, number: 5, reason: "input/output error")
    case .hung: while self.mood == .hung { gate.wait() }
    }
  }
}

/// A ring with a few series, and how they are looked at.
enum RingFixture {
  static let start: Int64 = 1_700_000_000_000
  static let facts = RingFileFacts(
    machineID: "4f2a", hostName: "web-3", zoneName: "UTC", zoneOffset: 0, interval: 1000,
    created: Timestamp(milliseconds: start), program: "ringside test")

  static func labels(_ series: Int) -> Labels {
    Labels([(Labels.metricNameLabel, "requests_total"), ("shard", ByteString("\(series)"))])
  }

  /// Appends one sample to each of so many series.
  @discardableResult static func append(_ ring: Ring, second: Int, series: Int = 8) -> Int {
    (0..<series).reduce(0) { sum, one in
      let sample = Sample(
        timestamp: Timestamp(milliseconds: start + Int64(second) * 1000),
        value: value(one, second))
      return sum
        + ring.append(
          labels: labels(one), metadata: MetricMetadata(type: .counter, help: "Requests."),
          family: "requests_total", origin: .host, samples: [sample]
        ).appended
    }
  }

  static func value(_ series: Int, _ second: Int) -> Double { Double(series * 1000 + second * 3) }

  /// The seconds and values that a source has of one series.
  static func samples(_ source: any SampleSource, series: Int) -> [Int: Double] {
    var found: [SelectedSeries] = []
    let matchers = [
      LabelMatcher(Labels.metricNameLabel, equals: "requests_total"),
      LabelMatcher("shard", equals: ByteString("\(series)")),
    ]
    source.read(
      .host, matchers, SampleRequest(after: .min, through: .max), into: &found)
    var result: [Int: Double] = [:]
    for column in found.flatMap(\.columns) {
      guard case .floats(let times, let values) = column else { continue }
      for (time, value) in zip(times, values) where !value.isStaleMarker {
        result[Int((time - start) / 1000)] = value
      }
    }
    return result
  }
}
