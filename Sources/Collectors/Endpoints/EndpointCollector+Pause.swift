internal import Glibc
internal import Transport

extension EndpointCollector {
  /// Waits for the waker as long as libcurl has not been started.
  static func pause(_ milliseconds: Int, _ waker: EndpointWaker) -> [CompletedTransfer] {
    var wait = pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0)
    poll(&wait, 1, Int32(clamping: milliseconds))
    waker.clear()
    return []
  }
}
