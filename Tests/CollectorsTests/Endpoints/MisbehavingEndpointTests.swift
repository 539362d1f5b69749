import Foundation
import Metrics
import Scraping
import Testing

/// What a target may do wrong, and what is said of it.
struct Misbehaviour: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var failure: String
  var answer: LoopbackServer.Answer

  var isSlow: Bool { failure.hasPrefix("timed out") }
}

@Suite struct MisbehavingEndpointTests {
  static let megabyte = [UInt8](repeating: UInt8(ascii: "#"), count: 1 << 20)

  static let bomb = GzipText.bomb(megabytes: 40)

  static let misbehaviours: [Misbehaviour] = [
    Misbehaviour(testDescription: "hangs", failure: "timed out after 600ms") { _, connection in
      connection.waitForEnd()
      return false
    },
    Misbehaviour(testDescription: "drips", failure: "timed out after 600ms") { _, connection in
      guard connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n") else {
        return false
      }
      while connection.send("a") { connection.waitForEnd(milliseconds: 20) }
      return false
    },
    Misbehaviour(
      testDescription: "is overloaded", failure: "status 503 Service Unavailable; expected 200"
    ) { _, connection in
      connection.send(
        LoopbackServer.response(
          status: "503 Service Unavailable", body: Array("later".utf8),
          headers: ["Retry-After: 120"]))
    },
    Misbehaviour(
      testDescription: "has hostile words for its status",
      failure: "status 404 No\\x1b]0;owned\\x07\\xc2\\x9b31m; expected 200"
    ) { _, connection in
      connection.send(
        LoopbackServer.response(status: "404 No\u{1b}]0;owned\u{7}\u{9b}31m", body: []))
    },
    Misbehaviour(
      testDescription: "sends garbage",
      failure: "1:1: expected a metric name, '{' or '#', found '\\x00'"
    ) { _, connection in
      connection.send(LoopbackServer.response(body: [0, 255, 27, 10]))
    },
    Misbehaviour(
      testDescription: "sends a page of HTML",
      failure: "content type 'text/html'; expected 'text/plain' or 'application/openmetrics-text'"
    ) { _, connection in
      connection.send(LoopbackServer.response(body: Array("<html>".utf8), type: "text/html"))
    },
    Misbehaviour(
      testDescription: "sends a gigabyte",
      failure: "a page of more than 33554432 bytes; expected at most that"
    ) { _, connection in
      _ = connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
      for _ in 0..<1024 where !connection.send(megabyte) { break }
      return false
    },
    Misbehaviour(
      testDescription: "sends a bomb of gzip",
      failure: "a page of more than 33554432 bytes; expected at most that"
    ) { _, connection in
      connection.send(
        LoopbackServer.response(
          body: bomb, headers: ["Content-Encoding: gzip"]))
    },
    Misbehaviour(
      testDescription: "resets the connection in the middle of the page",
      failure: "Recv failure: Connection reset by peer"
    ) { _, connection in
      _ = connection.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\na 1\n")
      connection.reset()
      return false
    },
    Misbehaviour(
      testDescription: "ends the connection in the middle of the page",
      failure: "transfer closed with 96 bytes remaining to read"
    ) { _, connection in
      _ = connection.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\na 1\n")
      return false
    },
    Misbehaviour(
      testDescription: "redirects to a file",
      failure: "Protocol \"file\" not supported or disabled in libcurl"
    ) { _, connection in
      connection.send(
        LoopbackServer.response(
          status: "302 Found", body: [], headers: ["Location: file:///etc/passwd"]))
    },
    Misbehaviour(
      testDescription: "redirects for ever", failure: "Maximum (10) redirects followed"
    ) { _, connection in
      connection.send(
        LoopbackServer.response(status: "302 Found", body: [], headers: ["Location: /again"]))
    },
  ]

  @Test(arguments: misbehaviours)
  func `a target that misbehaves is down, and why is said`(_ misbehaviour: Misbehaviour) throws {
    let server = try LoopbackServer(misbehaviour.answer)
    let good = try LoopbackServer.page("a 1\n")
    defer {
      server.close()
      good.close()
    }
    let run = try EndpointRun([server.address, good.address]) {
      $0.startsAtOnce = true
      $0.interval = misbehaviour.isSlow ? .milliseconds(700) : .seconds(15)
      $0.timeout = misbehaviour.isSlow ? .milliseconds(600) : .seconds(10)
    }
    #expect(run.run { $0.statuses.first?.health == .down && $0.statuses.last?.health == .up })
    #expect(run.statuses.first?.failure?.description == misbehaviour.failure)
    #expect(run.samples["up{instance=\"\(server.address)\"}"]?.first?.value == 0)
    #expect(run.samples["up{instance=\"\(good.address)\"}"]?.first?.value == 1)
  }

  @Test func `a target that asks for a pause gets it`() throws {
    let server = try LoopbackServer { _, connection in
      connection.send(
        LoopbackServer.response(
          status: "429 Slow down", body: [], headers: ["Retry-After: 30"]))
    }
    defer { server.close() }
    let run = try EndpointRun([server.address])
    #expect(run.run { $0.statuses.first?.health == .down })
    let status = try #require(run.statuses.first)
    #expect(status.intervalReason == .retryAfter(.seconds(30)))
    let last = try #require(status.lastScrape)
    #expect((status.nextScrape - last).milliseconds >= 29_900)
  }

  @Test func `a redirect is followed, but not with a password`() throws {
    let server = try LoopbackServer { request, connection in
      guard request.hasPrefix("GET /metrics ") else {
        return connection.send(LoopbackServer.response(body: Array("a 1\n".utf8)))
      }
      return connection.send(
        LoopbackServer.response(status: "302 Found", body: [], headers: ["Location: /other"]))
    }
    defer { server.close() }
    let run = try EndpointRun([server.address])
    #expect(run.run { $0.statuses.first?.health == .up })
    let other = try EndpointRun(["http://me:secret@\(server.address)"])
    #expect(other.run { $0.statuses.first?.health == .down })
    let status = try #require(other.statuses.first)
    #expect(status.failure?.description == "status 302 Found; expected 200")
    #expect(!status.url.contains("secret"))
    #expect(server.requests.contains { $0.contains("Authorization: Basic bWU6c2VjcmV0") })
  }

  @Test func `hostile strings arrive as bytes and nothing else`() throws {
    let hostile = "\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}"
    let server = try LoopbackServer.page(
      "# HELP a \(hostile)\n# TYPE a gauge\na{x=\"\(hostile)\"} 1\n")
    defer { server.close() }
    let run = try EndpointRun([server.address])
    #expect(run.run { !$0.batches.isEmpty })
    let declaration = try #require(run.batches.first?.declarations.first)
    #expect(declaration.labels["x"] == ByteString(hostile))
    #expect(declaration.metadata.help == ByteString(hostile))
  }
}
