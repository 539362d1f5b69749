internal import Metrics

/// Why a hook was not told.
public enum HookFailure: Error, Hashable, Sendable {
  /// It could not be started, for this reason.
  case notStarted(String)
  /// It ended with this status, and these were the first words of what it said.
  case status(Int32, said: String)
  /// A signal with this number ended it.
  case signal(Int32)
  /// It took longer than this and was killed.
  case timedOut(Duration)
  /// Too many calls were waiting.
  case dropped
  /// The program ended before the hook did.
  case abandoned
}

/// How a call of a hook came out.
public struct HookOutcome: Hashable, Sendable {
  /// The hook's name.
  public var name: String
  /// Why it was not told; `nil` where it was.
  public var failure: HookFailure?
  /// After which time it is tried again; `nil` where it is not.
  public var retry: Duration?

  /// How a call came out.
  ///
  /// - Parameters:
  ///   - name: the hook's name.
  ///   - failure: why it was not told; `nil` where it was.
  ///   - retry: after which time it is tried again; `nil` where it is not.
  public init(name: String, failure: HookFailure?, retry: Duration? = nil) {
    self.name = name
    self.failure = failure
    self.retry = retry
  }

  /// What a person is told of a failure; `nil` where there is none.
  public var text: String? {
    let again = retry.map { "; again in \($0.milliseconds.seconds)" } ?? ""
    return failure.map { "hook '\(name)' failed: \($0.text)\(again)" }
  }
}

extension HookFailure {
  /// Whether another try would come to nothing.
  var isFinal: Bool { self == .dropped || self == .abandoned }

  fileprivate var text: String {
    switch self {
    case .notStarted(let reason): "not started: \(reason)"
    case .status(let status, said: ""): "exit status \(status)"
    case .status(let status, let said): "exit status \(status): \(said)"
    case .signal(let number): "ended by signal \(number)"
    case .timedOut(let limit): "killed after \(limit.milliseconds.seconds)"
    case .dropped: "more than \(HookRunner.mostWaiting) calls were waiting"
    case .abandoned: "killed, as the program ends"
    }
  }
}

extension Int64 {
  /// Milliseconds as seconds: `10 s`, `0.25 s`.
  fileprivate var seconds: String {
    self % 1000 == 0 ? "\(self / 1000) s" : "\(Double(self) / 1000) s"
  }
}
