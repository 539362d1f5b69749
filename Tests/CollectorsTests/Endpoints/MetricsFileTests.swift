import Collectors
import Foundation
import Metrics
import Scraping
import Testing

@Suite struct MetricsFileTests {
  private func load(_ text: String) throws -> [String] {
    let path = NSTemporaryDirectory() + "ringside-metrics-\(UUID().uuidString)"
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { unlink(path) }
    var names: [UInt32: Labels] = [:]
    var lines: [String] = []
    let now = Timestamp(milliseconds: 99)
    do {
      _ = try MetricsFile.load(path, origin: .host, now: now) { batch in
        for declaration in batch.declarations { names[declaration.slot] = declaration.labels }
        for (index, slot) in batch.slots.enumerated() {
          let time = batch.timestamps.isEmpty ? now.milliseconds : batch.timestamps[index]
          lines.append("\(names[slot] ?? [:]) \(FloatText.shortest(batch.values[index])) @\(time)")
        }
      }
    } catch {
      lines.append("\(error)".replacingOccurrences(of: path, with: "FILE"))
    }
    return lines
  }

  @Test func `a history is read sample by sample with its moments`() throws {
    #expect(
      try load("# TYPE a counter\na_total{x=\"1\"} 1 60\na_total{x=\"1\"} 2 120.5\nb 3 -1\n# EOF\n")
        == ["a_total{x=\"1\"} 1 @60000", "a_total{x=\"1\"} 2 @120500", "b 3 @-1000"])
  }

  @Test func `a page in the text format is of the moment it is read in`() throws {
    #expect(try load("a 1\nb 2 1234\nc 3") == ["a 1 @99", "b 2 @1234", "c 3 @99"])
  }

  @Test func `a history of several pieces has whole lines and a last one`() throws {
    let lines = (0..<110_000).map {
      "metric_with_a_name{instance=\"host-\($0 % 100)\"} \($0) \($0)"
    }
    let found = try load(lines.joined(separator: "\n") + "\n# EOF\n")
    #expect(found.count == 110_000)
    #expect(found.last == "metric_with_a_name{instance=\"host-99\"} 109999 @109999000")
    let broken = try load(lines.joined(separator: "\n") + "\noops\n# EOF\n")
    #expect(
      broken.last
        == "FILE:110001:5: expected a space and a value after the series, found the end of the line"
    )
  }

  @Test func `a file that is not there is said to be so`() {
    #expect {
      try MetricsFile.load(
        "/nowhere/file", origin: .host, now: Timestamp(milliseconds: 0), deliver: { _ in })
    } throws: {
      "\($0)" == "/nowhere/file: No such file or directory"
    }
  }

  @Test func `one scrape for a command is a batch and a status, or why not`() throws {
    let server = try LoopbackServer.page("a 1\n")
    defer { server.close() }
    let options = ScrapeOptions(version: "1")
    let target = try ScrapeTarget(server.address)
    let (batch, status) = EndpointFetch.scrape(target, options)
    #expect(batch.values.first == 1 && batch.values.count == 6)
    #expect(status.health == .up)
    #expect(try EndpointFetch.page(target, options).body == Array("a 1\n".utf8))
    let nobody = EndpointFetch.scrape(try ScrapeTarget("127.0.0.1:1"), options)
    #expect(nobody.batch.values.first == 0)
    #expect(nobody.status.failure?.description == "connection refused")
  }
}
