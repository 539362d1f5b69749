internal import CLinux
internal import Glibc

/// Wakes a thread that waits in `poll`: any number of `ring`s before a `clear` are one.
///
/// The corresponding C function is `eventfd`.
final class WakeUp: Sendable {
  /// Readable from a `ring` to the next `clear`; -1 where the system has no descriptor left.
  let descriptor: Int32

  init() { descriptor = clinux_eventfd() }

  deinit { close(descriptor) }

  /// Wakes the waiting thread; safe from any thread.
  func ring() { _ = clinux_eventfd_signal(descriptor) }

  /// Makes the descriptor unreadable until the next `ring`.
  func clear() { _ = clinux_eventfd_clear(descriptor) }

  /// Waits for a `ring` at most this long, and clears it; `false` where none came.
  func wait(atMost duration: Duration) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let (seconds, attoseconds) = duration.components
    let milliseconds = Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    guard poll(&entry, 1, milliseconds) > 0 else { return false }
    clear()
    return true
  }
}
