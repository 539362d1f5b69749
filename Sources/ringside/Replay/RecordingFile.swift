/// Ring files, told apart from text by their first bytes.
enum RecordingFile {
  /// Whether a file is a ring file.
  static func isRecording(_ path: String) -> Bool { false }

  static func open(_ path: String) throws(SourceError) -> RecordedRing {
    throw SourceError(message: "\(path): cannot be opened yet", status: .world)
  }
}
