internal import Metrics
internal import Notifications
internal import Sharing

/// How often hooks were run and failed since the start.
final class HookLedger: Sendable {
  /// The counts of one hook.
  struct Counts: Equatable {
    var runs = 0
    var failures = 0
  }

  private let counts = Guarded<[String: Counts]>([:])

  /// Counts hooks that were not run yet, so that their counters begin at zero.
  func begin(_ names: [String]) {
    counts.withLock { counts in
      for name in names where counts[name] == nil { counts[name] = Counts() }
    }
  }

  /// Takes note of a run.
  func add(_ outcome: HookOutcome) {
    counts.withLock { counts in
      counts[outcome.name, default: Counts()].runs += 1
      if outcome.failure != nil { counts[outcome.name]?.failures += 1 }
    }
  }

  /// Its counters, by the hooks' names.
  var readings: [OwnReading] {
    let all = counts.withLock { $0 }.sorted { $0.key < $1.key }
    return all.map {
      reading(
        "ringside_notifications_total", "Calls of a hook, those that failed among them.", $0.key,
        $0.value.runs)
    }
      + all.map {
        reading(
          "ringside_notifications_failed_total", "Calls of a hook that failed.", $0.key,
          $0.value.failures)
      }
  }

  private func reading(
    _ name: ByteString, _ help: ByteString, _ hook: String, _ count: Int
  ) -> OwnReading {
    OwnReading(
      name: name, type: .counter, help: help, labels: [("hook", ByteString(hook))],
      value: Double(count))
  }
}
