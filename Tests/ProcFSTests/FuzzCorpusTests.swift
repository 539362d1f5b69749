import Foundation
import ProcFS
import Testing

/// What fuzzing has found worth keeping, tried again on every parser: `Tests/Fuzz/procfs.corpus`, one input a line in
/// Base64, its first byte the number of a parser.
@Suite struct FuzzCorpusTests {
  private static let inputs: [[UInt8]] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fuzz/procfs.corpus")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      Data(base64Encoded: String(line)).map { Array($0) }
    }
  }()

  @Test(arguments: AnyBytesTests.parsers.indices)
  func `no input that was found stops a parser`(index: Int) {
    for input in Self.inputs { AnyBytesTests.parsers[index].parse(Array(input.dropFirst())) }
    #expect(Self.inputs.count > 500)
  }
}
