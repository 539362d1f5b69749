public import Metrics

/// A program that is started when alerts fire and when they are over.
public struct Hook: Hashable, Sendable {
  /// What it is called: the `receiver` of its documents, and the label `hook` of its counters.
  public var name: ByteString
  /// The program's path and its arguments, handed over as they are: no shell reads them.
  public var command: [ByteString]
  /// The words of the label `severity` of which it is told, in lower case; `nil` for whatever may ring the bell.
  public var severities: Set<ByteString>?
  /// Whether it is also told when an alert is over.
  public var sendsResolved = true
  /// How long it may take.
  public var timeLimit: Duration = .seconds(10)
  /// After which time it is told again of what still fires and nobody has taken on.
  public var repeatInterval: Duration = .seconds(4 * 3600)

  /// A hook with the usual times.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - command: the program's path and its arguments.
  public init(name: ByteString, command: [ByteString]) {
    self.name = name
    self.command = command
  }
}

/// That a hook is to be run, with the document that it reads.
public struct HookCall: Hashable, Sendable {
  /// The hook.
  public var hook: Hook
  /// One JSON document in the shape of Alertmanager's webhooks.
  public var document: ByteString

  /// A call of `hook`.
  ///
  /// - Parameters:
  ///   - hook: the hook.
  ///   - document: what it reads.
  public init(hook: Hook, document: ByteString) {
    self.hook = hook
    self.document = document
  }
}
