import Exposition
import Metrics
import Testing

@testable import Scraping

@Suite struct TargetScrapeTests {
  private static let start = Timestamp(milliseconds: 1_700_000_000_000)

  /// One scrape: the page or the answer goes in, the batch comes out as lines of text.
  private struct Round {
    var scrape: TargetScrape
    var slots = SlotAllocator()
    var names: [UInt32: String] = [:]
    var families: [String: String] = [:]

    init(_ change: (inout ScrapeOptions) -> Void = { _ in }) throws {
      var options = ScrapeOptions(version: "1")
      change(&options)
      scrape = TargetScrape(
        try ScrapeTarget("a:1"), options: options, now: TargetScrapeTests.start)
    }

    mutating func page(_ page: String, type: String? = "text/plain") -> [String] {
      answer(
        .success(
          ScrapeAnswer.Response(
            status: 200, contentType: type.map { Array($0.utf8) }, body: Array(page.utf8))))
    }

    mutating func answer(_ result: Result<ScrapeAnswer.Response, ScrapeFailure>) -> [String] {
      let now = scrape.next ?? TargetScrapeTests.start
      scrape.begin(at: now)
      let answer = ScrapeAnswer(
        result: result, duration: .microseconds(12_500), targetTime: .milliseconds(10))
      return lines(scrape.end(answer, at: now + .milliseconds(12), slots: &slots))
    }

    /// Declared series have a plus, ended ones a minus; the labels of the target are left out.
    mutating func lines(_ batch: SampleBatch) -> [String] {
      var lines: [String] = []
      for slot in batch.ended { lines.append("- \(names[slot] ?? "?")") }
      var fresh: Set<UInt32> = []
      for declaration in batch.declarations {
        let labels = declaration.labels.dropping(["instance", "job"])
        names[declaration.slot] = labels.description
        fresh.insert(declaration.slot)
        let metadata = declaration.metadata
        families[labels.description] =
          "\(declaration.family) \(metadata.type) \(metadata.unit) '\(metadata.help)'"
      }
      for (index, slot) in batch.slots.enumerated() {
        let time =
          batch.timestamps.isEmpty
          ? "" : " @\(batch.timestamps[index] - batch.timestamp.milliseconds)"
        let value = FloatText.shortest(batch.values[index])
        lines.append((fresh.contains(slot) ? "+ " : "") + "\(names[slot] ?? "?") \(value)\(time)")
      }
      return lines
    }
  }

  private static func report(
    _ up: Int, _ scraped: Int, _ kept: Int, _ added: Int, new: Bool = false
  )
    -> [String]
  {
    let sign = new ? "+ " : ""
    return [
      "\(sign)up \(up)", "\(sign)scrape_duration_seconds 0.0125",
      "\(sign)scrape_samples_scraped \(scraped)",
      "\(sign)scrape_samples_post_metric_relabeling \(kept)", "\(sign)scrape_series_added \(added)",
    ]
  }

