import Metrics
import Sharing
import TimeSeries

/// Bytes of a file in memory, zeros where nothing was written.
final class SparseBytes: WritableFileBytes {
  private static let page = 4096

  private struct State: Sendable {
    var pages: [Int: [UInt8]] = [:]
    var count = 0
  }

  private let state = Guarded(State())

  func byteCount() throws(FileFailure) -> Int { state.withLock { $0.count } }

  func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
    state.withLock { state in
      guard offset >= 0, offset < state.count, count > 0 else { return [] }
      let end = min(state.count, offset + min(count, state.count))
      var result = [UInt8](repeating: 0, count: end - offset)
      for (page, bytes) in SparseBytes.pages(offset..<end, state.pages) {
        let start = page * SparseBytes.page
        let range = max(start, offset)..<min(start + SparseBytes.page, end)
        result.replaceSubrange(
          (range.lowerBound - offset)..<(range.upperBound - offset),
          with: bytes[(range.lowerBound - start)..<(range.upperBound - start)])
      }
      return result
    }
  }

  private static func pages(
    _ range: Range<Int>, _ pages: [Int: [UInt8]]
  ) -> [(Int, [UInt8])] {
    let first = range.lowerBound / page
    let last = (range.upperBound - 1) / page
    guard last - first < pages.count else {
      return pages.filter { $0.key >= first && $0.key <= last }.map { ($0.key, $0.value) }
    }
    return (first...last).compactMap { number in pages[number].map { (number, $0) } }
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(FileFailure) {
    state.withLock { state in
      state.count = max(state.count, offset + bytes.count)
      var done = 0
      while done < bytes.count {
        let (number, within) = (offset + done).quotientAndRemainder(dividingBy: SparseBytes.page)
        let count = min(SparseBytes.page - within, bytes.count - done)
        let empty = [UInt8](repeating: 0, count: SparseBytes.page)
        state.pages[number, default: empty].replaceSubrange(
          within..<(within + count), with: bytes[done..<(done + count)])
        done += count
      }
    }
  }

  func synchronise() throws(FileFailure) {}

  func resize(to count: Int) throws(FileFailure) { state.withLock { $0.count = count } }
}

/// A ring file made of bytes that a fuzzer has made up, with checksums that fit: so that what they protect is reached.
///
/// The input is a list of parts: a byte that says what it is (its low three bits) and to which circle it belongs (its
/// high four), the length in two bytes, and the content. docs/ring-format.md says what the contents mean.
struct FuzzedFile {
  private enum Part: UInt8 {
    /// The payload of the next frame of the index.
    case index = 0
    /// The payload of the next frame of the journal.
    case journal = 1
    /// A segment: blocks, each as in a directory up to its encoding, then its payload.
    case segment = 2
    /// A place in the head, in two bytes, and what stands there.
    case head = 3
    /// A place in the file, in four bytes, and what stands there whatever its checksum says.
    case damage = 4
    /// The length of the file, in four bytes.
    case length = 5
  }

  private static let half = 16 << 10
  private static let circles = 12
  private static let segmentBytes = 64 << 10
  private static let tableOffset = 8192
  private static let indexOffset = tableOffset + 4096
  private static let journalOffset = indexOffset + 2 * half
  private static let segmentsOffset = journalOffset + 2 * half
  /// Each circle has two segments.
  static let fileBytes = segmentsOffset + 2 * circles * segmentBytes

  /// The file.
  let bytes = SparseBytes()

  /// The file that an input stands for.
  init(_ input: [UInt8]) {
    var index: [[UInt8]] = []
    var journal: [[UInt8]] = []
    var segments = [[[UInt8]]](repeating: [], count: FuzzedFile.circles)
    var heads: [[UInt8]] = []
    var damages: [[UInt8]] = []
    var length = FuzzedFile.fileBytes
    var place = 0
    while place + 3 <= input.count {
      let kind = Part(rawValue: input[place] & 7)
      let circle = Int(input[place] >> 4) % FuzzedFile.circles
      let count = Int(input[place + 1]) | Int(input[place + 2]) << 8
      let content = Array(input[(place + 3)..<min(place + 3 + count, input.count)])
      place += 3 + count
      switch kind {
      case .index: index.append(content)
      case .journal: journal.append(content)
      case .segment: segments[circle].append(content)
      case .head: heads.append(content)
      case .damage: damages.append(content)
      case .length: length = Int(FuzzedFile.number(content, 0, 4))
      case nil: break
      }
    }
    write(index, journal, segments, heads)
    for damage in damages where damage.count > 4 {
      put(Array(damage[4...]), at: Int(FuzzedFile.number(damage, 0, 4)) % FuzzedFile.fileBytes)
    }
    try? bytes.resize(to: length)
  }

