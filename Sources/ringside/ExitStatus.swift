/// How a command ends; the same numbers for every command.
enum ExitStatus: Int32 {
  /// It did what was asked.
  case fine = 0
  /// The input or the answer is bad.
  case bad = 1
  /// The command line is no such command.
  case usage = 2
  /// The world failed: unreachable, unreadable.
  case world = 3
  /// There is not enough to judge by.
  case unknown = 4
}

/// A command line that cannot be obeyed, in words.
struct UsageError: Error, Equatable {
  /// What is wrong and what was expected.
  var message: String
}
