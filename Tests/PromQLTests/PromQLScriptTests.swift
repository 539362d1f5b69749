import Foundation
import Testing

/// Where the conformance data lies; `nil` where it is absent.
let suites: URL? = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let named = ProcessInfo.processInfo.environment["RINGSIDE_SUITES"]
  let url = named.map { URL(filePath: $0) } ?? root.appending(path: "../shared/suites")
  return FileManager.default.fileExists(atPath: url.path) ? url : nil
}()

@Suite("Prometheus's own PromQL scripts", .enabled(if: suites != nil, "no conformance suites here"))
struct PromQLScriptTests {
  /// For each script how many evaluations come out right; raise a figure when it grows.
  static let recorded: [(script: String, passing: Int)] = [
    ("aggregators", 82), ("at_modifier", 55), ("collision", 1), ("duration_expression", 41),
    ("extended_vectors", 90), ("fill-modifier", 31), ("functions", 243), ("histograms", 60),
    ("info", 35), ("limit", 0), ("literals", 17), ("name_label_dropping", 21),
    ("native_histograms", 3), ("operators", 89), ("range_queries", 10), ("selectors", 22),
    ("staleness", 12), ("start_timestamps", 2), ("subquery", 22), ("trig_functions", 15),
    ("type_and_unit", 41),
  ]

  @Test(arguments: recorded)
  func `evaluates as many cases as recorded`(script: String, passing: Int) throws {
    let folder = try #require(suites).appending(path: "promql")
    let text = try String(
      contentsOf: folder.appending(path: "scripts/\(script).test"), encoding: .utf8)
    var runner = ScriptRunner()
    runner.skippedLines = try Self.histogramLines(of: "\(script).test", in: folder)
    let outcomes = runner.run(Script(text))
    let failed = outcomes.filter { $0.complaint != nil }
    print("\(script): \(outcomes.count - failed.count) of \(outcomes.count) cases")
    for outcome in failed {
      print("  \(script).test:\(outcome.line) \(outcome.expression): \(outcome.complaint ?? "")")
    }
    #expect(outcomes.count - failed.count >= passing)
  }

  /// The lines of a script whose evaluations touch native histograms.
  static func histogramLines(of script: String, in folder: URL) throws -> Set<Int> {
    let data = try Data(contentsOf: folder.appending(path: "index.json"))
    let entries = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
    var lines: Set<Int> = []
    for entry in entries where entry["file"] as? String == script {
      let needs = entry["needs"] as? [String] ?? []
      if needs.contains("native-histograms"), let line = entry["line"] as? Int {
        lines.insert(line)
      }
    }
    return lines
  }
}
