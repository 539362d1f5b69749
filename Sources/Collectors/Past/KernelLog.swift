internal import CLinux
internal import Glibc
internal import ProcFS

/// What a look at the kernel's log gave.
package struct KernelLogReading: Sendable {
  /// Messages that were not read before, oldest first.
  var messages: [KernelMessage] = []
  /// Why the log cannot be read; 0 where it can.
  var failure: Int32 = 0
}

extension KernelLogReading {
  /// A reading of records as `/dev/kmsg` gives them.
  ///
  /// - Parameter records: what is new, oldest first.
  package init(records: [[UInt8]]) {
    messages = records.compactMap { KernelMessage(record: $0.span) }
  }
}

/// The kernel's log: `/dev/kmsg`, which is followed, or else what syslog(2) gives once.
///
/// Neither is read again where this user may not. A look takes a bounded part; the next one goes on behind it.
final class KernelLog {
  private var descriptor: Int32?
  private var isOver = false
  private var buffer = [UInt8](repeating: 0, count: 8192)

  /// So many messages are taken at a look.
  private static let mostMessages = 5000
  /// So many bytes of the newest messages are taken from syslog(2).
  private static let copiedBytes = 1 << 20

  deinit {
    if let descriptor, descriptor >= 0 { close(descriptor) }
  }

  /// Takes what is new.
  func read() -> KernelLogReading {
    guard !isOver else { return KernelLogReading() }
    let descriptor = self.descriptor ?? clinux_kernel_log()
    self.descriptor = descriptor
    guard descriptor >= 0 else { return copy(errno) }
    var reading = KernelLogReading()
    for _ in 0..<KernelLog.mostMessages {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else {
        // EPIPE says that messages were overwritten before they were read; the next reading is of the oldest left.
        if errno == EPIPE || errno == EINTR { continue }
        if errno != EAGAIN { reading.failure = errno }
        break
      }
      let bytes = buffer
      if let message = KernelMessage(record: bytes.span.extracting(0..<count)) {
        reading.messages.append(message)
      }
    }
    return reading
  }

  /// What syslog(2) has, where `/dev/kmsg` cannot be opened.
  private func copy(_ reason: Int32) -> KernelLogReading {
    isOver = true
    var bytes = [UInt8](repeating: 0, count: KernelLog.copiedBytes)
    let count = clinux_kernel_log_copy(&bytes, bytes.count)
    guard count >= 0 else { return KernelLogReading(failure: reason == ENOENT ? errno : reason) }
    var reading = KernelLogReading()
    let text = bytes.span.extracting(0..<Int(count))
    var position = 0
    while let line = Scan.line(text, &position) {
      if let message = KernelMessage(line: text, line) { reading.messages.append(message) }
    }
    return reading
  }
}
