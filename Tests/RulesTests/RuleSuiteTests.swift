import Documents
import Foundation
import Metrics
import Rules
import Testing

@Suite(.enabled(if: Suites.folder != nil, "the conformance suites are absent"))
struct RuleSuiteTests {
  private func errors(_ path: String) throws -> [DocumentProblem] {
    RuleFile.read(try Suites.bytes(path), name: path).problems.filter { $0.severity == .error }
  }

  @Test func `promtool's verdicts on its own rule files are ours`() throws {
    let cases = try #require(
      try Suites.json("rules/expected-check-rules.json") as? [[String: Any]])
    var count = 0
    for one in cases where (one["flags"] as? [String] ?? []).isEmpty {
      guard let path = one["file"] as? String, let isValid = one["valid"] as? Bool else { continue }
      let id = one["id"] as? String ?? path
      if id.contains("name-validation=legacy") { continue }
      count += 1
      let (file, problems) = RuleFile.read(try Suites.bytes("rules/" + path), name: path)
      let errors = problems.filter { $0.severity == .error }
      #expect(errors.isEmpty == isValid, "\(id): \(errors.map(\.description))")
      guard isValid else { continue }
      #expect(file.groups.count == one["groups"] as? Int, "\(id)")
      #expect(file.ruleCount == one["rules"] as? Int, "\(id)")
      let duplicates = problems.filter { $0.message.contains("repeats the name") }
      #expect(duplicates.count == one["duplicates"] as? Int, "\(id)")
    }
    #expect(count > 25)
  }

  @Test func `published rule files load where promtool loads them`() throws {
    let verdicts = try #require(
      try Suites.json("rulefiles/VERDICTS.json") as? [String: [String: Any]])
    var disagreements: [String] = []
    for (name, verdict) in verdicts.sorted(by: { $0.key < $1.key }) {
      let isValid = verdict["promtool_2_42_check"] as? String == "ok"
      let errors = try errors("rulefiles/" + name)
      if errors.isEmpty != isValid {
        disagreements.append("\(name) \(errors.first?.description ?? "loads") \(verdict)")
      }
    }
    #expect(verdicts.count > 100)
    #expect(disagreements == [])
  }
}
