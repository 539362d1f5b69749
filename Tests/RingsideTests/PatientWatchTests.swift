import Metrics
import Sharing
import Testing

@testable import ringside

/// What is looked at, read by threads that a test holds in its hand.
@Suite struct PatientWatchTests {
  /// Takes work instead of threads, and does it when told.
  private final class Threads: Sendable {
    private let waiting = Guarded([@Sendable () -> Void]())
    private let isOut = Guarded(false)
    /// What was published, the oldest first.
    let published = Guarded([String]())

    func start(_ work: @escaping @Sendable () -> Void) -> Bool {
      guard !isOut.withLock({ $0 }) else { return false }
      waiting.withLock { $0.append(work) }
      return true
    }

    func runOut(_ out: Bool) { isOut.withLock { $0 = out } }

    var count: Int { waiting.withLock { $0.count } }

    /// Lets the oldest reader that waits return.
    func finish() {
      let work = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      work?()
    }
  }

  private let threads = Threads()
  private var shown: [String] { threads.published.withLock { $0 } }

  private func watch(pause: Duration = .seconds(2)) -> PatientWatch<String, String> {
    PatientWatch(
      PatientWatch.Work(
        pause: pause,
        read: { subject, tick, before in
          "\(subject) \(tick.milliseconds / 1000)" + (before.map { " after (\($0))" } ?? "")
        },
        complain: { subject, _, waited in "\(subject) \(WaitWords.text(waited))" },
        publish: { [threads] text in threads.published.withLock { $0.append(text) } }),
      start: { [threads] work in threads.start(work) })
  }

  private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

  @Test func `a reading is begun when it is due, and knows the one before`() {
    let watch = watch()
    for second in 0..<5 {
      watch.look(at: "a", tick: at(Int64(second)))
      threads.finish()
    }
    #expect(shown == ["a 0", "a 2 after (a 0)", "a 4 after (a 2 after (a 0))"])
  }

  @Test func `a reader that never returns is not asked again, and the screen says how long`() {
    let watch = watch()
    for second in 0..<60 { watch.look(at: "dead", tick: at(Int64(second))) }
    #expect(threads.count == 1)
    #expect(shown.count == 57)
    #expect(shown.first == "dead the kernel has not answered for 3 s")
    #expect(shown.last == "dead the kernel has not answered for 59 s")
    threads.finish()
    #expect(shown.last == "dead 0")
  }

  @Test func `at most four readers are lost, then others are told so`() {
    let watch = watch()
    for (second, subject) in ["a", "b", "c", "d", "e"].enumerated() {
      watch.look(at: subject, tick: at(Int64(second)))
    }
    #expect(threads.count == 4)
    #expect(shown == ["e the kernel has not answered for 4 s"])
    threads.finish()
    watch.look(at: "e", tick: at(6))
    #expect(threads.count == 4)
  }

  @Test func `what was read of something else is not shown`() {
    let watch = watch()
    watch.look(at: "a", tick: at(0))
    watch.look(at: "b", tick: at(1))
    threads.finish()
    #expect(shown == [])
    threads.finish()
    #expect(shown == ["b 1"])
    watch.look(at: nil, tick: at(2))
    watch.look(at: "b", tick: at(3))
    threads.finish()
    #expect(shown == ["b 1", "b 3"])
  }

  @Test func `where there is no thread the next tick tries again`() {
    let watch = watch(pause: .milliseconds(1))
    threads.runOut(true)
    watch.look(at: "a", tick: at(0))
    threads.runOut(false)
    watch.look(at: "a", tick: at(1))
    threads.finish()
    #expect(shown == ["a 1"])
  }
}
