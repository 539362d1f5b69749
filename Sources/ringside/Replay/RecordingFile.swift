internal import Metrics
internal import Presentation
internal import Storage
internal import TimeSeries

/// Ring files that are named as sources; told apart from text by their first bytes.
enum RecordingFile {
  /// Whether a file is a ring file.
  static func isRecording(_ path: String) -> Bool { Recording.isOne(path) }

  /// Opens a ring file.
  ///
  /// - Throws: where it cannot be read, is damaged beyond use, or holds no sample.
  static func open(_ path: String) throws(SourceError) -> RecordedRing {
    let source: RingFile
    let facts: RingFileFacts
    do throws(StorageError) {
      (source, facts) = try Recording.open(path)
    } catch {
      throw SourceError(message: "\(error)", status: error.number == 0 ? .bad : .world)
    }
    let interval = facts.interval > 0 ? Duration.milliseconds(facts.interval) : .seconds(1)
    let writer = RecordingFollower.writer(of: path)
    let recording = RecordedRing(
      source, host: facts.hostName, interval: interval, zone: zone(facts), newest: source.newest,
      complete: writer == nil ? nil : RecordingFollower.completeEnd(of: source))
    guard var recording else { throw SourceError(message: empty(path, writer), status: .unknown) }
    recording.writer = writer
    if let coarse = facts.others[WindowRing.coarse] {
      recording.remark = "\(DisplayText(coarse, limit: 120).text); others are not in this recording"
    }
    let count = source.damage.count
    if count > 0 {
      let noun = count == 1 ? "place is" : "places are"
      recording.remark = "\(count) \(noun) damaged; 'ringside ring verify' lists what is lost"
    }
    recording.follower = RecordingFollower(path, source, recording)
    return recording
  }

  private static func empty(_ path: String, _ writer: Int32?) -> String {
    guard let writer else { return "\(path): a recording without a sample" }
    return "\(path): a recording without a sample yet; pid \(writer) adds to it every 10 s"
  }

  /// The zone that the host's clock showed when the recording was begun.
  private static func zone(_ facts: RingFileFacts) -> Zone {
    let isUTC = facts.zoneOffset == 0 && ["", "UTC", "GMT", "Z"].contains(facts.zoneName.text)
    guard !isUTC else { return .utc }
    return Zone(
      offset: facts.zoneOffset, name: DisplayText(facts.zoneName, limit: 16).text)
  }
}
