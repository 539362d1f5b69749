/// A process that is to have series of its own whatever it uses.
public struct ProcessPin: Hashable, Sendable {
  /// Its number.
  public var pid: Int32
  /// When it began, in seconds since the epoch, as the label `creation_time` of `process_info` has it; `nil` for
  /// whichever process has the number.
  public var startSeconds: Double?

  /// A process.
  ///
  /// - Parameters:
  ///   - pid: its number.
  ///   - startSeconds: when it began.
  public init(pid: Int32, startSeconds: Double?) {
    self.pid = pid
    self.startSeconds = startSeconds
  }
}
