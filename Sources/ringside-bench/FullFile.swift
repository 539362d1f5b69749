internal import Metrics
internal import Storage
internal import TestWorld
internal import TimeSeries

/// Makes a ring file that is full, for what is measured of files of a size: opening, answering, memory.
///
/// 2,000 series of all classes say something every 5 s that cannot be compressed.
enum FullFile {
  private static let series = 2000
  private static let start: Int64 = 1_700_000_000_000
  private static let arenaBytes = 64 << 20

  /// Writes the file.
  ///
  /// - Parameters:
  ///   - path: where; nothing may be there.
  ///   - bytes: its length.
  /// - Returns: what is in it, in a line.
  /// - Throws: where it cannot be written.
  static func make(_ path: String, bytes: Int) throws -> String {
    let ring = Ring(byteBound: arenaBytes)
    let file = try RingFileWriter(
      creating: DescriptorFile(path, .creating(mode: 0o600)),
      layout: RingFileLayout(fileBytes: bytes, arenaBytes: arenaBytes),
      facts: RecordingMeasurement.facts)
    let reader = try RingFile(DescriptorFile(path, .reading))
    let origins: [SampleOrigin] = [.host, .processes, .target("one"), .events]
    let writers = origins.map { _ in ring.makeWriter() }
    var generator = SeededGenerator(seed: 9)
    var round = 0
    while true {
      let moment = Timestamp(milliseconds: start + Int64(round) * 5000)
      for (place, origin) in origins.enumerated() {
        let share = [500, 700, 600, 200][place]
        var batch = SampleBatch(origin: origin, timestamp: moment)
        for slot in 0..<share {
          if round == 0 { batch.declarations.append(declaration(place, slot)) }
          batch.append(Double(generator.next() >> 12) / 7, slot: UInt32(slot))
        }
        writers[place].append(batch)
      }
      round += 1
      guard round % 20 == 0 else { continue }
      try file.flush(ring, at: moment)
      guard round % 200 == 0 else { continue }
      try reader.refresh()
      let shares = reader.summary.shares.values
      if shares.allSatisfy({ $0.raw.segments >= $0.raw.segmentLimit }) { break }
    }
    let (used, limit) = reader.summary.shares.values.reduce((0, 0)) {
      ($0.0 + $1.segments, $0.1 + $1.segmentLimit)
    }
    return "\(path): \(used) of \(limit) segments, \(round) rounds of 5 s, \(series) series"
  }

  private static func declaration(_ place: Int, _ slot: Int) -> SeriesDeclaration {
    SeriesDeclaration(
      slot: UInt32(slot),
      labels: Labels([
        ("__name__", ByteString("full_\(slot % 40)")), ("job", "node"),
        ("share", ByteString("\(place)")), ("number", ByteString("\(slot)")),
      ]), family: ByteString("full_\(slot % 40)"), metadata: MetricMetadata(type: .gauge))
  }
}
