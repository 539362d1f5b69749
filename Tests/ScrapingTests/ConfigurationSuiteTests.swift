import Documents
import Foundation
import Metrics
import Testing

@testable import Scraping

/// Where the suite is; `nil` where it is absent.
enum RulesSuite {
  static let folder: URL? = {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["RINGSIDE_SUITES"].map { URL(filePath: $0) }
    let folder = (named ?? root.appending(path: "../shared/suites")).appending(path: "rules")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()
}

/// Prometheus's own verdicts on configurations and relabelling, where the suites are.
@Suite(.enabled(if: RulesSuite.folder != nil, "no suites beside the project"))
struct ConfigurationSuiteTests {
  private static func cases(_ file: String) throws -> Any {
    let folder = try #require(RulesSuite.folder)
    return try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.appending(path: file)))
  }

  /// What other sections than those for scraping say is not judged here, nor files that the suite lacks.
  private static let unjudged: Set<String> = [
    "service-discovery", "remote-read-write", "otlp", "tsdb", "tracing", "agent",
  ]

  @Test func `what Prometheus accepts is accepted, and what it refuses is refused`() throws {
    let folder = try #require(RulesSuite.folder)
    var judged = 0
    for entry in try #require(try Self.cases("expected-config.json") as? [[String: Any]]) {
      let file = try #require(entry["file"] as? String)
      let isValid = try #require(entry["valid"] as? Bool)
      let category = entry["category"] as? String ?? ""
      guard isValid || !Self.unjudged.contains(category), entry["flags"] == nil,
        !file.hasSuffix("scrape_config_files_global.bad.yml")
      else { continue }
      judged += 1
      let bytes = Array(try Data(contentsOf: folder.appending(path: file)))
      var (configuration, problems) = Configuration.read(bytes, file: file)
      for pattern in configuration.jobPatterns where !pattern.path.contains("*") {
        let further = folder.appending(path: pattern.path)
        guard let bytes = try? Data(contentsOf: further) else { continue }
        problems += configuration.add(Array(bytes), file: pattern.path)
      }
      let errors = problems.filter { $0.severity == .error }.map(\.description)
      #expect(errors.isEmpty == isValid, "\(file): \(errors)")
    }
    #expect(judged >= 80)
  }

  @Test func `labels are relabelled as Prometheus relabels them`() throws {
    let all = try #require(try Self.cases("relabel-cases.json") as? [String: Any])
    let cases = try #require(all["relabel"] as? [[String: Any]])
    for entry in cases {
      let id = entry["id"] as? String ?? ""
      let input = try #require(entry["input"] as? [String: String])
      let written = try #require(entry["relabel_configs"] as? [[String: Any]])
      let rules = try written.map { try Self.rule($0) }
      let output = RelabelRule.apply(rules, to: Self.labels(input))
      let expected = (entry["output"] as? [String: String]).map { Self.labels($0) }
      #expect(output == expected, "\(id)")
    }
    #expect(cases.count >= 20)
  }

  private static func labels(_ pairs: [String: String]) -> Labels {
    Labels(pairs.map { (ByteString($0.key), ByteString($0.value)) })
  }

  private static func rule(_ fields: [String: Any]) throws -> RelabelRule {
    var rule = try RelabelRule(pattern: ByteString(fields["regex"] as? String ?? "(.*)"))
    let action = fields["action"] as? String ?? "replace"
    rule.action = try #require(RelabelRule.Action(rawValue: action))
    rule.sourceLabels = (fields["source_labels"] as? [String] ?? []).map { ByteString($0) }
    if let text = fields["separator"] as? String { rule.separator = ByteString(text) }
    if let text = fields["target_label"] as? String { rule.targetLabel = ByteString(text) }
    if let text = fields["replacement"] as? String { rule.replacement = ByteString(text) }
    if let number = fields["modulus"] as? Int { rule.modulus = UInt64(number) }
    return rule
  }
}