  private func put(_ data: [UInt8], at offset: Int) { try? bytes.write(data, at: offset) }

  private func write(
    _ index: [[UInt8]], _ journal: [[UInt8]], _ segments: [[[UInt8]]], _ heads: [[UInt8]]
  ) {
    put([0], at: FuzzedFile.fileBytes - 1)
    frames(index, at: FuzzedFile.indexOffset)
    frames(journal, at: FuzzedFile.journalOffset)
    for (circle, list) in segments.enumerated() {
      for (sequence, content) in list.enumerated() {
        segment(content, circle, UInt64(sequence))
      }
    }
    var page = FuzzedFile.head(segments.map(\.count))
    for change in heads where change.count > 2 {
      let offset = Int(FuzzedFile.number(change, 0, 2)) % 4088
      for (place, byte) in change[2...].enumerated() where offset + place < 4088 {
        page[offset + place] = byte
      }
    }
    var sum = FuzzedSum(0)
    sum.add(page)
    page += FuzzedFile.bytes(sum.value, 8)
    put(page + page, at: 0)
  }

  private func frames(_ payloads: [[UInt8]], at start: Int) {
    var (offset, sequence) = (start, UInt64(1))
    var seed = sequence &* 0x9e37_79b9_7f4a_7c15
    for payload in payloads where offset + 24 + payload.count <= start + FuzzedFile.half {
      var sum = FuzzedSum(seed)
      sum.add(sequence)
      sum.add(payload)
      seed = sum.value
      put(
        FuzzedFile.bytes(UInt64(payload.count), 4) + FuzzedFile.bytes(0x4d41_5246, 4)
          + FuzzedFile.bytes(sequence, 8) + FuzzedFile.bytes(seed, 8) + payload, at: offset)
      offset += 24 + payload.count
      sequence += 1
    }
  }

  /// Writes a segment and its entry in the table.
  private func segment(_ content: [UInt8], _ circle: Int, _ sequence: UInt64) {
    var blocks: [(head: [UInt8], payload: [UInt8])] = []
    var place = 0
    while place + 18 <= content.count {
      let head = Array(content[place..<(place + 18)])
      let count = (Int(FuzzedFile.number(head, 14, 2)) + 7) / 8
      place += 18
      blocks.append((head, Array(content[place..<min(place + count, content.count)])))
      place += count
    }
    guard !blocks.isEmpty else { return }
    var directory: [UInt8] = []
    var payload: [UInt8] = []
    for block in blocks {
      directory += block.head
      directory += FuzzedFile.bytes(UInt64(32 + 24 * blocks.count + payload.count), 2)
      directory += FuzzedFile.bytes(FuzzedFile.checksum(block.head, block.payload, circle), 4)
      payload += block.payload
    }
    let head =
      FuzzedFile.bytes(0x4745_5352, 4) + FuzzedFile.bytes(UInt64(circle), 2)
      + FuzzedFile.bytes(UInt64(blocks.count), 2) + FuzzedFile.bytes(sequence, 8)
    let empty = head + FuzzedFile.bytes(0, 8)
    var sum = FuzzedSum(2)
    sum.add(empty)
    sum.add(directory)
    let segment = circle * 2 + Int(sequence % 2)
    let all = empty + FuzzedFile.bytes(sum.value, 8) + directory + payload
    put(
      Array(all.prefix(FuzzedFile.segmentBytes)),
      at: FuzzedFile.segmentsOffset + segment * FuzzedFile.segmentBytes)
    let series = blocks.map { FuzzedFile.number($0.head, 0, 4) }
    var entry =
      FuzzedFile.bytes(sequence, 8) + FuzzedFile.bytes(0, 4) + FuzzedFile.bytes(.max, 4)
      + FuzzedFile.bytes(series.min() ?? 0, 4) + FuzzedFile.bytes(series.max() ?? 0, 4)
      + FuzzedFile.bytes(UInt64(blocks.count), 2) + FuzzedFile.bytes(0, 2)
    var check = FuzzedSum(1)
    check.add(entry)
    entry += FuzzedFile.bytes(check.value, 4)
    put(entry, at: FuzzedFile.tableOffset + segment * 32)
  }

