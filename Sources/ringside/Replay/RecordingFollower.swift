internal import Metrics
internal import Presentation
internal import Sharing
internal import Storage
internal import TimeSeries

/// A recording that another process may still be writing: looks at what it has added.
final class RecordingFollower: Sendable {
  private let path: String
  private let file: RingFile
  private let state: Guarded<RecordedRing>

  /// How long after a tick its samples may still be on their way into the ring.
  ///
  /// The file gets what is in the ring when it is written: of a newer tick a part may be missing there until the next
  /// time.
  private static let delay = Duration.seconds(2)

  /// Follows the file from what is known of it.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - file: what is read of it.
  ///   - recording: what is shown so far.
  init(_ path: String, _ file: RingFile, _ recording: RecordedRing) {
    self.path = path
    self.file = file
    state = Guarded(recording)
  }

  /// The number of the process that writes the file at `path` now; `nil` where none does.
  static func writer(of path: String) -> Int32? {
    WriterLock.holder(of: Folders.absolute(path))?.pid
  }

  /// The newest moment of which a file that is being written has everything; `nil` in an empty file.
  static func completeEnd(of file: RingFile) -> Timestamp? { file.lastFlush.map { $0 - delay } }

  /// Reads what has been added since the last look; called by one thread.
  ///
  /// - Returns: the recording as it is now; `nil` where it is as it was.
  /// - Throws: where the file cannot be read; what was known stays.
  func look() throws(RingFileError) -> RecordedRing? {
    let known = state.withLock { $0 }
    // Asked first: what a writer leaves at its end is there when it is gone.
    let writer = RecordingFollower.writer(of: path)
    let isNew = try file.refresh()
    var recording = known
    recording.writer = writer
    if isNew || writer != known.writer {
      recording.extend(through: writer == nil ? nil : RecordingFollower.completeEnd(of: file))
    }
    guard recording.facts != known.facts else { return nil }
    state.withLock { [recording] in $0 = recording }
    return recording
  }
}
