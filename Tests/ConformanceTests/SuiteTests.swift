import Foundation
import Testing

@testable import conformance

/// Where the conformance data lies; `nil` where it is absent.
private let suites: String? = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let named = ProcessInfo.processInfo.environment["RINGSIDE_SUITES"]
  let path = named ?? root.appending(path: "../shared/suites").path
  return FileManager.default.fileExists(atPath: path) ? path : nil
}()

@Suite("Prometheus's own cases", .enabled(if: suites != nil, "no conformance suites here"))
struct SuiteTests {
  /// For each script how many evaluations that touch no native histogram come out right, and how many there are.
  static let recorded: [String: [Int]] = [
    "aggregators": [84, 84], "at_modifier": [55, 55], "collision": [1, 1],
    "duration_expression": [41, 41], "extended_vectors": [90, 90], "fill-modifier": [31, 31],
    "functions": [243, 243], "histograms": [60, 60], "info": [35, 35], "literals": [17, 17],
    "name_label_dropping": [21, 21], "native_histograms": [3, 3], "operators": [90, 90],
    "range_queries": [10, 10], "selectors": [22, 22], "staleness": [12, 12],
    "start_timestamps": [13, 13], "subquery": [22, 22], "trig_functions": [15, 15],
    "type_and_unit": [41, 41],
  ]

  @Test func `evaluates as many cases as recorded`() throws {
    let outcomes = try #require(PromQLSuite.run(in: suites ?? ""))
    var found: [String: [Int]] = [:]
    for outcome in outcomes where !outcome.touchesHistograms {
      let script = String(outcome.id.prefix { $0 != "." })
      found[script, default: [0, 0]][0] += outcome.complaint == nil ? 1 : 0
      found[script, default: [0, 0]][1] += 1
    }
    #expect(found == Self.recorded)
  }

  @Test func `every case of syntax comes out right`() throws {
    let outcomes = try #require(SyntaxSuite.run(in: suites ?? ""))
    #expect(outcomes.count == 452)
    for outcome in outcomes { #expect(outcome.complaint == nil, "\(outcome.id)") }
  }
}
