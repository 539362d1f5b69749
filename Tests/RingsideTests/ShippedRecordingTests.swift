import Foundation
import Metrics
import Storage
import TestDashboard
import Testing

@testable import TimeSeries
@testable import ringside

/// The recording in Tests/Recordings: small, of a made-up machine, made anew by `make-recording` beside it.
enum ShippedRecording {
  /// The file.
  static let path =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Recordings/web-3.ring").path

  /// Writes the samples of the fixture to a file without segments: all of it is in the journal.
  static func make(_ fixture: RecordingFixture) throws {
    try? FileManager.default.removeItem(atPath: path)
    let file = try DescriptorFile(path, .creating(mode: 0o644))
    let circles = RingClass.allCases.count * Level.allCases.count
    let (index, journal) = (32 << 10, 96 << 10)
    let layout = RingFileLayout(
      fileBytes: 2 * (FileHead.bytes + index + journal), indexHalfBytes: index,
      journalHalfBytes: journal, circles: Array(repeating: 0, count: circles))
    guard let layout else { throw CocoaError(.fileWriteUnknown) }
    let facts = RingFileFacts(
      machineID: "", hostName: ByteString(RecordingFixture.host), zoneName: "UTC", zoneOffset: 0,
      interval: 1000, created: fixture.end, program: "make-recording")
    let writer = try RingFileWriter(creating: file, layout: layout, facts: facts)
    let report = try writer.flush(fixture.ring, at: fixture.end)
    guard report.refusedSeries == 0, !report.hasCheckpoint else {
      throw CocoaError(.fileWriteOutOfSpace)
    }
    try writer.close()
  }
}

@Suite struct ShippedRecordingTests {
  @Test func `the shipped recording holds what its fixture makes, and is sound`() throws {
    let fixture = try RecordingFixture.shared.get()
    if ProcessInfo.processInfo.environment["RINGSIDE_MAKE_RECORDING"] == "1" {
      try ShippedRecording.make(fixture)
    }
    let bytes = try DescriptorFile(ShippedRecording.path, .reading)
    #expect(try (100_000...300_000).contains(bytes.byteCount()))
    #expect(try RingFile.verify(bytes) == [])
    let (source, facts) = try Recording.open(ShippedRecording.path)
    #expect(source.damage == [] && source.newest == fixture.end)
    #expect(facts.hostName == "web-3" && facts.interval == 1000)
    let (shipped, made) = (everything(source, fixture), everything(fixture.ring, fixture))
    #expect(shipped.count == made.count && shipped.count > 100)
    // The clock that is read, and how long reading took, are those of the machine that ran the test.
    let differing = made.keys.filter { made[$0] != shipped[$0] }.sorted()
    #expect(differing.allSatisfy { $0.hasPrefix("node_time") || $0.hasPrefix("node_scrape") })
    #expect(source.metrics == fixture.ring.metrics)
  }

  /// All raw samples of each metric, each series as a line.
  private func everything(
    _ source: any SampleSource, _ fixture: RecordingFixture
  ) -> [String: [String]] {
    let window = WindowSamples(
      sources: [source], start: Timestamp(milliseconds: 0), end: fixture.end)
    var result: [String: [String]] = [:]
    for metric in window.metrics {
      result[metric.name.text] = RingClass.allCases.flatMap { ringClass in
        window.series(of: metric.name, ringClass).map { series in
          "\(ringClass) \(series.labels) \(series.times) \(series.values.map(\.bitPattern))"
        }
      }
    }
    return result
  }
}
