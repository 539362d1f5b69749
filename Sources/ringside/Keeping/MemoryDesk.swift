internal import Metrics
internal import Storage
internal import TimeSeries

/// Waits for what the process before this one has written down about alerts, and hands it over once.
struct MemoryDesk {
  private let history: LateHistory?
  private let flusher: Flusher?
  private let beginning: Timestamp
  private var isTaken = false

  /// How long rules wait for the disk: what is judged without knowing would ring again.
  private static let patience = Duration.seconds(2)
  private static let pause = Duration.milliseconds(10)

  /// What is known where this process keeps its history; nothing where it writes none.
  init(_ keeping: Keeping) {
    flusher = keeping.own?.flusher
    history = flusher?.history
    beginning = keeping.ring.beginning
  }

  /// Whether nothing more is to be expected at once.
  private var isSettled: Bool {
    guard let flusher else { return true }
    let record = flusher.ledger.current
    return flusher.history.changes > 0 || record.lastSuccess != nil || record.failure != nil
  }

  /// Waits until the history is there, there is none, or the disk has taken too long.
  ///
  /// - Parameter isStopping: whether the program is to end.
  func waitForHistory(unless isStopping: () -> Bool) {
    let wakeUp = WakeUp()
    let deadline = ContinuousClock.now + MemoryDesk.patience
    while !isSettled, !isStopping(), ContinuousClock.now < deadline {
      _ = wakeUp.wait(atMost: MemoryDesk.pause)
    }
  }

  /// The history, at the first call at which it is there.
  ///
  /// Where the disk took long it has what this process says of alerts, too, which knew nothing of them: that is left out.
  mutating func take() -> (any SampleSource)? {
    guard !isTaken, let history, history.changes > 0 else { return nil }
    isTaken = true
    return FormerHistory(source: history, end: beginning)
  }
}
