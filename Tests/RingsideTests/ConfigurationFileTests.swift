import Documents
import Foundation
import Metrics
import Presentation
import Rules
import Scraping
import TestWorld
import Testing

@testable import ringside

@Suite struct ConfigurationFileTests {
  /// The plans of `count` targets of one job.
  private static func plans(_ count: Int, interval: String = "15s") -> [ScrapePlan] {
    let targets = (0..<count).map { "'db-\($0):9100'" }.joined(separator: ", ")
    let text =
      "scrape_configs:\n- job_name: node\n  scrape_interval: \(interval)\n"
      + "  static_configs: [{targets: [\(targets)]}]\n"
    let (configuration, _) = Configuration.read(Array(text.utf8), file: "p.yml")
    return configuration.jobs.flatMap { $0.plans(ScrapeOptions(version: "1")) }
  }

  @Test func `the question says how many, how often, and what the ring holds`() {
    #expect(
      TargetOffer(Self.plans(412), ringBytes: 64 << 20).summary
        == "412 targets every 15 s, about 540,000 series: more than 64 MiB can hold")
    #expect(
      TargetOffer(Self.plans(21, interval: "5m"), ringBytes: 1 << 30).summary
        == "21 targets every 5m, about 27,000 series: which 1024 MiB can hold")
  }

  @Test func `up to twenty targets are not asked about, more are until they are answered for`() {
    var agreement = TargetAgreement(isSure: false)
    var (scraped, mustAsk) = agreement.propose(Self.plans(20))
    #expect(scraped.count == 20 && !mustAsk)
    (scraped, mustAsk) = agreement.propose(Self.plans(40))
    #expect(scraped.count == 40 && !mustAsk)
    (scraped, mustAsk) = agreement.propose(Self.plans(61))
    #expect(scraped.count == 40 && mustAsk)
    #expect(agreement.answer(.matching("db-1"), Self.plans(61)).count == 11)
    (scraped, mustAsk) = agreement.propose(Self.plans(62))
    #expect(scraped.count == 11 && !mustAsk)
    var sure = TargetAgreement(isSure: true)
    (scraped, mustAsk) = sure.propose(Self.plans(400))
    #expect(scraped.count == 400 && !mustAsk)
  }

  @Test func `who answers with none is asked again at the next reload`() {
    var agreement = TargetAgreement(isSure: false)
    _ = agreement.propose(Self.plans(30))
    #expect(agreement.answer(.none, Self.plans(30)) == [])
    let (scraped, mustAsk) = agreement.propose(Self.plans(30))
    #expect(scraped == [] && mustAsk)
  }

  private static func tree(_ text: String) throws -> FileTree {
    let tree = try FileTree()
    try tree.write("p.yml", text)
    return tree
  }

  @Test func `rule files of a configuration stand beside those of the command line`() throws {
    let tree = try Self.tree("rule_files: ['rules/*.yml', none.yml]\n")
    let rule = { (name: String) in "groups: [{name: \(name), rules: [{record: x, expr: '1'}]}]" }
    try tree.write("rules/b.yml", rule("b"))
    try tree.write("rules/a.yml", rule("a"))
    try tree.write("own.yml", rule("own"))
    let files = SetupFiles(
      configuration: tree.root + "/p.yml", rules: [tree.root + "/own.yml"],
      shared: SharedFiles(environment: { _ in nil }, executable: nil))
    let setup = files.read()
    #expect(setup.errors == [])
    #expect(setup.rules.files.flatMap(\.groups).map(\.name) == ["own", "a", "b"])
    #expect(
      setup.remarks.map(\.description) == [
        "\(tree.root)/p.yml:1:29: 'rule_files' names '\(tree.root)/none.yml', which is no file; "
          + "expected one or more"
      ])
  }

  @Test func `the user's own configuration is used where none is named`() throws {
    let tree = try FileTree()
    let shared = SharedFiles(
      environment: { $0 == "XDG_CONFIG_HOME" ? tree.root : nil }, executable: nil)
    #expect(SetupFiles(configuration: nil, rules: [], shared: shared).configuration == nil)
    try tree.write("ringside/config.yaml", "host: {instance: web-3}\n")
    let files = SetupFiles(configuration: nil, rules: [], shared: shared)
    #expect(files.read().configuration.host.instance == "web-3")
  }

  @Test func `further jobs are read from the files that are named`() throws {
    let tree = try Self.tree(
      "scrape_config_files: ['jobs/*.yml']\nscrape_configs: [{job_name: a}]\n")
    try tree.write("jobs/b.yml", "scrape_configs: [{job_name: b}]\n")
    let content = ConfigurationContent.read(tree.root + "/p.yml")
    #expect(content.problems == [] && content.configuration.jobs.map(\.name) == ["a", "b"])
  }

  @Test func `a configuration that is not there is said`() {
    let content = ConfigurationContent.read("/nonexistent/p.yml")
    #expect(content.unreadable == ["/nonexistent/p.yml: no such file or directory"])
  }
}
