/// How a child ended, and what it left.
public struct ChildEnd: Equatable, Sendable {
  /// Why it runs no more.
  public enum Cause: Equatable, Sendable {
    /// By itself, with this status.
    case status(Int32)
    /// By a signal of somebody else's, with this number.
    case signal(Int32)
    /// It was killed because its time was over.
    case timedOut
    /// It was killed because it printed more than it may.
    case printedTooMuch
    /// It was killed because whoever had started it asked for that.
    case killed
  }

  /// Why it runs no more.
  public var cause: Cause
  /// What it printed, as far as that is read.
  public var output: [UInt8]
  /// The first line of what it said of errors; empty where it said nothing.
  public var said: String
}

/// Why a child could not be started.
public struct ChildError: Error, Equatable, Sendable {
  /// The system's error number.
  public var code: Int32
}
