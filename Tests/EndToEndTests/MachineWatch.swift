import Foundation
import Glibc
import Sharing
import Synchronization

/// When this machine left threads waiting that wanted to run, whatever they were: what no program on it can do better.
///
/// One thread for each processor asks to be woken every 10 ms, and notes when it was woken late.
final class MachineWatch: Sendable {
  private let naps = Guarded<[ClosedRange<Int64>]>([])
  private let isStopped = Atomic<Bool>(false)

  /// Watches from now on.
  init() {
    for _ in 0..<max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
      Thread { [self] in watch() }.start()
    }
  }

  /// Watches no more.
  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// For how many milliseconds between two moments, in milliseconds since the epoch, a thread was woken too late.
  func oversleep(from start: Int64, to end: Int64) -> Int64 {
    let late = naps.withLock { $0 }.filter { $0.upperBound > start && $0.lowerBound < end }
    var total: Int64 = 0
    var counted = start
    for nap in late.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let upTo = min(nap.upperBound, end)
      total += max(0, upTo - max(nap.lowerBound, counted))
      counted = max(counted, upTo)
    }
    return total
  }

  private func watch() {
    while !isStopped.load(ordering: .relaxed) {
      let due = Self.now() + 10
      poll(nil, 0, 10)
      let woken = Self.now()
      if woken > due { naps.withLock { $0.append(due...woken) } }
    }
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