  @Test func `a page becomes samples with the target's labels, and the scrape reports itself`()
    throws
  {
    var round = try Round()
    #expect(
      round.page("# TYPE a counter\na{x=\"1\"} 2\nb 3\n")
        == ["+ a{x=\"1\"} 2", "+ b 3"] + Self.report(1, 2, 2, 2, new: true))
    #expect(round.page("a{x=\"1\"} 3\nb 3\n") == ["a{x=\"1\"} 3", "b 3"] + Self.report(1, 2, 2, 0))
    #expect(round.scrape.status.health == .up)
    #expect(round.scrape.status.labels == ["job": "endpoint", "instance": "a:1"])
  }

  @Test func `a series that the page no longer shows ends, another that comes is added`() throws {
    var round = try Round()
    _ = round.page("a 1\nb 1\nc 1\n")
    #expect(
      round.page("a 1\nd 1\nc 1\n") == ["- b", "a 1", "+ d 1", "c 1"] + Self.report(1, 3, 3, 1))
    #expect(
      round.page("c 1\na 1\n") == ["- d", "c 1", "a 1"] + Self.report(1, 2, 2, 0))
    #expect(round.page("b 5\n") == ["- a", "- c", "+ b 5"] + Self.report(1, 1, 1, 1))
  }

  @Test func `the first line of a page may go and come back`() throws {
    var round = try Round()
    let page = "# HELP x X.\n# TYPE x gauge\nx{a=\"1\"} 1\nx{a=\"2\"} 1\n"
    for _ in 0..<3 {
      #expect(round.page(page).contains("+ x{a=\"1\"} 1"))
      #expect(round.page("x{a=\"2\"} 1\n").contains("- x{a=\"1\"}"))
      #expect(round.page("x{a=\"1\"} 1\nx{a=\"2\"} 1\n").contains("+ x{a=\"1\"} 1"))
      #expect(round.page("x{a=\"2\"} 1\n").contains("- x{a=\"1\"}"))
    }
  }

  @Test func `a failed scrape ends every series; known ones come back without being new`() throws {
    var round = try Round()
    _ = round.page("a 1\nb 1\n")
    #expect(
      round.answer(.failure(.timedOut(.seconds(5)))) == ["- a", "- b"] + Self.report(0, 0, 0, 0))
    #expect(round.scrape.status.failure?.description == "timed out after 5s")
    #expect(round.answer(.failure(.timedOut(.seconds(5)))) == Self.report(0, 0, 0, 0))
    #expect(round.page("b 2\nc 3\n") == ["+ b 2", "+ c 3"] + Self.report(1, 2, 2, 1))
  }

  @Test func `a bad line fails the whole page, with its line and column`() throws {
    var round = try Round()
    _ = round.page("a 1\n")
    #expect(round.page("a 2\nnew 1\nb{x='1'} 1\n") == ["- a"] + Self.report(0, 0, 0, 0))
    #expect(
      round.scrape.status.failure?.description
        == "3:5: expected a label value in double quotes, found '''")
    #expect(round.page("a 3\n") == ["+ a 3"] + Self.report(1, 1, 1, 0))
  }

  @Test(arguments: [
    (nil, "no content type; expected 'text/plain' or 'application/openmetrics-text'"),
    (
      "text/html; charset=utf-8",
      "content type 'text/html; charset=utf-8'; expected 'text/plain' or 'application/openmetrics-text'"
    ),
    (
      "\u{1b}]0;x\u{7}",
      "content type '\\x1b]0;x\\x07'; expected 'text/plain' or 'application/openmetrics-text'"
    ),
  ])
  func `another type than a page of metrics fails the scrape`(type: String?, message: String) throws
  {
    var round = try Round()
    #expect(round.page("a 1\n", type: type) == Self.report(0, 0, 0, 0, new: true))
    #expect(round.scrape.status.failure?.description == message)
  }

  @Test func `a status other than 200 is told with the target's words, made harmless`() throws {
    var round = try Round()
    let response = ScrapeAnswer.Response(
      status: 503, reason: Array("Busy\u{1b}[2J\u{9b}1m".utf8), contentType: nil,
      retryAfter: .seconds(60), body: [])
    _ = round.answer(.success(response))
    #expect(
      round.scrape.status.failure?.description
        == "status 503 Busy\\x1b[2J\\xc2\\x9b1m; expected 200")
    #expect(round.scrape.status.intervalReason == .retryAfter(.seconds(60)))
  }

  @Test func `labels of the page that clash with the target's are exported`() throws {
    var round = try Round()
    _ = round.page("a{job=\"x\",exported_job=\"y\",instance=\"z\"} 1\n")
    #expect(
      round.names.values.sorted().first
        == "a{exported_exported_job=\"x\", exported_instance=\"z\", exported_job=\"y\"}")
  }

  @Test func `two texts of one series are one series, and only its first sample counts`() throws {
    var round = try Round()
    #expect(
      round.page("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n")
        == ["+ a{x=\"1\", y=\"2\"} 1"] + Self.report(1, 2, 1, 1, new: true))
    #expect(round.scrape.status.duplicates == 1)
    #expect(
      round.page("a{y=\"2\",x=\"1\"} 3\n") == ["a{x=\"1\", y=\"2\"} 3"] + Self.report(1, 1, 1, 0))
    #expect(
      round.page("a{x=\"1\", y=\"2\"} 4\n") == ["a{x=\"1\", y=\"2\"} 4"] + Self.report(1, 1, 1, 0))
  }

  @Test func `timestamps on the page are used, or not where they are not honoured`() throws {
    let page = "a 1\nb 2 1700000000123\n"
    var round = try Round()
    let base = (round.scrape.next ?? Self.start).milliseconds
    #expect(
      round.page(page)[1] == "+ b 2 @\(1_700_000_000_123 - base)")
    var other = try Round { $0.honorsTimestamps = false }
    #expect(other.page(page)[1] == "+ b 2")
  }

  @Test func `series beyond the budget are dropped and counted, known ones stay`() throws {
    var round = try Round { $0.seriesLimit = 2 }
    #expect(
      round.page("a 1\nb 1\nc 1\nd 1\n")
        == ["+ a 1", "+ b 1"] + Self.report(1, 4, 2, 2, new: true))
    #expect(round.scrape.status.isBudgetReached)
    #expect(round.scrape.status.seriesDropped == 2)
    #expect(round.page("c 1\nb 2\n") == ["- a", "b 2"] + Self.report(1, 2, 1, 0))
    #expect(round.page("c 1\nb 2\n") == ["+ c 1", "b 2"] + Self.report(1, 2, 2, 1))
    #expect(!round.scrape.status.isBudgetReached)
  }

  @Test func `a target that is scraped no more ends everything it had`() throws {
    var round = try Round()
    _ = round.page("a 1\n")
    let batch = round.scrape.retire(at: Self.start, slots: &round.slots)
    #expect(
      Set(round.lines(batch))
        == [
          "- a", "- up", "- scrape_duration_seconds", "- scrape_samples_scraped",
          "- scrape_samples_post_metric_relabeling", "- scrape_series_added",
        ])
  }

  @Test func `the family of a declaration is the one that the page describes`() throws {
    var round = try Round()
    _ = round.page(
      """
      # HELP h_seconds Time\\nspent.
      # TYPE h_seconds histogram
      # UNIT h_seconds seconds
      h_seconds_bucket{le="1"} 1
      h_seconds_sum 1
      # TYPE c counter
      c_total 1
      c_created 1
      plain_total 1
      # EOF

      """, type: "application/openmetrics-text")
    let family = "h_seconds histogram seconds 'Time\nspent.'"
    #expect(round.families["h_seconds_bucket{le=\"1.0\"}"] == family)
    #expect(round.families["h_seconds_sum"] == family)
    #expect(round.families["c_total"] == "c counter  ''")
    #expect(round.families["plain_total"] == "plain_total unknown  ''")
  }
}
