import Foundation
import Metrics
import Storage
import TestDashboard
@testable import TimeSeries

/// The recording in Tests/Recordings: small, of a made-up machine, made anew by `make-recording` beside it.
enum ShippedRecording {
  /// The file.
  static let path =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Recordings/web-3.ring").path

  /// Where it says that it comes from.
  static func facts(_ fixture: RecordingFixture) -> RingFileFacts {
    RingFileFacts(
      machineID: "", hostName: ByteString(RecordingFixture.host), zoneName: "UTC", zoneOffset: 0,
      interval: 1000, created: fixture.end, program: "make-recording")
  }

  /// Writes a ring to a new file that is hardly larger than what is in it.
  ///
  /// No segment is filled: all is in the journal, behind which the file ends.
  static func write(_ ring: Ring, _ facts: RingFileFacts, to path: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    let file = try DescriptorFile(path, .creating(mode: 0o644))
    let layout = RingFileLayout(
      fileBytes: 12 * 65_536 + 16_384 + 2 * (131_072 + 393_216),
      indexHalfBytes: 131_072, journalHalfBytes: 393_216,
      circles: Array(repeating: 1, count: 12))
    guard let layout else { throw CocoaError(.fileWriteUnknown) }
    let writer = try RingFileWriter(creating: file, layout: layout, facts: facts)
    let report = try writer.flush(ring, at: facts.created)
    print(report, ring.status().bytesUsed, ring.status().samples, ring.status().series)
    try writer.close()
  }
}
