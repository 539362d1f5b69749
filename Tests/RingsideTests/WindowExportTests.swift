import Collectors
import Dashboards
import Exposition
import Foundation
import Metrics
import Presentation
import Storage
import TestDashboard
import TestWorld
import Testing
import TimeSeries

@testable import ringside

/// What is written of a window, read back by readers that did not write it.
@Suite struct WindowExportTests {
  private static let fixture = RecordingFixture.shared
  private let folder = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID())")

  private func situation(_ fixture: RecordingFixture) -> Situation {
    var situation = Situation(host: ByteString(RecordingFixture.host), now: fixture.end)
    situation.oldest = fixture.ring.oldest
    let host = Dashboard.read(ShippedFile.dashboard("host"), file: "host.yaml")
    situation.dashboards = [host.dashboard]
    situation.recording = RecordingFacts(
      host: ByteString(RecordingFixture.host), start: fixture.ring.oldest ?? fixture.end,
      end: fixture.end)
    return situation
  }

  /// Writes a form and gives what stands in the file.
  private func written(
    _ form: WindowExport.Form, showsCommandLines: Bool = false, sources: [any SampleSource]? = nil
  ) throws -> [UInt8] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let fixture = try WindowExportTests.fixture.get()
    let path = folder.appending(path: "window.\(form.rawValue)").path
    let export = WindowExport(
      form, to: path, from: fixture.pending - .seconds(5),
      through: fixture.resolved + .seconds(5),
      showsCommandLines: showsCommandLines)
    let writer = WindowWriter(sources: sources ?? [fixture.ring], program: "ringside test")
    let line = writer.write(export, situation(fixture))
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    #expect(line == "wrote \(bytes.count) bytes to \(path)")
    #expect(
      writer.write(export, situation(fixture)) == "\(path) is there already; nothing was written")
    return bytes
  }

  /// The samples of the window by series, without staleness markers.
  private func samples(_ source: any SampleSource) throws -> [Labels: [Int64: Double]] {
    let fixture = try WindowExportTests.fixture.get()
    let window = WindowSamples(
      sources: [source], start: fixture.pending - .seconds(5),
      end: fixture.resolved + .seconds(5))
    var result: [Labels: [Int64: Double]] = [:]
    for metric in window.metrics {
      for series in window.series(of: metric.name) {
        let known = zip(series.times, series.values).filter { !$0.1.isStaleMarker }
        if !known.isEmpty { result[series.labels] = Dictionary(uniqueKeysWithValues: known) }
      }
    }
    return result
  }

  @Test func `OpenMetrics of a window passes the strict check and reads back as the same samples`()
    throws
  {
    let fixture = try WindowExportTests.fixture.get()
    let page = try written(.openMetrics, showsCommandLines: true)
    #expect(page.suffix(6).elementsEqual("# EOF\n".utf8))
    let problems = PageCheck.problems(in: page.span, .openMetrics).filter { $0.kind == .error }
    #expect(problems == [])
    let ring = Ring.unbounded()
    let writer = ring.makeWriter()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "again.om").path
    try Data(page).write(to: URL(filePath: path))
    _ = try MetricsFile.load(path, origin: .target("x"), now: fixture.end) { writer.append($0) }
    let expected = try samples(fixture.ring)
    let found = try samples(ring)
    #expect(found.count > 200)
    #expect(Set(found.keys) == Set(expected.keys))
    #expect(found == expected)
  }

  @Test func `histograms, summaries and names that clash are written as the format wants them`()
    throws
  {
    let fixture = try WindowExportTests.fixture.get()
    let ring = Ring.unbounded()
    let times = [fixture.firing, fixture.firing + .seconds(1)]
    func append(_ name: ByteString, _ type: MetricType, _ pairs: [(ByteString, ByteString)] = []) {
      ring.append(
        labels: Labels([("__name__", name)] + pairs.map { ($0.0, $0.1) }),
        metadata: MetricMetadata(type: type, help: "a \"b\"\n\\c"), family: name,
        origin: .target("x"),
        samples: times.enumerated().map { Sample(timestamp: $1, value: Double($0 + 1)) })
    }
    append("h_bucket", .histogram, [("le", "0.5")])
    append("h_bucket", .histogram, [("le", "+Inf")])
    append("h_count", .histogram)
    append("h_sum", .histogram)
    append("s", .summary, [("quantile", "0.5")])
    append("s_count", .summary)
    append("a_total", .counter, [("x", "1\"\n\\")])
    append("b_total", .counter)
    append("b", .gauge)
    append("c", .counter)
    let page = String(decoding: try written(.openMetrics, sources: [ring]), as: UTF8.self)
    let (one, two) = (times[0].milliseconds / 1000, times[1].milliseconds / 1000)
    let help = #"a \"b\"\n\\c"#
    #expect(
      page == """
        # TYPE a counter
        # HELP a \(help)
        a_total{x="1\\"\\n\\\\"} 1 \(one)
        a_total{x="1\\"\\n\\\\"} 2 \(two)
        # TYPE b unknown
        # HELP b \(help)
        b 1 \(one)
        b 2 \(two)
        # TYPE b_total unknown
        # HELP b_total \(help)
        b_total 1 \(one)
        b_total 2 \(two)
        # TYPE c unknown
        # HELP c \(help)
        c 1 \(one)
        c 2 \(two)
        # TYPE h histogram
        # HELP h \(help)
        h_bucket{le="0.5"} 1 \(one)
        h_bucket{le="+Inf"} 1 \(one)
        h_count 1 \(one)
        h_sum 1 \(one)
        h_bucket{le="0.5"} 2 \(two)
        h_bucket{le="+Inf"} 2 \(two)
        h_count 2 \(two)
        h_sum 2 \(two)
        # TYPE s summary
        # HELP s \(help)
        s{quantile="0.5"} 1 \(one)
        s_count 1 \(one)
        s{quantile="0.5"} 2 \(two)
        s_count 2 \(two)
        # EOF

        """)
    let problems = PageCheck.problems(in: Array(page.utf8).span, .openMetrics)
    #expect(problems.filter { $0.kind == .error } == [])
  }

  @Test func `CSV has a line for every sample`() throws {
    let fixture = try WindowExportTests.fixture.get()
    let text = String(decoding: try written(.csv), as: UTF8.self)
    let lines = text.split(separator: "\r\n")
    let expected = try samples(RedactedSource(source: fixture.ring))
    #expect(lines.count == 1 + expected.values.reduce(0) { $0 + $1.count })
    #expect(lines[0] == "time,series,value,step")
    let moment = fixture.firing.milliseconds / 1000
    let load = #"\#(moment),"node_load1{instance=""web-3"", job=""node""}",9.5,"#
    #expect(lines.contains { $0 == load })
  }

  // MARK: - What only archives have

  private static let hour: Int64 = 1_700_000_400_000

  /// A ring of a machine that was read every second for two hours, of which raw samples of the last minutes are left.
  private static func archived() -> Ring {
    let ring = Ring(byteBound: 2 << 20)
    let writer = ring.makeWriter()
    for second in 0..<Int64(7200) {
      var batch = SampleBatch(
        origin: .host, timestamp: Timestamp(milliseconds: hour + second * 1000))
      for slot in 0..<24 as Range<UInt32> {
        if second == 0 {
          let name: ByteString = slot == 0 ? "node_boot_time_seconds" : "node_load1"
          batch.declarations.append(
            SeriesDeclaration(
              slot: slot,
              labels: Labels([
                ("__name__", name), ("job", "node"), ("instance", "web-3"),
                ("number", ByteString("\(slot)")),
              ]), family: name, metadata: MetricMetadata(type: .gauge, help: "Load.")))
        }
        let noise = Double((second &* 7919 &+ Int64(slot) &* 104_729) % 1_000_003) / 7
        batch.append(slot == 0 ? 1 : noise, slot: slot)
      }
      writer.append(batch)
    }
    return ring
  }

  @Test
  func `of a window that only archives hold the newest sample of each bucket is written, and said`()
    throws
  {
    let ring = Self.archived()
    let start = Timestamp(milliseconds: Self.hour + 600_000)
    let oldestRaw = try #require(ring.status().shares[.host]?.oldestRaw)
    try #require(oldestRaw > start + .seconds(1800))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var situation = Situation(
      host: "web-3", now: Timestamp(milliseconds: Self.hour + 7_199_000))
    situation.oldest = ring.oldest
    let writer = WindowWriter(sources: [ring], program: "ringside test")
    func write(_ form: WindowExport.Form) throws -> (line: String, text: String, path: String) {
      let path = folder.appending(path: "old.\(form.rawValue)").path
      let line = writer.write(
        WindowExport(
          form, to: path, from: start, through: start + .seconds(599), showsCommandLines: false),
        situation)
      let bytes = try Data(contentsOf: URL(filePath: path))
      return (line, String(decoding: bytes, as: UTF8.self), path)
    }
    let csv = try write(.csv)
    let rows = csv.text.split(separator: "\r\n").dropFirst().map { $0.split(separator: ",") }
    // Buckets of a minute, or of ten seconds where those are left; each has the sample that was its newest.
    let steps = Set(rows.compactMap { $0.last.map(String.init) })
    try #require(steps.isSubset(of: ["10s", "1m"]) && !steps.isEmpty, "\(steps)")
    for row in rows where row.count > 5 && row[1].contains("node_load1") {
      let seconds = try #require(Int64(row[0]))
      let width: Int64 = row.last == "1m" ? 60 : 10
      #expect(seconds % width == width - 1, "\(row)")
    }
    for row in csv.text.split(separator: "\r\n") where row.contains(#"number=""5"""#) {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      let second = try #require(Int64(fields[0])) - Self.hour / 1000
      let value = Double((second &* 7919 &+ 5 &* 104_729) % 1_000_003) / 7
      #expect(Double(fields[fields.count - 2]) == value)
    }
    let words = " the newest sample of each "
    #expect(csv.line.contains("; until 2023-11-14 ") && csv.line.contains(words), "\(csv.line)")
    let page = try write(.openMetrics)
    #expect(page.text.contains("# HELP node_load1 Load. (until 2023-11-14 "))
    #expect(page.line.contains(words))
    let problems = PageCheck.problems(in: Array(page.text.utf8).span, .openMetrics)
    #expect(problems.filter { $0.kind == .error } == [])
    let report = try write(.report)
    #expect(report.text.contains("no single samples are left: until 2023-11-14 "))
    let part = try write(.ring)
    #expect(part.line.contains(words), "\(part.line)")
    let recording = try RecordingFile.open(part.path)
    #expect(recording.remark?.contains(words) == true)
    #expect(recording.interval >= .seconds(10))
  }

  @Test(arguments: [WindowExport.Form.openMetrics, .report])
  func `command lines are shortened unless they are asked for`(form: WindowExport.Form) throws {
    let short = String(decoding: try written(form), as: UTF8.self)
    #expect(!short.contains("hunter2") && short.contains("ld.lld"))
    let long = String(decoding: try written(form, showsCommandLines: true), as: UTF8.self)
    #expect(long.contains(RecordingFixture.secret))
  }

  @Test(arguments: [
    ("/usr/bin/ld.lld --token=x -o y", "ld.lld"), ("[kworker/0:1]", "[kworker/0:1]"), ("", ""),
    ("postgres: checkpointer", "postgres:"), ("PASSWORD=x run", "kernel"), ("/a b", "a"),
  ])
  func `a command line is shortened to the name of its program`(line: String, name: String) {
    #expect(RedactedSource.program(ByteString(line), named: "kernel") == ByteString(name))
  }

  @Test func `the ring of a window holds its samples in their classes`() throws {
    let fixture = try WindowExportTests.fixture.get()
    let window = WindowSamples(
      sources: [fixture.ring], start: fixture.pending - .seconds(5),
      end: fixture.resolved + .seconds(5))
    let ring = WindowRing(window, situation(fixture), program: "ringside test").ring()
    #expect(try samples(ring) == samples(fixture.ring))
    for (name, ringClass) in [
      ("node_load1", RingClass.host), ("process_info", .processes), ("ALERTS", .events),
      ("ringside_mark", .events),
    ] {
      let here = WindowSamples(sources: [ring], start: window.start, end: window.end)
      #expect(!here.series(of: ByteString(name), ringClass).isEmpty, "\(name)")
    }
  }

  @Test(arguments: [false, true])
  func `a window becomes a recording that opens like any other`(showsCommandLines: Bool) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let fixture = try WindowExportTests.fixture.get()
    let path = folder.appending(path: "part.ring").path
    let (start, end) = (fixture.pending - .seconds(5), fixture.resolved + .seconds(5))
    let export = WindowExport(
      .ring, to: path, from: start, through: end, showsCommandLines: showsCommandLines)
    let writer = WindowWriter(sources: [fixture.ring], program: "ringside test")
    let line = writer.write(export, situation(fixture))
    #expect(line.hasPrefix("wrote ") && line.hasSuffix(" series to \(path)"), "\(line)")
    #expect(
      writer.write(export, situation(fixture)) == "\(path) is there already; nothing was written")
    #expect(try RingFile.verify(DescriptorFile(path, .reading)) == [])
    let recording = try RecordingFile.open(path)
    #expect(recording.facts == RecordingFacts(host: "web-3", start: start, end: end))
    #expect(recording.interval == .seconds(1) && recording.zone == .utc && recording.remark == nil)
    let original: any SampleSource =
      showsCommandLines ? fixture.ring : RedactedSource(source: fixture.ring)
    #expect(try samples(recording.source) == samples(original))
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect((bytes.range(of: Data("hunter2".utf8)) != nil) == showsCommandLines)
  }

  @Test func `a report tells what happened when, what was busy, and how it looked`() throws {
    let fixture = try WindowExportTests.fixture.get()
    let text = String(decoding: try written(.report), as: UTF8.self)
    let events = [
      (fixture.pending, "alert    HighLoad pending"), (fixture.firing, "alert    HighLoad firing"),
      (fixture.marked, "mark     mark \(RecordingFixture.mark)"),
      (fixture.resolved, "alert    HighLoad resolved"),
    ]
    for (moment, words) in events {
      #expect(text.contains("  \(WindowExportTests.clock(moment))  \(words)\n"))
    }
    #expect(text.hasPrefix("web-3, 2023-"))
    #expect(text.contains("ld.lld[8123] does"))
    #expect(text.contains("█"))
    #expect(text.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= 100 })
    let rows = text.split(separator: "\n").filter { $0.contains("8123") && $0.contains("alice") }
    #expect(rows.count == 1)
  }

  private static func clock(_ moment: Timestamp) -> String {
    let seconds = moment.milliseconds / 1000 % 86_400
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
    return parts.map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":") + "Z"
  }
}
