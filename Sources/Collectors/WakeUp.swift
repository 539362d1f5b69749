internal import Glibc

/// Lets one thread wait until another rings.
///
/// The corresponding C functions are `sem_wait`, `sem_trywait` and `sem_post`.
final class WakeUp: @unchecked Sendable {
  private let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func ring() { sem_post(semaphore) }

  func wait() { while sem_wait(semaphore) != 0, errno == EINTR {} }

  /// Waits at most so long; whether someone rang.
  ///
  /// The corresponding C function is `sem_timedwait`.
  func wait(microseconds: Int) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    let nanoseconds = end.tv_nsec + microseconds * 1000
    end.tv_sec += nanoseconds / 1_000_000_000
    end.tv_nsec = nanoseconds % 1_000_000_000
    while sem_timedwait(semaphore, &end) != 0 {
      guard errno == EINTR else { return false }
    }
    return true
  }

  /// Forgets rings that nobody has waited for.
  func drain() { while sem_trywait(semaphore) == 0 {} }
}