  /// The checksum of a block.
  private static func checksum(_ head: [UInt8], _ payload: [UInt8], _ circle: Int) -> UInt64 {
    var sum = FuzzedSum(0)
    sum.add(number(head, 0, 4) << 32 | number(head, 16, 1) << 8 | number(head, 17, 1))
    sum.add(number(head, 4, 8))
    sum.add(number(head, 12, 2) << 32 | number(head, 14, 2) << 8 | UInt64(circle % 3))
    sum.add(payload)
    return sum.value
  }

  /// The head without its checksum.
  private static func head(_ segments: [Int]) -> [UInt8] {
    var page = Array("RINGFILE".utf8)
    page += bytes(0x0102_0304, 4) + bytes(1, 4) + bytes(1, 8)
    page += bytes(UInt64(fileBytes), 8) + bytes(UInt64(half), 8) + bytes(UInt64(half), 8)
    for number: UInt64 in [0, 1, 0, 1] { page += bytes(number, 8) }
    page += bytes(1 << 20, 4) + bytes(UInt64(circles), 4)
    for _ in 0..<circles { page += bytes(2, 4) }
    for count in segments { page += bytes(UInt64(count), 8) }
    return page + [UInt8](repeating: 0, count: 4088 - page.count)
  }

  static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
  }

  static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt64 {
    (0..<count).reversed().reduce(0) { value, place in
      value << 8 | (start + place < bytes.count ? UInt64(bytes[start + place]) : 0)
    }
  }
}

/// The checksum that docs/ring-format.md describes.
private struct FuzzedSum {
  private var hash: UInt64

  init(_ seed: UInt64) { hash = 0x5249_4e47_5349_4445 ^ seed }

  mutating func add(_ word: UInt64) {
    hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
    hash ^= hash >> 29
  }

  mutating func add(_ bytes: [UInt8]) {
    for start in stride(from: 0, through: bytes.count, by: 8) {
      add(FuzzedFile.number(bytes, start, 8))
    }
    add(UInt64(bytes.count))
  }

  var value: UInt64 { hash ^ hash >> 32 }
}

// MARK: - What is done with it

extension FuzzedFile {
  /// Opens the file, asks it everything, checks it, copies what is whole, and goes on writing it.
  ///
  /// - Returns: whether it could be opened, and how many series answered.
  @discardableResult func exercise() -> (isOpen: Bool, series: Int) {
    do {
      let file = try RingFile(bytes)
      var series = 0
      for resolution: Resolution in [.raw, .tenSeconds, .oneMinute] {
        series += ask(file, .min, .max, resolution)
      }
      _ = ask(file, 1_700_000_000_000, 1_700_000_020_000, .raw, newest: 1)
      for name in file.labelNames { _ = file.labelValues(of: name) }
      for metric in file.metrics { _ = file.metadata(of: metric.name) }
      _ = (file.oldest, file.newest, file.lastFlush, file.summary, file.facts, file.damage)
      _ = try RingFile.verify(bytes)
      let copy = SparseBytes()
      _ = try RingFile.repair(from: bytes, to: copy)
      let left = try RingFile.verify(copy)
      precondition(left.isEmpty, "a repaired file is damaged: \(left)")
      let writer = try RingFileWriter(opening: bytes)
      try writer.flush(FuzzedFile.ring, at: Timestamp(milliseconds: 1_700_000_030_000))
      try writer.checkpoint()
      try file.refresh()
      _ = ask(file, .min, .max, .raw)
      return (true, series)
    } catch {
      return (false, 0)
    }
  }

  private func ask(
    _ file: RingFile, _ after: Int64, _ through: Int64, _ resolution: Resolution,
    newest: Int? = nil
  ) -> Int {
    var found: [SelectedSeries] = []
    let request = SampleRequest(
      after: after, through: through, resolution: resolution, newest: newest)
    for ringClass in RingClass.allCases { file.read(ringClass, [], request, into: &found) }
    return found.count
  }

  /// What is written behind it.
  private static var ring: Ring {
    let ring = Ring(byteBound: Ring.leastByteBound)
    ring.append(
      labels: ["__name__": "m0", "number": "0"], metadata: MetricMetadata(type: .gauge),
      family: "m0", origin: .host,
      samples: [Sample(timestamp: Timestamp(milliseconds: 1_700_000_029_000), value: 1)])
    return ring
  }
}
