import Glibc

/// One client of the fake exporter, served until it goes away.
struct FakeConnection {
  private let client: Int32

  init(_ client: Int32) { self.client = client }

  /// Answers requests one after another.
  func serve(_ state: FakeExporterState) {
    defer { close(client) }
    while readRequest() {
      let (scenario, number) = state.next()
      guard answer(scenario, number) else { return }
    }
  }

  /// Reads up to the blank line; `false` when the client is gone.
  private func readRequest() -> Bool {
    var request: [UInt8] = []
    var byte: UInt8 = 0
    while !request.reversed().starts(with: [0x0a, 0x0d, 0x0a, 0x0d]) {
      guard request.count < 65536, recv(client, &byte, 1, 0) == 1 else { return false }
      request.append(byte)
    }
    return true
  }

  /// Whether the connection can serve another request.
  private func answer(_ scenario: FakeExporter.Scenario, _ number: Int) -> Bool {
    switch scenario {
    case .page(let page): return send(page(number))
    case .hang:
      guard write(head(length: 1000)) else { return false }
      // The client's end of the connection is what ends the waiting.
      var byte: UInt8 = 0
      return recv(client, &byte, 1, 0) > 0
    case .status(let code, let reason):
      let rest = Array("\r\nContent-Length: 0\r\n\r\n".utf8)
      return write(Array("HTTP/1.1 \(code) ".utf8) + reason + rest)
    case .garbage(let seed):
      var random = SeededGenerator(seed: seed)
      return send((0..<5000).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    case .endless(let bytes): return sendEndless(bytes)
    case .slow(let milliseconds, let page):
      // The client says nothing in the meantime, unless it goes.
      var wait = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, milliseconds) == 0 else { return false }
      return send(page)
    case .hangUp: return false
    }
  }

  private func head(length: Int) -> [UInt8] {
    Array(
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: \(length)\r\n\r\n"
        .utf8)
  }

  private func send(_ body: [UInt8]) -> Bool { write(head(length: body.count) + body) }

  private func sendEndless(_ count: Int) -> Bool {
    let line = Array("endless_metric{part=\"0123456789\"} 1\n".utf8)
    let chunk = Array(repeatElement(line, count: 2000).joined())
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\n\r\n"
    guard write(Array(head.utf8)) else { return false }
    var sent = 0
    while sent < count, write(chunk) { sent += chunk.count }
    return false
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
