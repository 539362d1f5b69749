internal import CLinux
internal import Glibc
internal import Metrics
internal import Sharing

/// Runs hooks: a thread calls `run`, any thread hands over calls, and nobody who does ever waits.
///
/// A hook is run for one call at a time, so that what it is told stays in order; different hooks run side by side. A call
/// that failed is tried again after a pause, and what the hook is to be told next waits for that.
public final class HookRunner: Sendable {
  private struct State: Sendable {
    var waiting: [Waiting] = []
    var isStopping = false
  }

  /// A call that is to be run.
  private struct Waiting: Sendable {
    var call: HookCall
    /// How often it was run already.
    var attempts = 0
    /// Not before this moment; `nil` for at once.
    var due: ContinuousClock.Instant?
  }

  /// A call that runs.
  private struct Running {
    var run: HookRun
    var waiting: Waiting
  }

  /// So many hooks run at once.
  public static let mostRunning = 4
  /// So many calls wait at most; further ones fail.
  public static let mostWaiting = 64
  /// How long hooks may go on after `stop`.
  public static let grace = Duration.seconds(2)
  /// How long after each failure of a call it is tried again; the one after the last is final.
  public static let usualPauses: [Duration] = [.seconds(5), .seconds(20), .seconds(60)]
  /// How often a hook that runs is looked at.
  private static let pause: Int32 = 20

  private let state = Guarded(State())
  private let wakeUp = clinux_eventfd()
  private let environment: [String]
  private let pauses: [Duration]
  private let report: @Sendable (HookOutcome) -> Void

  /// A runner that has nothing to do yet.
  ///
  /// - Parameters:
  ///   - environment: `NAME=value`, all that hooks inherit.
  ///   - pauses: how long after each failure a call is tried again; it never is where there are none.
  ///   - report: is called once a run, with how it came out, on the thread of `run` or of `enqueue`.
  public init(
    environment: [String], pauses: [Duration] = [],
    report: @escaping @Sendable (HookOutcome) -> Void
  ) {
    self.environment = environment
    self.pauses = pauses
    self.report = report
  }

  deinit { close(wakeUp) }

  /// Hands over calls, which are run in this order.
  public func enqueue(_ calls: [HookCall]) {
    guard !calls.isEmpty else { return }
    let dropped = state.withLock { state in
      let room = max(0, HookRunner.mostWaiting - state.waiting.count)
      state.waiting += calls.prefix(room).map { Waiting(call: $0) }
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
    var running: [Running] = []
    var end: ContinuousClock.Instant?
    while true {
      startWaiting(beside: &running)
      wait(running.isEmpty ? untilNextTry : HookRunner.pause)
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

  /// Milliseconds until a call is to be tried again; -1 where none is.
  private var untilNextTry: Int32 {
    let due = state.withLock { $0.isStopping ? nil : $0.waiting.compactMap(\.due).min() }
    return due.map { Int32(clamping: max(.zero, $0 - .now).milliseconds + 1) } ?? -1
  }

  /// Starts what may run now; what cannot be started has failed.
  private func startWaiting(beside running: inout [Running]) {
    while let next = next(beside: running) {
      do throws(HookFailure) {
        let run = try HookRun(next.call, environment: environment)
        running.append(Running(run: run, waiting: next))
      } catch {
        finish(next, HookOutcome(name: next.call.hook.name.text, failure: error))
      }
    }
  }

  /// The oldest call whose hook does not run and waits for no earlier one; `nil` where there is none or enough runs.
  private func next(beside running: [Running]) -> Waiting? {
    guard running.count < HookRunner.mostRunning else { return nil }
    var busy = Set(running.map(\.run.hook.name))
    return state.withLock { state in
      for (index, waiting) in state.waiting.enumerated()
      where !busy.contains(waiting.call.hook.name) {
        if state.isStopping || waiting.due.map({ $0 <= .now }) ?? true {
          return state.waiting.remove(at: index)
        }
        busy.insert(waiting.call.hook.name)
      }
      return nil
    }
  }

  private func collect(_ running: inout [Running]) {
    var left: [Running] = []
    for one in running {
      if let outcome = one.run.outcome() {
        finish(one.waiting, outcome)
      } else {
        left.append(one)
      }
    }
    running = left
  }

  /// Reports how a run came out, and puts the call before all others of its hook where it is to be tried again.
  private func finish(_ done: Waiting, _ outcome: HookOutcome) {
    var outcome = outcome
    let isFinal = outcome.failure?.isFinal ?? true
    outcome.retry = state.withLock { state in
      guard !isFinal, !state.isStopping, done.attempts < pauses.count else { return nil }
      let pause = pauses[done.attempts]
      var again = done
      again.attempts += 1
      again.due = .now + pause
      state.waiting.insert(again, at: 0)
      return pause
    }
    report(outcome)
  }

  /// Kills what still runs and waits a moment for it; what was still waiting has failed too.
  private func abandon(_ running: [Running]) {
    var running = running
    for one in running { one.run.kill() }
    for _ in 0..<25 where !running.isEmpty {
      collect(&running)
      if !running.isEmpty { usleep(20_000) }
    }
    let waiting = state.withLock { $0.waiting.map(\.call.hook.name) }
    for name in waiting + running.map(\.run.hook.name) {
      report(HookOutcome(name: name.text, failure: .abandoned))
    }
  }
}
