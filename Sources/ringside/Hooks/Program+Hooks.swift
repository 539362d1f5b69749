internal import Metrics
internal import Notifications

/// Hooks that may be run, and the thread that does it.
struct RunningHooks {
  let runner: HookRunner
  let thread: RunningThread

  /// Ends it: what runs has a moment, then it is killed.
  func stop() {
    runner.stop()
    _ = thread.join(atMost: HookRunner.grace + .seconds(2))
  }
}

extension Program {
  /// Why no hook is run though that was asked for; `nil` where they are.
  var hookObjection: String? {
    if recordedEnd != nil { return "--notify: a recording tells nobody" }
    if keeping.follower != nil { return "--notify: the recorder runs the hooks, if it has leave" }
    if keeping.isBesideWriter { return "--notify: whoever writes the ring runs the hooks" }
    if setup.hooks.isEmpty { return "--notify: no hooks; expected 'hooks' in the configuration" }
    return nil
  }

  /// Whether hooks may be run: with leave, and by the process that judges for the ring.
  private var mayRunHooks: Bool {
    options.notifies && recordedEnd == nil && keeping.follower == nil && !keeping.isBesideWriter
  }

  /// Starts the thread that runs hooks; `nil` where none may be run, and nothing is started then.
  func startHooks() -> RunningHooks? {
    if options.notifies, let hookObjection {
      exchange.publish { published in
        published.notices.append(hookObjection)
        if let remark = setup.hookRemark(hookObjection) { published.remarks.append(remark) }
      }
    }
    guard mayRunHooks else { return nil }
    own.hooks.begin(setup.hooks.map(\.name.text))
    let runner = HookRunner(
      environment: Program.hookEnvironment, pauses: HookRunner.usualPauses
    ) { [exchange, own] outcome in
      own.hooks.add(outcome)
      if let text = outcome.text { exchange.publish { $0.notices.append(text) } }
    }
    guard let thread = RunningThread("hooks", { runner.run() }) else {
      exchange.publish { $0.notices.append("--notify: no thread to be had; no hook is run") }
      return nil
    }
    return RunningHooks(runner: runner, thread: thread)
  }

  /// All that a hook inherits.
  private static var hookEnvironment: [String] {
    let kept = ["HOME", "USER", "XDG_RUNTIME_DIR"].compactMap { name in
      Environment.value(name).map { "\(name)=\($0)" }
    }
    return ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]
      + kept
  }
}
