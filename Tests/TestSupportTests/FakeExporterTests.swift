import Glibc
import TestWorld
import Testing

@Suite struct FakeExporterTests {
  /// What a client reads that asks once and waits for the server to close; at most `limit` bytes.
  private func get(_ port: UInt16, limit: Int = 1 << 20) -> [UInt8] {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(client) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafeBytes(of: &address) { bytes in
      bytes.baseAddress.map {
        connect(client, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
      }
    }
    guard status == 0 else { return [] }
    let request = Array("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
    send(client, request, request.count, Int32(MSG_NOSIGNAL))
    shutdown(client, Int32(SHUT_WR))
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while result.count < limit, case let count = recv(client, &buffer, buffer.count, 0), count > 0 {
      result.append(contentsOf: buffer[..<count])
    }
    return result
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `a page moves with each request`() throws {
    let exporter = try FakeExporter(.page { Array("requests_total \($0)\n".utf8) })
    #expect(text(get(exporter.port)).hasSuffix("\r\n\r\nrequests_total 0\n"))
    #expect(text(get(exporter.port)).hasSuffix("\r\n\r\nrequests_total 1\n"))
    #expect(exporter.requests == 2)
  }

  @Test func `it misbehaves as told, one way after another`() throws {
    let exporter = try FakeExporter(.status(503, reason: Array("out of \u{1b}c order".utf8)))
    #expect(text(get(exporter.port)).hasPrefix("HTTP/1.1 503 out of \u{1b}c order\r\n"))
    exporter.become(.hangUp)
    #expect(get(exporter.port) == [])
    exporter.become(.hang)
    #expect(text(get(exporter.port)).hasSuffix("Content-Length: 1000\r\n\r\n"))
    exporter.become(.garbage(seed: 1))
    #expect(get(exporter.port).count > 5000)
    exporter.become(.endless(bytes: 1 << 30))
    #expect(get(exporter.port, limit: 4 << 20).count >= 4 << 20)
  }

  @Test func `the port is free again when the exporter is gone`() throws {
    var exporter: FakeExporter? = try FakeExporter(.hangUp)
    let port = try #require(exporter?.port)
    exporter = nil
    #expect(get(port) == [])
  }
}
