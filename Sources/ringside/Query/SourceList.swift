internal import Collectors
internal import Metrics
internal import Scraping
internal import TimeSeries

/// Why a source cannot be used.
struct SourceError: Error, Equatable {
  /// What is wrong, in words.
  var message: String
  /// How the command ends.
  var status: ExitStatus
}

/// The SOURCE arguments, told apart: a file that exists is a file, everything else must be an address.
struct SourceList: Equatable {
  private(set) var targets: [ScrapeTarget] = []
  private(set) var files: [String] = []
  /// The ring files among what was named.
  private(set) var recordings: [String] = []

  init(_ sources: [String]) throws(SourceError) {
    for source in sources {
      if InputFile.exists(source) {
        if RecordingFile.isRecording(source) {
          recordings.append(source)
        } else {
          files.append(source)
        }
        continue
      }
      do throws(ScrapeTargetError) {
        targets.append(try ScrapeTarget(source))
      } catch {
        throw SourceError(message: error.description, status: .usage)
      }
    }
  }

  /// Opens the recording that was named; `nil` where none was.
  ///
  /// - Throws: where it cannot be opened, or something was named beside it.
  func openRecording() throws(SourceError) -> RecordedRing? {
    guard let path = recordings.first else { return nil }
    guard recordings.count == 1, files.isEmpty, targets.isEmpty else {
      throw SourceError(
        message: "\(path): a recording is looked at alone; expected no other source beside it",
        status: .usage)
    }
    return try RecordingFile.open(path)
  }

  /// Loads all files; the times of the oldest and the newest sample, `nil` where there is none.
  func loadFiles(into ring: Ring, now: Timestamp) throws(SourceError) -> ClosedRange<Timestamp>? {
    var span: ClosedRange<Timestamp>?
    for file in files {
      let writer = ring.makeWriter()
      do throws(MetricsFileError) {
        _ = try MetricsFile.load(file, origin: .target(ByteString(file)), now: now) { batch in
          writer.append(batch)
          guard let first = batch.oldest, let last = batch.newest else { return }
          span = min(span?.lowerBound ?? first, first)...max(span?.upperBound ?? last, last)
        }
      } catch {
        throw SourceError(message: error.description, status: error.status)
      }
    }
    return span
  }

  /// Scrapes every target once into `ring`; the time of the newest sample.
  ///
  /// - Throws: where a target brings no samples.
  func scrapeOnce(into ring: Ring) throws(SourceError) -> Timestamp? {
    var newest: Timestamp?
    for target in targets {
      let (batch, status) = EndpointFetch.scrape(
        target, ScrapeOptions(version: Ringside.version))
      if let failure = status.failure {
        throw SourceError(message: "\(target.url): \(failure)", status: .world)
      }
      ring.makeWriter().append(batch)
      newest = [newest, batch.newest].compactMap { $0 }.max()
    }
    return newest
  }
}

/// What the sources of a query hold, in one ring that forgets nothing.
struct LoadedSources {
  let samples: [any SampleSource]
  /// The time of the newest sample; `nil` where there is none.
  let newest: Timestamp?
  /// How many samples of files were left out, as they are no newer than the one before them.
  let outOfOrder: Int

  /// Loads files and scrapes addresses.
  init(_ sources: [String], now: Timestamp) throws(SourceError) {
    let list = try SourceList(sources)
    let ring = Ring.unbounded()
    let recorded = try list.openRecording()
    let ends = [
      recorded?.span.upperBound, try list.loadFiles(into: ring, now: now)?.upperBound,
      try list.scrapeOnce(into: ring),
    ]
    samples = (recorded.map { [$0.source] } ?? []) + [ring]
    newest = ends.compactMap { $0 }.max()
    outOfOrder = ring.status().outOfOrderSamples
  }
}

extension SampleBatch {
  /// The time of the oldest sample; `nil` where there is none.
  fileprivate var oldest: Timestamp? {
    guard !values.isEmpty else { return nil }
    return timestamps.min().map { Timestamp(milliseconds: $0) } ?? timestamp
  }

  /// The time of the newest sample; `nil` where there is none.
  fileprivate var newest: Timestamp? {
    guard !values.isEmpty else { return nil }
    return timestamps.max().map { Timestamp(milliseconds: $0) } ?? timestamp
  }
}

extension MetricsFileError {
  fileprivate var status: ExitStatus {
    switch self {
    case .unreadable: .world
    case .page: .bad
    }
  }
}
