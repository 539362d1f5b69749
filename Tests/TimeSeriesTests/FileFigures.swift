import Foundation
import Metrics
import Testing

@testable import TimeSeries

/// What a ring file costs, printed where `RINGSIDE_FIGURES` is set; best in a release build.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["RINGSIDE_FIGURES"] != nil))
struct FileFigures {
  /// A file on disk, read and written where it is asked to be.
  final class DiskFile: WritableFileBytes {
    private let handle: Int32

    init(_ path: String) { handle = open(path, O_RDWR | O_CREAT, 0o600) }

    deinit { close(handle) }

    func byteCount() throws(FileFailure) -> Int { Int(lseek(handle, 0, SEEK_END)) }

    func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = max(0, pread(handle, buffer.baseAddress, count, offset))
      }
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileFailure) {
      guard pwrite(handle, bytes, bytes.count, offset) == bytes.count else {
        throw FileFailure(operation: "write", number: errno, reason: "refused")
      }
    }

    func synchronise() throws(FileFailure) {}

    /// Writes what is in memory and drops it from there.
    func forget() {
      fsync(handle)
      posix_fadvise(handle, 0, 0, POSIX_FADV_DONTNEED)
    }

    func resize(to count: Int) throws(FileFailure) { ftruncate(handle, count) }
  }

  /// Values as a host shows them: most constant, many counting, some measured with two digits, a few without pattern.
  private static func value(_ number: Int, _ second: Int64, _ generator: inout SeededGenerator)
    -> Double
  {
    switch number % 10 {
    case 0...3: Double(number * 4096)
    case 4...5: Double(second / 7 * Int64(number))
    case 6: Double(second * 100 + Int64.random(in: 0..<4, using: &generator)) / 100
    case 7: Double(Int64.random(in: 0..<50, using: &generator) + second * 20)
    case 8: Double(Int.random(in: 100_000..<101_000, using: &generator) * 4096)
    default: Double(Int.random(in: 0..<10_000, using: &generator)) / 100
    }
  }

  private static func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
  }

  @Test func `six hours of 1,500 series a second`() throws {
    let ring = Ring(byteBound: 64 << 20)
    let file = DiskFile(NSTemporaryDirectory() + "/figures.ring")
    let writer = try RingFileWriter(
      creating: file, layout: RingFileLayout(fileBytes: 512 << 20, arenaBytes: 64 << 20),
      facts: FileWorld.facts)
    let collector = ring.makeWriter()
    var generator = SeededGenerator(seed: 1)
    var batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: 0))
    for number in 0..<1500 {
      batch.declarations.append(
        SeriesDeclaration(
          slot: UInt32(number),
          labels: [
            "__name__": ByteString("node_metric_\(number % 300)_total"), "job": "node",
            "instance": "db-1", "device": ByteString("d\(number / 300)"),
          ], family: ByteString("node_metric_\(number % 300)"),
          metadata: MetricMetadata(type: (4...7).contains(number % 10) ? .counter : .gauge)))
    }
    var (written, payload, longest) = (0, 0, 0)
    var flushing = Duration.zero
    let hours = Int64(ProcessInfo.processInfo.environment["RINGSIDE_FIGURES"] ?? "") ?? 6
    for second in 0..<(hours * 3600) {
      batch.timestamp = Timestamp(milliseconds: FileWorld.start + second * 1000)
      for number in 0..<1500 {
        batch.append(Self.value(number, second, &generator), slot: UInt32(number))
      }
      collector.append(batch)
      batch.removeAll()
      guard second % 10 == 9 else { continue }
      let start = ContinuousClock.now
      let report = try writer.flush(
        ring, at: Timestamp(milliseconds: FileWorld.start + second * 1000))
      flushing += ContinuousClock.now - start
      written += report.bytes
      payload += report.payloadBytes
      longest = max(longest, report.bytes)
    }
    let samples = Double(hours * 3600 * 1500)
    print(
      "file.written: \(Double(written) / samples) bytes/sample, payload \(Double(payload) / samples), \(Double(written) / Double(payload)) times"
    )
    print(
      "file.flush: \(written / Int(hours * 360)) bytes a flush, longest \(longest), \(flushing / Int(hours * 360)) each"
    )
    print("file.day: \(written / Int(hours) * 24 / 1_000_000) MB a day")
    let found = try RingFile(file)
    let held =
      found.contents.head.nextSegments.reduce(0) { $0 + Int($1) } * RingFileLayout.segmentBytes
    print(
      "file.held: \(Double(held + found.summary.journalBytes) / samples) bytes/sample in segments and journal"
    )
    print("lock: \(ring.status().longestLockHold)")
    print("segments: \(found.contents.head.nextSegments)")
  }

  @Test func `the first answer of a file of 1 GiB`() throws {
    let path = NSTemporaryDirectory() + "/gibibyte.ring"
    let ring = Ring(byteBound: 64 << 20)
    let first = DiskFile(path)
    let layout = RingFileLayout(fileBytes: 1 << 30, arenaBytes: 64 << 20)
    var writing = try FileWriting(creating: first, layout, FileWorld.facts)
    // An hour of a thousand series in all, then the same segments again and again until the file is full.
    var generator = SeededGenerator(seed: 2)
    for number in 0..<1000 {
      let samples = (0..<3600 as Range<Int64>).map {
        Sample(FileWorld.start + 86_400_000 + $0 * 1000, Self.value(number, $0, &generator))
      }
      ring.append(
        ["__name__": ByteString("m\(number)"), "job": "node"], samples,
        origin: FileWorld.origin(number))
    }
    _ = try writing.flush(ring, at: FileWorld.start + 90_000_000)
    try writing.checkpointNow()
    var work = writing.makeCheckpoint()
    for circle in layout.circles.indices {
      let scan = SegmentScan(work.head)
      guard let last = scan.sequences(of: circle).last else { continue }
      let data = try first.read(
        at: layout.segmentOffset(scan.segment(circle, last)), count: RingFileLayout.segmentBytes)
      guard let directory = SegmentDirectory(data, circle: circle) else { continue }
      let blocks = directory.entries.compactMap { $0.block(in: data, from: 0) }
      for round in 0..<(layout.circles[circle] - Int(work.head.nextSegments[circle])) {
        let older = blocks.map { block in
          var block = block
          block.firstTime -= Int64(layout.circles[circle] - round) * 60_000
          return block
        }
        try writing.writeSegment(older, circle, &work)
      }
    }
    try writing.finish(&work)
    first.forget()
    let before = Self.residentBytes()
    let start = ContinuousClock.now
    let file = try RingFile(DiskFile(path))
    let opened = ContinuousClock.now - start
    let end = FileWorld.start + 90_000_000
    let found = select(
      [LabelMatcher("job", equals: "node")], after: Timestamp(milliseconds: end - 600_000),
      through: Timestamp(milliseconds: end), from: [file])
    let answered = ContinuousClock.now - start
    let all = select(
      [LabelMatcher("__name__", equals: "m8")], after: Timestamp(milliseconds: 0),
      through: Timestamp(milliseconds: end), from: [file])
    print(
      "open: \(opened), answered \(answered) (\(found.series.count) series), one series over all \(ContinuousClock.now - start - answered) (\(all.series.count))"
    )
    print("open.rss: \(Double(Self.residentBytes() - before) / 1048576) MiB more")
  }
}
