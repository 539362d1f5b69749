import Exposition
import Metrics
import Testing

@testable import Scraping

@Suite struct ScrapePlanTests {
  private static let start = Timestamp(milliseconds: 1_700_000_000_000)

  private static func plan(_ lines: String) throws -> ScrapePlan {
    let text = "scrape_configs:\n- job_name: a\n  static_configs: [{targets: [x]}]\n" + lines
    let (configuration, problems) = Configuration.read(Array(text.utf8), file: "p.yml")
    #expect(problems.isEmpty)
    let job = try #require(configuration.jobs.first)
    return try #require(job.plans(ScrapeOptions(version: "1")).first)
  }

  /// The batch of one page, and the status after it.
  private static func scrape(
    _ plan: ScrapePlan, _ page: String, type: String? = "text/plain"
  ) -> (series: [String], status: TargetStatus) {
    var scrape = TargetScrape(plan.target, options: plan.options, now: start)
    var slots = SlotAllocator()
    scrape.begin(at: start)
    let response = ScrapeAnswer.Response(
      status: 200, contentType: type.map { Array($0.utf8) }, body: Array(page.utf8))
    let answer = ScrapeAnswer(
      result: .success(response), duration: .milliseconds(5), targetTime: .milliseconds(5))
    let batch = scrape.end(answer, at: start, slots: &slots)
    let names = batch.declarations.map { "\($0.labels.dropping(["instance", "job"]))" }
    return (names.filter { !$0.hasPrefix("scrape_") && $0 != "up" }, scrape.status)
  }

  @Test func `what a job says is how its targets are scraped`() throws {
    let plan = try Self.plan(
      "  scrape_interval: 20s\n  scrape_timeout: 4s\n  honor_labels: true\n  body_size_limit: 1MB\n"
    )
    #expect(plan.options.interval == .seconds(20) && plan.options.timeout == .seconds(4))
    #expect(plan.options.honorsLabels && plan.options.keepsInterval)
    #expect(plan.options.bodyLimitBytes == 1 << 20 && plan.options.slowingBodyBytes == 1 << 20)
    let usual = try Self.plan("")
    #expect(usual.options.bodyLimitBytes == 32 << 20)
    #expect(usual.options.slowingBodyBytes == 16 << 20)
    #expect(
      usual.options.accept
        == "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,"
        + "*/*;q=0.2")
    let other = try Self.plan("  scrape_protocols: [PrometheusText0.0.4, PrometheusProto]\n")
    #expect(other.options.accept == "text/plain;version=0.0.4;q=0.6,*/*;q=0.5")
  }

  @Test func `series are relabelled after the target's labels were added`() throws {
    let plan = try Self.plan(
      """
        metric_relabel_configs:
        - {source_labels: [__name__], regex: go_.*, action: drop}
        - {regex: secret, action: labeldrop}
        - {source_labels: [job], target_label: from}

      """)
    let (series, status) = Self.scrape(plan, "go_x 1\na{secret=\"1\",b=\"2\"} 1\nb 2\n")
    #expect(series == [#"a{b="2", from="a"}"#, #"b{from="a"}"#])
    #expect(status.failure == nil && status.samples == 3 && status.seriesKept == 2)
  }

  @Test(arguments: [
    ("sample_limit: 1", "2 samples on the page; expected at most 1"),
    ("label_limit: 3", "4 labels on a; expected at most 3"),
    ("label_name_length_limit: 8", nil),
    ("label_name_length_limit: 7", "8 bytes in the name of a label of a; expected at most 7"),
    ("label_value_length_limit: 3", "4 bytes in the value of a label of a; expected at most 3"),
    ("sample_limit: 2", nil), ("label_limit: 4", nil),
  ])
  func `a page beyond a bound is no page`(line: String, failure: String?) throws {
    let plan = try Self.plan("  \(line)\n")
    let (series, status) = Self.scrape(plan, "a{b=\"1234\"} 1\nc 2\n")
    #expect(status.failure?.description == failure)
    #expect(series.isEmpty == (failure != nil))
  }

  @Test func `a page without a type is read by the fallback`() throws {
    let plan = try Self.plan("  fallback_scrape_protocol: PrometheusText0.0.4\n")
    #expect(Self.scrape(plan, "a 1\n", type: nil).series == ["a"])
    #expect(Self.scrape(try Self.plan(""), "a 1\n", type: nil).status.failure != nil)
  }
}
