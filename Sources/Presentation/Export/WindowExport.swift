public import Metrics

/// A stretch of the history that is to be written to a new file.
public struct WindowExport: Hashable, Sendable {
  /// What the file is.
  public enum Form: String, Hashable, Sendable, CaseIterable {
    /// A recording: everything of the window, to be looked at as this one is.
    case ring
    /// OpenMetrics with timestamps, which promtool can backfill.
    case openMetrics = "om"
    /// A line a sample; RFC 4180.
    case csv
    /// What happened, in words, to be pasted.
    case report = "txt"
  }

  /// What the file is.
  public var form: Form
  /// The file, which must not be there yet.
  public var path: String
  /// The first moment of the window.
  public var start: Timestamp
  /// The last moment of the window.
  public var end: Timestamp
  /// Whether command lines are written whole; else only the program's name is.
  public var showsCommandLines: Bool

  /// A stretch of the history that is to be written.
  ///
  /// - Parameters:
  ///   - form: what the file is.
  ///   - path: the file.
  ///   - start: the first moment.
  ///   - end: the last moment.
  ///   - showsCommandLines: whether command lines are written whole.
  public init(
    _ form: Form, to path: String, from start: Timestamp, through end: Timestamp,
    showsCommandLines: Bool = false
  ) {
    self.form = form
    self.path = path
    self.start = start
    self.end = end
    self.showsCommandLines = showsCommandLines
  }
}
