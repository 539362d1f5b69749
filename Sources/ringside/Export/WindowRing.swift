internal import Glibc
internal import Metrics
internal import Presentation
internal import Storage
internal import TimeSeries

/// The samples of a window as a recording of their own.
struct WindowRing {
  private let samples: WindowSamples
  private let situation: Situation
  private let program: String

  /// The samples of a window.
  init(_ samples: WindowSamples, _ situation: Situation, program: String) {
    self.samples = samples
    self.situation = situation
    self.program = program
  }

  /// The samples in a ring in memory.
  func ring() -> Ring {
    let ring = Ring.unbounded()
    for metric in samples.metrics {
      let family = Self.family(metric)
      for ringClass in RingClass.allCases {
        for series in samples.series(of: metric.name, ringClass) {
          let points = zip(series.times, series.values).map { time, value in
            Sample(timestamp: Timestamp(milliseconds: time), value: value)
          }
          ring.append(
            labels: series.labels, metadata: metric.metadata, family: family,
            origin: Self.origin(ringClass, series.labels), samples: points)
        }
      }
    }
    return ring
  }

  /// What the metadata of a metric is filed under.
  private static func family(_ metric: Metric) -> ByteString {
    let endings: [String]
    switch metric.metadata.type {
    case .histogram: endings = ["_bucket", "_count", "_sum"]
    case .summary: endings = ["_count", "_sum"]
    default: endings = []
    }
    let ending = endings.first { metric.name.text.hasSuffix($0) } ?? ""
    return ByteString(metric.name.bytes.dropLast(ending.utf8.count))
  }

  private static func origin(_ ringClass: RingClass, _ labels: Labels) -> SampleOrigin {
    switch ringClass {
    case .host: .host
    case .processes: .processes
    case .events: .events
    case .targets:
      .target(ByteString((labels["job"] ?? "").bytes + [0x2f] + (labels["instance"] ?? "").bytes))
    }
  }

  // MARK: - The file

  /// Writes the recording; what was written where, or what is wrong.
  func write(to path: String) -> String {
    let ring = ring()
    do throws(InputFileError) {
      // The file must not be there yet; from then on it is ours.
      _ = try NewFile(path).finished()
    } catch {
      return error.message
    }
    do throws(StorageError) {
      let file = try DescriptorFile(path, .writing)
      var report = try write(ring, to: file, path)
      // What labels take is known only afterwards.
      for scale in [4, 16] where report.refusedSeries > 0 {
        report = try write(ring, to: file, path, scale: scale)
      }
      let series = ring.status().series
      let lost = report.refusedSeries > 0 ? "; \(report.refusedSeries) series had no room" : ""
      let coarse = samples.steps.words(situation.zone).map { "; \($0)" } ?? ""
      return "wrote \(series) series to \(ViewWriter.absolute(path))\(lost)\(coarse)"
    } catch {
      _ = unlink(path)
      return "\(error); nothing was written"
    }
  }

  private func write(
    _ ring: Ring, to file: DescriptorFile, _ path: String, scale: Int = 1
  ) throws(StorageError) -> FlushReport {
    let writer: RingFileWriter
    do throws(RingFileError) {
      writer = try RingFileWriter(
        creating: file, layout: Self.layout(ring.status(), scale: scale), facts: facts)
    } catch {
      throw StorageError(path, error)
    }
    do throws(FileFailure) {
      let report = try writer.flush(ring, at: situation.now)
      try writer.checkpoint()
      try writer.close()
      return report
    } catch {
      throw StorageError(path: path, reason: error.reason, number: error.number)
    }
  }

  /// A file in which everything has room: of a class less than half is for raw samples, and a sixteenth of the file is
  /// for what describes the series.
  ///
  /// - Parameters:
  ///   - status: how full the ring is.
  ///   - scale: how much longer than usual the labels are.
  /// - Returns: the layout of the file.
  static func layout(_ status: RingStatus, scale: Int = 1) -> RingFileLayout {
    // Blocks that are not full take less in a file than in memory.
    let bytes = status.shares.mapValues { min($0.bytesUsed, $0.samples * 10 + $0.series * 64) }
    let total = max(1, bytes.values.reduce(0, +))
    return RingFileLayout(
      fileBytes: max(total * 4, status.series * 16 * 100 * scale), arenaBytes: total,
      budgets: Budgets(classes: bytes.mapValues { max(1, $0 * 100 / total) }))
  }

  private var facts: RingFileFacts {
    let zone = situation.zone.transition(at: samples.end)
    let steps = samples.steps
    // Where most of the window is of an archive, its samples are as far apart as the buckets.
    let isCoarse =
      steps.width > 0
      && Timestamp(milliseconds: steps.through) - samples.start
        > (samples.end - samples.start) / 2
    let interval = max(situation.interval.milliseconds, isCoarse ? steps.width : 0)
    return RingFileFacts(
      machineID: "", hostName: situation.host, zoneName: ByteString(zone.name),
      zoneOffset: zone.offset, interval: interval, created: situation.now,
      program: ByteString(program),
      others: steps.words(situation.zone).map { [WindowRing.coarse: ByteString($0)] } ?? [:])
  }

  /// The fact of a recording that says which of its samples are the newest of a bucket.
  static let coarse: ByteString = "coarse"
}
