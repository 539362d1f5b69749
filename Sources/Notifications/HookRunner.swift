internal import CLinux
internal import Glibc
internal import Metrics
internal import Sharing

/// Runs hooks: a thread calls `run`, any thread hands over calls, and nobody who does ever waits.
///
/// A hook is run for one call at a time, so that what it is told stays in order; different hooks run side by side.
public final class HookRunner: Sendable {
  private struct State: Sendable {
    var waiting: [HookCall] = []
    var isStopping = false
  }

  /// So many hooks run at once.
  public static let mostRunning = 4
  /// So many calls wait at most; further ones fail.
  public static let mostWaiting = 64
  /// How long hooks may go on after `stop`.
  public static let grace = Duration.seconds(2)
  /// How often a hook that runs is looked at.
  private static let pause: Int32 = 20

  private let state = Guarded(State())
  private let wakeUp = clinux_eventfd()
  private let environment: [String]
  private let report: @Sendable (HookOutcome) -> Void

  /// A runner that has nothing to do yet.
  ///
  /// - Parameters:
  ///   - environment: `NAME=value`, all that hooks inherit.
  ///   - report: is called once a call, with how it came out, on the thread of `run` or of `enqueue`.
  public init(environment: [String], report: @escaping @Sendable (HookOutcome) -> Void) {
    self.environment = environment
    self.report = report
  }

  deinit { close(wakeUp) }

  /// Hands over calls, which are run in this order.
  public func enqueue(_ calls: [HookCall]) {
    guard !calls.isEmpty else { return }
    let dropped = state.withLock { state in
      let room = max(0, HookRunner.mostWaiting - state.waiting.count)
      state.waiting += calls.prefix(room)
      return calls.dropFirst(room)
    }
    for call in dropped { report(HookOutcome(name: call.hook.name.text, failure: .dropped)) }
    _ = clinux_eventfd_signal(wakeUp)
  }

  /// Asks `run` to return: at once where nothing runs, else when all has ended or the grace is over.
  public func stop() {
    state.withLock { $0.isStopping = true }
    _ = clinux_eventfd_signal(wakeUp)
  }

  /// Runs what is handed over until it is to stop.
  public func run() {
    var running: [HookRun] = []
    var end: ContinuousClock.Instant?
    while true {
      startWaiting(beside: &running)
      wait(running.isEmpty ? -1 : HookRunner.pause)
      collect(&running)
      guard state.withLock({ $0.isStopping }) else { continue }
      let limit = end ?? .now + HookRunner.grace
      end = limit
      let isIdle = running.isEmpty && state.withLock { $0.waiting.isEmpty }
      if isIdle { return }
      if ContinuousClock.now >= limit { return abandon(running) }
    }
  }

  private func wait(_ milliseconds: Int32) {
    var entry = pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0)
    if poll(&entry, 1, milliseconds) > 0 { _ = clinux_eventfd_clear(wakeUp) }
  }

  /// Starts what may run now; what cannot be started is reported.
  private func startWaiting(beside running: inout [HookRun]) {
    while let call = next(beside: running) {
      do throws(HookFailure) {
        running.append(try HookRun(call, environment: environment))
      } catch {
        report(HookOutcome(name: call.hook.name.text, failure: error))
      }
    }
  }

  /// The oldest call whose hook does not run; `nil` where there is none or enough runs.
  private func next(beside running: [HookRun]) -> HookCall? {
    guard running.count < HookRunner.mostRunning else { return nil }
    let busy = Set(running.map(\.hook.name))
    return state.withLock { state in
      let index = state.waiting.firstIndex { !busy.contains($0.hook.name) }
      return index.map { state.waiting.remove(at: $0) }
    }
  }

  private func collect(_ running: inout [HookRun]) {
    var left: [HookRun] = []
    for process in running {
      if let outcome = process.outcome() { report(outcome) } else { left.append(process) }
    }
    running = left
  }

  /// Kills what still runs and waits a moment for it; what was still waiting has failed too.
  private func abandon(_ running: [HookRun]) {
    var running = running
    for process in running { process.kill() }
    for _ in 0..<25 where !running.isEmpty {
      collect(&running)
      if !running.isEmpty { usleep(20_000) }
    }
    let waiting = state.withLock { $0.waiting.map(\.hook.name) }
    for name in waiting + running.map(\.hook.name) {
      report(HookOutcome(name: name.text, failure: .abandoned))
    }
  }
}
