/// Why there is no full-screen terminal.
public struct TerminalError: Error, Hashable, Sendable {
  /// What is missing, in words.
  public var reason: String

  /// The error that says `reason`.
  public init(reason: String) { self.reason = reason }
}
