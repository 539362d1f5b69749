internal import CLinux
internal import Glibc

/// Ends the wait of an `EndpointCollector` from any thread.
///
/// The corresponding C function is `eventfd`.
public final class EndpointWaker: Sendable {
  /// The descriptor that can be read once `wake` was called; -1 where the system has none to give.
  let descriptor: Int32

  /// A waker that has not been used.
  public init() { descriptor = clinux_eventfd() }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Has the collector look at once whether it should stop.
  public func wake() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  /// Makes the descriptor unreadable again.
  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }
}
