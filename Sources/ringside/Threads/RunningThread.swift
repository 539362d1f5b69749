internal import CLinux
internal import Metrics

/// A thread of this program that is waited for at the end.
struct RunningThread {
  private let handle: UInt

  /// Starts a thread called `name`, at most 15 bytes of which the kernel shows, that runs `body`.
  ///
  /// The corresponding C function is `pthread_create`.
  /// - Returns: `nil` where the system has no thread to give.
  init?(_ name: String, stackBytes: Int = 1 << 20, _ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(name: name, run: body))
    var handle: UInt = 0
    let status = clinux_thread(
      stackBytes,
      { argument in
        guard let argument else { return nil }
        let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        clinux_name_thread(work.name)
        _ = clinux_crash_stack()
        work.run()
        return nil
      }, work.toOpaque(), &handle)
    guard status == 0 else {
      work.release()
      return nil
    }
    self.handle = handle
  }

  /// Waits until the thread has ended.
  ///
  /// The corresponding C function is `pthread_join`.
  func join() { clinux_join(handle) }

  /// Waits until the thread has ended, at most so long; whether it has.
  ///
  /// The corresponding C function is `pthread_timedjoin_np`.
  func join(atMost patience: Duration) -> Bool {
    clinux_join_within(handle, Int32(clamping: patience.milliseconds)) == 0
  }

  private final class Work: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }
}
