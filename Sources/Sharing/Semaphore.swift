internal import Glibc

/// Lets one thread wait until another rings; rings are counted.
///
/// The corresponding C functions are `sem_wait` and `sem_post`.
@safe public final class Semaphore: @unchecked Sendable {
  private let semaphore: UnsafeMutablePointer<sem_t>

  /// A semaphore that nobody has rung yet.
  public init() {
    unsafe semaphore = .allocate(capacity: 1)
    unsafe sem_init(semaphore, 0, 0)
  }

  deinit {
    unsafe sem_destroy(semaphore)
    unsafe semaphore.deallocate()
  }

  /// Has one wait end, now or when it begins.
  public func ring() { unsafe sem_post(semaphore) }

  /// Waits for a ring.
  public func wait() { while unsafe sem_wait(semaphore) != 0, errno == EINTR {} }

  /// Waits for a ring at most so long.
  ///
  /// The corresponding C function is `sem_timedwait`.
  /// - Parameter patience: how long.
  /// - Returns: whether someone rang.
  public func wait(atMost patience: Duration) -> Bool {
    var end = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &end)
    let (seconds, attoseconds) = patience.components
    let nanoseconds = end.tv_nsec + Int(attoseconds / 1_000_000_000)
    end.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
    end.tv_nsec = nanoseconds % 1_000_000_000
    while unsafe sem_timedwait(semaphore, &end) != 0 {
      guard errno == EINTR else { return false }
    }
    return true
  }

  /// Forgets rings that nobody has waited for.
  ///
  /// The corresponding C function is `sem_trywait`.
  public func drain() { while unsafe sem_trywait(semaphore) == 0 {} }
}
