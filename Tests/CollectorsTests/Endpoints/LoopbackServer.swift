import Foundation
import Glibc
import Sharing

/// An HTTP server on the loopback that does with each request what a test wants, well or badly.
final class LoopbackServer: Sendable {
  /// One connection, as an answer sees it.
  struct Connection: Sendable {
    let descriptor: Int32

    /// Sends bytes; `false` once the client has gone.
    func send(_ bytes: [UInt8]) -> Bool {
      var done = 0
      while done < bytes.count {
        let count = bytes[done...].withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }

    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Waits until the client goes, at most for this time.
    func waitForEnd(milliseconds: Int32 = 20_000) {
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, milliseconds) > 0 else { return }
      var byte: UInt8 = 0
      _ = recv(descriptor, &byte, 1, 0)
    }

    /// Breaks the connection with a reset instead of an end.
    func reset() {
      var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }
  }

  /// What to do with a request; whether the connection stays open.
  typealias Answer = @Sendable (_ request: String, _ connection: Connection) -> Bool

  private struct State {
    var connections: [Int32] = []
    var accepted = 0
    var requests: [String] = []
    var isClosed = false
  }

  let port: UInt16
  private let listener: Int32
  private let state = Guarded(State())
  private let answer: Answer

  var address: String { "127.0.0.1:\(port)" }
  var requests: [String] { state.withLock { $0.requests } }
  var acceptedConnections: Int { state.withLock { $0.accepted } }

  init(_ answer: @escaping Answer) throws {
    self.answer = answer
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 64) == 0
          && getsockname(descriptor, $0, &size) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard status else { throw POSIXError(.EADDRNOTAVAIL) }
    let thread = Thread { [self] in accept() }
    thread.start()
  }

  /// Ends every connection and listens no more.
  func close() {
    let connections = state.withLock { state -> [Int32] in
      state.isClosed = true
      return state.connections
    }
    shutdown(listener, Int32(SHUT_RDWR))
    for descriptor in connections { shutdown(descriptor, Int32(SHUT_RDWR)) }
  }

  private func accept() {
    while true {
      let descriptor = Glibc.accept(listener, nil, nil)
      guard descriptor >= 0 else { break }
      let isOpen = state.withLock { state -> Bool in
        guard !state.isClosed else { return false }
        state.connections.append(descriptor)
        state.accepted += 1
        return true
      }
      guard isOpen else {
        Glibc.close(descriptor)
        break
      }
      let thread = Thread { [self] in serve(Connection(descriptor: descriptor)) }
      thread.start()
    }
    Glibc.close(listener)
  }

  private func serve(_ connection: Connection) {
    var isOpen = true
    while isOpen, let request = read(connection) {
      state.withLock { $0.requests.append(request) }
      isOpen = answer(request, connection)
    }
    state.withLock { state in state.connections.removeAll { $0 == connection.descriptor } }
    Glibc.close(connection.descriptor)
  }

  private func read(_ connection: Connection) -> String? {
    var request: [UInt8] = []
    var byte: UInt8 = 0
    while request.suffix(4) != [13, 10, 13, 10] {
      guard recv(connection.descriptor, &byte, 1, 0) == 1 else { return nil }
      request.append(byte)
    }
    return String(decoding: request, as: UTF8.self)
  }
}

extension LoopbackServer {
  /// A server that always answers with this page.
  static func page(_ text: String, type: String = "text/plain; version=0.0.4") throws
    -> LoopbackServer
  {
    try LoopbackServer { _, connection in
      connection.send(response(body: Array(text.utf8), type: type))
    }
  }

  /// A whole response.
  static func response(
    status: String = "200 OK", body: [UInt8], type: String? = "text/plain", headers: [String] = []
  ) -> [UInt8] {
    var lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)"]
    if let type { lines.append("Content-Type: \(type)") }
    return Array((lines + headers + ["", ""]).joined(separator: "\r\n").utf8) + body
  }
}
