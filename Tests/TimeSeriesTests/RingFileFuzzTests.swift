import Foundation
import Metrics
import Testing

@testable import TimeSeries

/// What fuzzing has found worth keeping, tried again: `Tests/Fuzz/ringfile.corpus`, one input a line in Base64.
@Suite struct RingFileFuzzTests {
  private static let inputs: [[UInt8]] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fuzz/ringfile.corpus")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      Data(base64Encoded: String(line)).map { Array($0) }
    }
  }()

  @Test func `made-up files stop nobody, whether they open or not`() {
    var (open, answered) = (0, 0)
    for input in Self.inputs {
      let outcome = FuzzedFile(input).exercise()
      open += outcome.isOpen ? 1 : 0
      answered += outcome.series > 0 ? 1 : 0
    }
    #expect(Self.inputs.count > 100)
    #expect(open > 50 && answered > 20, "\(open) opened, \(answered) answered")
  }

  /// The parts of a real file as an input; written where `RINGSIDE_FUZZ_SEEDS` names a folder.
  @Test func `a file that a writer has made is an input whose file has the same samples`() throws {
    for (number, seconds) in [(0, 12), (1, 40), (2, 90)] {
      var world = try FileWorld(seed: UInt64(number) + 7, fileBytes: 4 << 20, arenaBytes: 1 << 20)
      world.append(seconds: seconds / 2, series: 8 + number * 4)
      try world.flush()
      if number > 0 { try world.writer.checkpoint() }
      world.append(seconds: seconds / 2, series: 8 + number * 4)
      try world.flush()
      let input = try Self.input(world.file)
      let made = try RingFile(FuzzedFile(input).bytes)
      #expect(try RingFile.verify(FuzzedFile(input).bytes) == [])
      #expect(rawSamples(made) == rawSamples(try RingFile(world.file)))
      #expect(FuzzedFile(input).exercise().isOpen)
      if let folder = ProcessInfo.processInfo.environment["RINGSIDE_FUZZ_SEEDS"] {
        try Data(input).write(to: URL(filePath: "\(folder)/recording-\(number)"))
      }
    }
  }

  private static func input(_ file: MemoryFile) throws -> [UInt8] {
    let head = try FileHead.read(file).head
    let layout = head.layout
    var result: [UInt8] = []
    func add(_ kind: UInt8, _ content: [UInt8]) {
      result += [kind] + FuzzedFile.bytes(UInt64(content.count), 2) + content
    }
    var index = FrameLog(layout.indexHalf(head.indexHalf), sequence: head.indexSequence)
    try index.read(file) { if let payload = $0 { add(0, payload) } }
    var journal = FrameLog(layout.journalHalf(head.journalHalf), sequence: head.journalSequence)
    try journal.read(file) { if let payload = $0 { add(1, payload) } }
    for circle in layout.circles.indices {
      let scan = SegmentScan(head)
      for sequence in scan.sequences(of: circle) {
        let data = try file.read(
          at: layout.segmentOffset(scan.segment(circle, sequence)),
          count: RingFileLayout.segmentBytes)
        guard let directory = SegmentDirectory(data, circle: circle) else { continue }
        var content: [UInt8] = []
        for entry in directory.entries {
          guard let block = entry.block(in: data, from: 0) else { continue }
          content.add(block.series)
          content.add(UInt64(bitPattern: block.firstTime))
          content.add(UInt16(block.count))
          content.add(UInt16(block.bits))
          content += [block.kind.rawValue, block.encoding] + block.payload
        }
        add(UInt8(circle) << 4 | 2, content)
      }
    }
    return result
  }
}
