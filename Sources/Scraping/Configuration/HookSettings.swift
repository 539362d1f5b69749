public import Documents
public import Metrics

/// A program that is started when alerts fire: an element of `hooks`.
public struct HookSettings: Sendable, Hashable {
  /// What it is called; no other hook has this name.
  public var name: ByteString
  /// Its path, a relative one below the folder of the configuration, and its arguments.
  public var command: [ByteString]
  /// The words of the label `severity` of which it is told, in lower case; `nil` for whatever may ring the bell.
  public var severities: [ByteString]?
  /// Whether it is told when an alert is over.
  public var sendsResolved = true
  /// How long it may take.
  public var timeLimit: Duration = .seconds(10)
  /// After which time it is told again of what still fires.
  public var repeatInterval: Duration = .seconds(4 * 3600)
  /// Where it stands in the file.
  public var position: Position

  /// A hook with the usual times.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - command: its path and its arguments.
  ///   - position: where it stands in the file.
  public init(name: ByteString, command: [ByteString], position: Position) {
    self.name = name
    self.command = command
    self.position = position
  }
}
