/// A program that is to be started, and how far it may go.
public struct ChildCommand: Sendable {
  /// The program's path and its arguments, one at least; no shell reads them.
  public var arguments: [[UInt8]]
  /// `NAME=value`, all that it inherits.
  public var environment: [String]
  /// What it reads; `nil` for nothing.
  public var input: [UInt8]?
  /// How many bytes it may print before it is killed; `nil` where what it prints goes nowhere.
  public var outputLimit: Int?
  /// So many bytes of what it says of errors are kept.
  public var errorsKept = 512
  /// How long it may run before it is killed.
  public var timeLimit: Duration

  /// A command that reads nothing and whose output goes nowhere.
  ///
  /// - Parameters:
  ///   - arguments: the program's path and its arguments.
  ///   - environment: all that it inherits.
  ///   - timeLimit: how long it may run.
  public init(_ arguments: [[UInt8]], environment: [String], timeLimit: Duration) {
    (self.arguments, self.environment, self.timeLimit) = (arguments, environment, timeLimit)
  }
}
