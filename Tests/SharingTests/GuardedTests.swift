import Foundation
import Sharing
import Testing

@Suite struct GuardedTests {
  private final class Counter: Sendable {
    let state = Guarded((count: 0, turns: [Int]()))
  }

  private struct Refused: Error, Equatable {}

  @Test func `threads that meet take turns, and none is lost`() {
    let counter = Counter()
    let (threads, rounds) = (4, 20_000)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for _ in 0..<rounds {
        counter.state.withLock { state in
          state.count += 1
          if state.count % 1000 == 0 { state.turns.append(thread) }
        }
      }
    }
    #expect(counter.state.withLock { $0.count } == threads * rounds)
    #expect(counter.state.withLock { $0.turns.count } == threads * rounds / 1000)
  }

  @Test func `an error comes through and leaves the lock open`() {
    let counter = Counter()
    #expect(throws: Refused()) {
      try counter.state.withLock { state throws(Refused) in
        state.count = 7
        throw Refused()
      }
    }
    #expect(counter.state.withLock { $0.count } == 7)
  }
}
