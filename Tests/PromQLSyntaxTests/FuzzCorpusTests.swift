import Foundation
import Metrics
import PromQLSyntax
import Testing

/// What fuzzing has found worth keeping, tried again: `Tests/Fuzz/promql.corpus`, one input a line in Base64.
@Suite struct FuzzCorpusTests {
  private static let inputs: [ByteString] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fuzz/promql.corpus")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      Data(base64Encoded: String(line)).map { ByteString(Array($0)) }
    }
  }()

  @Test func `what parses is printed, and its text prints alike`() throws {
    var expressions = 0
    for input in Self.inputs {
      guard let expression = try? Parser.parse(input, options: .everything) else { continue }
      expressions += 1
      let printed = expression.description
      for text in [printed, expression.pretty(width: 20)] {
        let again = try Parser.parse(text, options: .everything)
        #expect(again.description == printed, "\(input)")
      }
    }
    #expect(Self.inputs.count > 500)
    #expect(expressions > 200)
  }

  /// Texts that once did not come out as they went in.
  static let found: [(text: String, printed: String)] = [
    ("o[9.5e-10]", "o[9.5e-10]"), ("o[0.0004:0.0004]", "o[0.0004:0.0004]"),
    ("o[0.0006]", "o[1ms]"), ("o offset 0", "o offset 0s"),
    ("Inf ^ x", "Inf ^ x"), ("+Inf ^ x", "+Inf ^ x"), ("Inf * x", "+Inf * x"),
  ]

  @Test(arguments: found)
  func `what is printed prints alike`(
    text: String, printed: String
  ) throws {
    #expect(try Parser.parse(text, options: .everything).description == printed)
    #expect(try Parser.parse(printed, options: .everything).description == printed)
  }
}
