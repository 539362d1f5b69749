import Exposition
import Foundation
import Metrics
import Testing

/// The cases of Prometheus's scrape parsers: what a scraper must read, and what it must refuse.
@Suite(.enabled(if: ExpositionSuite.folder != nil, "the conformance data is absent"))
struct TextParseSuiteTests {
  @Test func `pages are read and refused as Prometheus's scrape parsers do`() throws {
    var same = 0
    var skipped = 0
    let cases = try ExpositionSuite.objects("textparse/index.json")
    for item in cases {
      let id = try #require(item["id"] as? String)
      // The conversion to native histograms is an option that is off here.
      if id.contains("nhcb") {
        skipped += 1
        continue
      }
      let expected = try self.expectation(of: item)
      var outcome = try self.outcome(of: item)
      // One case asserts only which entries there are.
      if expected.contains("series ?") {
        outcome = outcome.map { $0.hasPrefix("series ") ? "series ?" : $0 }
      }
      #expect(outcome == expected, "\(id)")
      if outcome == expected { same += 1 }
    }
    print(
      "textparse: \(same) of \(cases.count - skipped) cases as Prometheus, \(skipped) need an option"
    )
  }

  /// One line an entry, then `error` where the page is refused.
  private func outcome(of item: [String: Any]) throws -> [String] {
    let page = try ExpositionSuite.bytes(item["file"] as? String ?? "")
    let format: ExpositionFormat =
      item["format"] as? String == "openmetrics" ? .openMetrics : .prometheus
    var lines: [String] = []
    var scanner = ExpositionScanner(format)
    var type = MetricType.unknown
    let isAsserted = item["expected"] != nil
    do throws(ExpositionError) {
      while let entry = try scanner.next(in: page.span) {
        if case .type(_, let newest) = entry { type = newest }
        if isAsserted, let line = line(entry, page, type, format) { lines.append(line) }
      }
    } catch {
      lines.append("error")
    }
    return lines
  }

  private func line(
    _ entry: ExpositionEntry, _ page: [UInt8], _ type: MetricType, _ format: ExpositionFormat
  ) -> String? {
    let bytes = page.span
    switch entry {
    case .help(let family, let text):
      let help = SeriesText.unescaped(text, in: bytes, quotes: format == .openMetrics)
      return "help \(SeriesText.name(family, in: bytes)) \(help)"
    case .type(let family, let type): return "type \(SeriesText.name(family, in: bytes)) \(type)"
    case .unit(let family, let unit):
      return
        "unit \(SeriesText.name(family, in: bytes)) \(SeriesText.unescaped(unit, in: bytes, quotes: false))"
    case .comment(let range): return "comment \(ByteString(page[range]))"
    case .sample(let sample):
      let labels = SeriesText.labels(of: sample.series, in: bytes, type: type)
      let isCreation =
        format == .openMetrics && [.counter, .histogram, .summary].contains(type)
        && labels.metricName?.text.hasSuffix("_created") == true
      guard !isCreation else { return nil }
      let time = sample.timestamp.map { " @\($0)" } ?? ""
      return "series \(labels) \(FloatText.shortest(sample.value))\(time)"
        + (sample.exemplar == nil ? "" : " with an exemplar")
    }
  }

  private func expectation(of item: [String: Any]) throws -> [String] {
    var lines: [String] = []
    if let path = item["expected"] as? String {
      lines = try ExpositionSuite.objects(path).map(expectedLine)
    }
    if item["valid"] as? Bool == false { lines.append("error") }
    return lines
  }

  private func expectedLine(_ entry: [String: Any]) -> String {
    let family = entry["family"] as? String ?? ""
    switch entry["entry"] as? String {
    case "help": return "help \(family) \(entry["text"] as? String ?? "")"
    case "type":
      let type = entry["type"] as? String ?? ""
      let named = MetricType(rawValue: type == "untyped" ? "unknown" : type)
      return "type \(family) \(named.map { "\($0)" } ?? type)"
    case "unit": return "unit \(family) \(entry["unit"] as? String ?? "")"
    case "comment": return "comment \(entry["text"] as? String ?? "")"
    default:
      guard let pairs = entry["labels"] as? [String: String] else { return "series ?" }
      let labels = Labels(pairs.map { (name: ByteString($0.key), value: ByteString($0.value)) })
      let number = (entry["value"] as? NSNumber).map { FloatText.shortest($0.doubleValue) }
      let time = (entry["timestamp_ms"] as? NSNumber).map { " @\($0.int64Value)" } ?? ""
      let exemplars = entry["exemplars"] as? [Any] ?? []
      return "series \(labels) \(number ?? entry["value"] as? String ?? "NaN")\(time)"
        + (exemplars.isEmpty ? "" : " with an exemplar")
    }
  }

  @Test func `a content type chooses the parser that Prometheus chooses`() throws {
    for item in try ExpositionSuite.objects("textparse/content-types.json") {
      let fallback: ExpositionFormat? =
        switch item["fallback_scrape_protocol"] as? String ?? "" {
        case let name where name.hasPrefix("OpenMetrics"): .openMetrics
        case let name where name.hasPrefix("PrometheusText"): .prometheus
        default: nil
        }
      // What is no text is not read here, so that a fallback to it is none.
      let expected: ExpositionFormat? =
        switch item["parser"] as? String {
        case "openmetrics-text": .openMetrics
        case "prometheus-text": .prometheus
        default: nil
        }
      let header = item["content_type"] as? String ?? ""
      let choice = ContentTypeChoice(contentType: Array(header.utf8), fallback: fallback)
      #expect(choice.format == expected, "\(item["name"] ?? "")")
    }
  }

  @Test func `real pages have as many series as they are said to have`() throws {
    for item in try ExpositionSuite.objects("samples/index.json") {
      let file = item["file"] as? String ?? ""
      guard let page = try? ExpositionSuite.bytes(file), !page.isEmpty else { continue }
      let format: ExpositionFormat =
        item["format"] as? String == "openmetrics" ? .openMetrics : .prometheus
      var reader = PageReader()
      var slots = SlotAllocator()
      var batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: 0))
      let counts = try reader.read(
        page.span, format, into: &batch, slots: &slots, identity: { $0 })
      #expect(counts.scraped == item["series"] as? Int, "\(file)")
      #expect(counts.added == item["distinct_series"] as? Int, "\(file)")
    }
  }
}
