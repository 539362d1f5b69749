import Documents
import Foundation
import Metrics
import Rules
import Testing

/// The rules that ship with the program.
@Suite struct DefaultRulesTests {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "dashboards/rules")

  static let names: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  @Test func `there are files`() {
    #expect(
      Self.names == [
        "cgroups.yaml", "cpu.yaml", "disks.yaml", "memory.yaml", "ringside.yaml", "system.yaml",
        "targets.yaml",
      ])
  }

  @Test(arguments: names)
  func `a file is sound and says what question it answers`(name: String) throws {
    let bytes = try Self.bytes(name)
    let (file, problems) = RuleFile.read(bytes, name: name)
    #expect(problems.map(\.description) == [])
    #expect(file.ruleCount > 0)
    let firstLine = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    #expect(firstLine.hasPrefix("# ") && firstLine.contains("?"), "\(firstLine)")
  }

  @Test(arguments: names)
  func `every rule has a severity of a known rank and a summary`(name: String) throws {
    for rule in RuleFile.read(try Self.bytes(name), name: name).file.groups.flatMap(\.rules) {
      let severity = rule.writtenLabels["severity"]
      #expect(["critical", "warning", "info"].contains(severity), "\(rule.name)")
      #expect(rule.alert?.writtenAnnotations["summary"] != nil, "\(rule.name)")
    }
  }

  @Test func `rules with hysteresis show both lines`() throws {
    let files = try Self.names.map { RuleFile.read(try Self.bytes($0), name: $0).file }
    let rules = RuleBook(files: files).snapshot(at: Timestamp(milliseconds: 0)).rules
    let lines = rules.filter { $0.threshold?.clearsAt != nil }.map { rule in
      "\(rule.name) \(rule.threshold?.bound ?? 0) \(rule.threshold?.clearsAt ?? 0)"
    }
    #expect(
      lines == [
        "CPUBusy 0.95 0.85", "CPUPressure 0.6 0.5", "CPUSteal 0.1 0.05", "DiskSpaceLow 0.9 0.8",
        "DiskBusy 0.98 0.69",
      ])
  }

  @Test func `a target that is down is of rank 1 where the command line names it, else of rank 2`()
    throws
  {
    let rules = RuleFile.read(try Self.bytes("targets.yaml"), name: "targets.yaml").file.groups
      .flatMap(\.rules)
    let ranks = rules.map { rule in
      "\(rule.expressionText) \(AlertRank(severity: rule.writtenLabels["severity"]))"
    }
    #expect(ranks == ["up{job=\"endpoint\"} == 0 first", "up{job!=\"endpoint\"} == 0 second"])
  }
}
