internal import Metrics
internal import Notifications
internal import Rules
internal import TimeSeries

/// What tells hooks of alerts: decides after every round of rules, writes down what was told, and hands calls over.
struct HookDesk {
  private var notifier: Notifier
  private var record = BellRecord(
    AlertSeries.notified, help: "When a hook was last told of an alert, in Unix seconds.")
  private let writer: RingWriter
  private let enqueue: ([HookCall]) -> Void

  /// A desk that has told nothing yet.
  ///
  /// - Parameters:
  ///   - setup: the hooks and what holds for them.
  ///   - ring: where is written down what was told.
  ///   - enqueue: takes the calls.
  init(_ setup: Setup, ring: Ring, enqueue: @escaping ([HookCall]) -> Void) {
    notifier = Notifier(hooks: setup.hooks, options: setup.notifierOptions)
    writer = ring.makeWriter()
    self.enqueue = enqueue
  }

  /// Goes on where the process before this one stopped, by what it has written down.
  mutating func remember(_ history: any SampleSource, at moment: Timestamp) {
    let memory = AlertMemory(at: moment) { NewestSamples.read($0, from: history, at: moment) }
    let told = NewestSamples.read(AlertSeries.notified, from: history, at: moment).filter {
      !$0.sample.value.isStaleMarker && moment - $0.sample.timestamp <= AlertMemory.tolerance
    }
    notifier.remember(
      Dictionary(
        told.compactMap { labels, sample in
          Timestamp(seconds: sample.value).map { (labels.withoutMetricName, $0) }
        }, uniquingKeysWith: { max($0, $1) }),
      starts: memory.alerts.mapValues(\.activeAt), at: moment)
  }

  /// Takes note of the alerts as they are now.
  mutating func hear(_ alerts: [AlertStatus], at moment: Timestamp) {
    enqueue(notifier.hear(alerts, at: moment))
    record.write(notifier.told, at: moment) { writer.append($0) }
  }

  /// Takes other hooks; those that keep their name keep what they were told.
  mutating func replace(_ setup: Setup) {
    notifier.hooks = setup.hooks
    notifier.options = setup.notifierOptions
  }
}
