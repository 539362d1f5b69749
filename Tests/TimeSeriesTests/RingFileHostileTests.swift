import Foundation
import Metrics
import Testing

@testable import TimeSeries

/// Files whose checksums fit and whose contents were made to harm.
@Suite struct RingFileHostileTests {
  private static var rounds: Int {
    ProcessInfo.processInfo.environment["RINGSIDE_CORRUPTIONS"].flatMap { Int($0) } ?? 120
  }

  @Test func `bytes that fit their checksums and mean nothing stop nobody`() throws {
    var world = try FileWorld(seed: 41, fileBytes: 4 << 20, arenaBytes: 1 << 20)
    for round in 0..<8 {
      world.append(seconds: 30)
      try world.flush()
      if round == 2 || round == 5 { try world.writer.checkpoint() }
    }
    let bytes = world.file.bytes
    var generator = SeededGenerator(seed: 42)
    for round in 0..<Self.rounds {
      let file = MemoryFile(bytes)
      let head = try FileHead.read(file).head
      switch round % 4 {
      case 0: try Self.changeHead(file, head, &generator)
      case 1:
        let half = head.layout.indexHalf(head.indexHalf)
        try Self.changeFrames(file, FrameLog(half, sequence: head.indexSequence), &generator)
      case 2:
        let half = head.layout.journalHalf(head.journalHalf)
        try Self.changeFrames(file, FrameLog(half, sequence: head.journalSequence), &generator)
      default: try Self.changeSegment(file, head, &generator)
      }
      do {
        let found = try RingFile(file)
        _ = everything(found)
        _ = everything(found, after: FileWorld.start, resolution: .oneMinute)
        _ = (found.metrics, found.labelNames, found.oldest, found.newest, found.summary)
        _ = try RingFile.verify(file)
        try RingFile.repair(from: file, to: MemoryFile())
        let writer = try RingFileWriter(opening: file)
        try writer.flush(world.ring, at: world.now)
        try writer.checkpoint()
        try found.refresh()
        _ = everything(found)
      } catch is RingFileError {
      } catch is FileFailure {}
    }
  }

  private static func change(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      bytes[place] =
        [0, 1, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &generator)]
        .randomElement(using: &generator) ?? 0
    }
  }

  private static func changeHead(
    _ file: MemoryFile, _ head: FileHead, _ generator: inout SeededGenerator
  ) throws {
    var page = head.encoded
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      page[Int.random(in: 16..<400, using: &generator)] = UInt8.random(
        in: 0...255, using: &generator)
    }
    // Sizes far beyond the file are refused by a real one too.
    for offset in [29, 30, 31, 37, 38, 39, 45, 46, 47] { page[offset] = 0 }
    var sum = Checksum()
    sum.add(page, 0..<4088)
    page.put(sum.value, at: 4088)
    _ = file.poke(page + page, at: 0)
  }

  private static func changeFrames(
    _ file: MemoryFile, _ log: FrameLog, _ generator: inout SeededGenerator
  ) throws {
    var payloads: [[UInt8]] = []
    var reading = log
    try reading.read(file) { payload in if let payload { payloads.append(payload) } }
    guard !payloads.isEmpty else { return }
    change(&payloads[Int.random(in: 0..<payloads.count, using: &generator)], &generator)
    var writing = log
    for payload in payloads {
      _ = file.poke(writing.frame(payload), at: writing.position)
      writing.advance(payload)
    }
  }

  private static func changeSegment(
    _ file: MemoryFile, _ head: FileHead, _ generator: inout SeededGenerator
  ) throws {
    let scan = SegmentScan(head)
    let circle = Int.random(in: 0..<12, using: &generator)
    guard let sequence = scan.sequences(of: circle).last else { return }
    let offset = head.layout.segmentOffset(scan.segment(circle, sequence))
    let data = try file.read(at: offset, count: RingFileLayout.segmentBytes)
    guard let directory = SegmentDirectory(data, circle: circle) else { return }
    var blocks = directory.entries.compactMap { $0.block(in: data, from: 0) }
    for _ in 0..<8 {
      let place = Int.random(in: 0..<blocks.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: blocks[place].count = Int.random(in: 0...65_535, using: &generator)
      case 1: blocks[place].encoding = UInt8.random(in: 0...255, using: &generator)
      case 2: blocks[place].firstTime = Int64.random(in: .min ... .max, using: &generator)
      case 3: blocks[place].series = UInt32.random(in: 0...60, using: &generator)
      default: change(&blocks[place].payload, &generator)
      }
    }
    let segment = SegmentDirectory.segment(sequence: sequence, circle: circle, blocks)
    _ = file.poke(segment, at: offset)
  }
}
