internal import Children
internal import Glibc
internal import Metrics

/// A hook that runs: the document is its input, its errors are read to a bound.
struct HookRun {
  let hook: Hook
  private let child: ChildProcess

  /// Starts a hook.
  ///
  /// - Parameters:
  ///   - call: the hook and what it reads.
  ///   - environment: `NAME=value`, all that it inherits.
  /// - Throws: where the system does not start it.
  init(_ call: HookCall, environment: [String]) throws(HookFailure) {
    hook = call.hook
    var command = ChildCommand(
      hook.command.map(\.bytes), environment: environment, timeLimit: hook.timeLimit)
    command.input = call.document.bytes
    do throws(ChildError) {
      child = try ChildProcess(command)
    } catch {
      throw .notStarted(String(cString: strerror(error.code)))
    }
  }

  /// Looks whether it has ended or its time is over; how it came out, once that is known.
  func outcome() -> HookOutcome? {
    guard let end = child.look() else { return nil }
    let failure: HookFailure? =
      switch end.cause {
      case .status(0): nil
      case .status(let status): .status(status, said: end.said)
      case .signal(let number): .signal(number)
      case .timedOut, .printedTooMuch: .timedOut(hook.timeLimit)
      case .killed: .abandoned
      }
    return HookOutcome(name: hook.name.text, failure: failure)
  }

  /// Kills it and all that it has started.
  func kill() { child.kill() }
}
