internal import Collectors
internal import Metrics
internal import Sharing

/// Reads what is looked at, each time on a thread of its own that may be lost.
///
/// While one reading is under way none is begun for the same subject; the screen says how long it has taken. At most four
/// are under way at once.
final class PatientWatch<Subject: Hashable & Sendable, Reading: Sendable>: Sendable {
  /// What is done with a subject.
  struct Work: Sendable {
    /// The least time between the beginnings of two readings.
    var pause: Duration
    /// Reads the subject after a tick, with what was read before.
    var read: @Sendable (Subject, Timestamp, Reading?) -> Reading
    /// What is shown where the kernel has kept a reader waiting for so long.
    var complain: @Sendable (Subject, Timestamp, Duration) -> Reading
    /// Hands over what is shown.
    var publish: @Sendable (Reading) -> Void
  }

  private struct State: Sendable {
    var subject: Subject?
    /// The tick after which a reading was last begun.
    var begun: Timestamp?
    var underway = 0
    var isReading = false
    var last: Reading?
  }

  private let state = Guarded(State())
  private let work: Work
  private let start: ReaderStart

  private static var mostLost: Int { 4 }
  private static var patience: Duration { .seconds(2) }

  /// Watches nothing yet.
  ///
  /// - Parameters:
  ///   - work: what is done with a subject.
  ///   - start: what starts a thread that may be lost.
  init(_ work: Work, start: @escaping ReaderStart = ReaderThread.start) {
    self.work = work
    self.start = start
  }

  /// Has a subject read after a tick, if that is due; `nil` for none.
  func look(at subject: Subject?, tick: Timestamp) {
    let mayStart = state.withLock { state -> Bool in
      if state.subject != subject {
        state.subject = subject
        state.isReading = false
        (state.last, state.begun) = (nil, nil)
      }
      guard subject != nil, !state.isReading, state.underway < Self.mostLost else { return false }
      if let begun = state.begun, tick - begun < work.pause { return false }
      state.begun = tick
      state.isReading = true
      state.underway += 1
      return true
    }
    guard let subject else { return }
    guard mayStart else { return complain(subject, tick) }
    let isStarted = start { self.read(subject, tick) }
    guard !isStarted else { return }
    state.withLock { state in
      state.underway -= 1
      state.isReading = false
    }
  }

  private func read(_ subject: Subject, _ tick: Timestamp) {
    let before = state.withLock { $0.subject == subject ? $0.last : nil }
    let reading = work.read(subject, tick, before)
    let isWanted = state.withLock { state -> Bool in
      state.underway -= 1
      // Another look at the same subject may have begun after one at something else.
      guard state.subject == subject, state.begun == tick else { return false }
      state.isReading = false
      state.last = reading
      return true
    }
    if isWanted { work.publish(reading) }
  }

  /// Says so where the kernel has kept the reader waiting for two seconds, or all readers are lost.
  private func complain(_ subject: Subject, _ tick: Timestamp) {
    let waited = state.withLock { state -> Duration? in
      if state.isReading { return state.begun.map { tick - $0 } }
      return state.underway >= Self.mostLost ? Self.patience * 2 : nil
    }
    guard let waited, waited > Self.patience else { return }
    work.publish(work.complain(subject, tick, waited))
  }
}

/// Words about a reader that waits.
enum WaitWords {
  /// `the kernel has not answered for 14 s`.
  static func text(_ waited: Duration) -> String {
    "the kernel has not answered for \(Int(waited.inSeconds)) s"
  }
}
