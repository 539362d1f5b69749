internal import CLinux
internal import Glibc
internal import ProcFS

/// Asks the kernel for the TCP sockets of this network namespace; any user may.
///
/// Source: sock_diag(7).
final class SocketDiagnosis {
  private var descriptor: Int32 = -1
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  /// Bytes of an answer that are read before it is given up: some 200,000 connections.
  static let limit = 64 << 20

  deinit { close() }

  /// Reads all sockets, listeners first.
  ///
  /// - Parameter body: takes one socket.
  /// - Returns: 0, or the system's error number where not all were read.
  func read(_ body: (SocketRecord) -> Void) -> Int32 {
    if descriptor < 0 {
      descriptor = clinux_sock_diag()
      guard descriptor >= 0 else { return errno }
    }
    var left = SocketDiagnosis.limit
    for question in SocketDiagnosis.questions {
      for family in [AF_INET, AF_INET6] {
        let code = ask(family, question, &left, body)
        guard code == 0 else {
          close()
          return code
        }
      }
    }
    return 0
  }

  /// Listeners with what they dropped, then connections with what TCP measured: bits of states and of attributes.
  private static let questions: [(states: UInt32, attributes: Int32)] = [
    (1 << 10, 1 << 6), (0b1011_0111_1110, 1 << 1),
  ]

  private func ask(
    _ family: Int32, _ question: (states: UInt32, attributes: Int32), _ left: inout Int,
    _ body: (SocketRecord) -> Void
  ) -> Int32 {
    guard clinux_sock_diag_ask(descriptor, family, question.states, question.attributes) == 0
    else { return errno }
    while true {
      let count = buffer.withUnsafeMutableBytes {
        clinux_sock_diag_receive(descriptor, $0.baseAddress, $0.count)
      }
      guard count >= 0 else { return errno == EAGAIN ? ETIMEDOUT : errno }
      left -= Int(count)
      guard left > 0 else { return EFBIG }
      if let code = take(Int(count), body) { return code }
    }
  }

  /// Reads one datagram; 0 where it ends the answer, an error number, or `nil` where more follows.
  private func take(_ count: Int, _ body: (SocketRecord) -> Void) -> Int32? {
    let bytes = buffer
    let datagram = bytes.span.extracting(0..<count)
    var position = 0
    while let message = SocketDump.next(datagram, &position) {
      switch message {
      case .socket(let record): body(record)
      case .end: return 0
      case .failure(let code): return code
      }
    }
    return nil
  }

  private func close() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }
}
