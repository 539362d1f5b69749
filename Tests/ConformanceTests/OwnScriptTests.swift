import Foundation
import Testing

@testable import conformance

@Suite struct OwnScriptTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Scripts")

  /// A script of our own and how many evaluations it has.
  static let scripts = [
    ("selectors", 14), ("operators", 19), ("functions", 24), ("starts", 6),
    ("mixed", 35),
  ]

  @Test(arguments: scripts)
  func `every evaluation of our own scripts comes out right`(name: String, count: Int) throws {
    let url = Self.folder.appending(path: "\(name).test")
    var runner = ScriptRunner()
    let outcomes = runner.run(
      Script(try String(contentsOf: url, encoding: .utf8)), name: "\(name).test")
    #expect(outcomes.count == count)
    for outcome in outcomes {
      #expect(outcome.complaint == nil, "\(outcome.id) \(outcome.subject)")
    }
  }

  /// An evaluation with a wrong expectation, and how the complaint begins.
  static let mistakes: [(evaluation: String, complaint: String)] = [
    ("up\n up 2", "up: expected [PromQLSyntax.SeriesNotation.Value.number(2.0)], found 1"),
    ("up\n up 1\n down 1", "expected 2 series, found [\"up 1\"]"),
    ("up\n down 1", "expected down, found [\"up 1\"]"),
    ("up", "expected 0 series"),
    ("1\n 2", "expected 2.0"),
    ("up\n expect fail\n up 1", "should fail"),
    ("up * on () {__name__=~\".+\"}\n expect fail msg: x", "fails otherwise: found dup"),
    ("up\n expect warn\n up 1", "does not warn"),
    ("quantile(2, up)\n expect no_warn\n {} +Inf", "warns: "),
    ("quantile(2, up)\n expect warn msg: x\n {} +Inf", "expected text(\"x\"), found"),
    ("\"a\"\n expect string \"b\"", "expected 'b'"),
    ("up[", "query:1:4: unexpected end of input in duration expression"),
    ("up\n up {{sum:1}}", "up: expected"),
    ("time()\n expect ordered", "expected series"),
  ]

  @Test(arguments: mistakes)
  func `a wrong expectation is found`(evaluation: String, complaint: String) {
    var runner = ScriptRunner()
    let script = "load 1m\n up 1\n {\"b\"} 1\n\neval instant at 0 \(evaluation)\n"
    let outcomes = runner.run(Script(script), name: "wrong.test")
    #expect(outcomes.map(\.id) == ["wrong.test:5"])
    #expect(outcomes.first?.complaint?.hasPrefix(complaint) == true, "\(outcomes)")
  }

  @Test func `a malformed command is an outcome`() {
    var runner = ScriptRunner()
    let outcomes = runner.run(
      Script("load 1x\n up 1\n\nload 1m\n up 1+1\n\neval instant at 0 1\n expect nothing\n"),
      name: "bad.test")
    #expect(
      outcomes.map(\.complaint) == [
        "'1x' is no duration",
        "series:1:7: unexpected end of input in series values, expected repetition in 'x…'\n"
          + "up 1+1\n      ^",
        "unknown expectation 'nothing'",
      ])
  }
}
