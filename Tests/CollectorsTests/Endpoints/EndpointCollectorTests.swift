import CHungResolver
import Collectors
import Foundation
import Metrics
import Scraping
import Testing

@Suite struct EndpointCollectorTests {
  @Test func `a page is scraped over one connection, its series and the scrape's own are kept`()
    throws
  {
    let server = try LoopbackServer.page("# TYPE jobs gauge\njobs{queue=\"a\"} 4\n")
    defer { server.close() }
    let run = try EndpointRun([server.address])
    #expect(run.run { $0.batches.count >= 5 })
    let instance = server.address
    #expect(
      run.samples["jobs{instance=\"\(instance)\", queue=\"a\"}"]?.map(\.value) == [4, 4, 4, 4, 4])
    #expect(run.samples["up{instance=\"\(instance)\"}"]?.map(\.value) == [1, 1, 1, 1, 1])
    #expect(
      run.samples["scrape_series_added{instance=\"\(instance)\"}"]?.map(\.value)
        == [1, 0, 0, 0, 0])
    #expect(run.samples.count == 6)
    #expect(server.acceptedConnections == 1)
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("GET /metrics HTTP/1.1\r\nHost: \(instance)\r\n"))
    #expect(request.contains("User-Agent: ringside/9.9\r\n"))
    #expect(request.contains("Accept-Encoding: gzip\r\n"))
    #expect(request.contains("Accept: application/openmetrics-text;version=1.0.0;"))
    #expect(request.contains("text/plain;version=0.0.4;"))
    let status = try #require(run.statuses.first)
    #expect(status.health == .up && status.failure == nil && status.samples == 1)
  }

  @Test func `samples carry moments that are one interval apart`() throws {
    let server = try LoopbackServer.page("a 1\n")
    defer { server.close() }
    let run = try EndpointRun([server.address]) { $0.interval = .milliseconds(1000) }
    #expect(run.run { $0.batches.count >= 3 })
    let place = run.batches.map { $0.timestamp.milliseconds % 1000 }
    // On a machine that is very busy a scrape may begin late and then carries its real time.
    #expect(Set(place).count <= 2, "\(place)")
  }

  @Test func `a compressed page is read`() throws {
    let server = try LoopbackServer { _, connection in
      connection.send(
        LoopbackServer.response(
          body: GzipText.stored("a 1\nb 2\n"), headers: ["Content-Encoding: gzip"]))
    }
    defer { server.close() }
    let run = try EndpointRun([server.address])
    #expect(run.run { !$0.batches.isEmpty })
    #expect(run.statuses.first?.samples == 2)
    #expect(run.statuses.first?.bodyBytes == 8)
  }

  @Test func `a target that fails ends its series and comes back`() throws {
    let isBroken = Flag()
    let server = try LoopbackServer { _, connection in
      guard !isBroken.value else {
        return connection.send(LoopbackServer.response(status: "500 Oh", body: [], type: nil))
      }
      return connection.send(LoopbackServer.response(body: Array("a 1\n".utf8)))
    }
    defer { server.close() }
    let run = try EndpointRun([server.address])
    #expect(run.run { $0.batches.count >= 1 })
    isBroken.value = true
    #expect(run.run { $0.statuses.first?.health == .down })
    isBroken.value = false
    #expect(run.run { $0.statuses.first?.health == .up })
    let values = run.samples["a{instance=\"\(server.address)\"}"] ?? []
    let text = values.map { $0.value.isStaleMarker ? "gone" : "\($0.value)" }
    #expect(text.filter { $0 == "gone" }.count == 1)
    #expect(text.first == "1.0" && text.last == "1.0")
  }

  @Test func `of ten targets one hangs and the others are on time`() throws {
    let pages = try (0..<9).map { try LoopbackServer.page("a \($0)\n") }
    let hanging = try LoopbackServer { _, connection in
      connection.waitForEnd()
      return false
    }
    defer { (pages + [hanging]).forEach { $0.close() } }
    let run = try EndpointRun([hanging.address] + pages.map(\.address)) {
      $0.interval = .milliseconds(500)
      $0.timeout = .milliseconds(500)
    }
    #expect(run.run { run in run.statuses.first?.health == .down && run.batches.count > 40 })
    #expect(run.statuses.first?.failure?.description == "timed out after 500ms")
    for server in pages {
      let times = (run.samples["a{instance=\"\(server.address)\"}"] ?? []).map(\.timestamp)
      #expect(times.count >= 3)
      for (earlier, later) in zip(times, times.dropFirst()) {
        // Waiting for the one that hangs would add its whole timeout to the interval.
        #expect((later - earlier).milliseconds < 1000, "\(server.address)")
      }
    }
  }

  @Test func `while the page of one target is read others are asked`() throws {
    let large = try LoopbackServer.page("a 1\n")
    let other = try LoopbackServer.page("b 1\n")
    defer { [large, other].forEach { $0.close() } }
    let run = try EndpointRun([large.address, other.address])
    let isAsked = Flag()
    let end = Date.now.addingTimeInterval(20)
    let reads: EndpointCollector.Delivery = { [url = ByteString(run.collector.statuses[0].url)] in
      guard $0.origin == .target(url) else { return }
      // Five intervals for one reading; where the other's own page waits behind it, the next reading tells.
      let (before, patience) = (other.requests.count, Date.now.addingTimeInterval(0.5))
      while Date.now < patience, !isAsked.value {
        usleep(1000)
        isAsked.value = other.requests.count > before
      }
    }
    run.collector.run(
      deliver: reads, report: { _ in }, shouldStop: { isAsked.value || Date.now > end })
    #expect(isAsked.value)
  }

  @Test func `a name server that does not answer delays no other target`() throws {
    let server = try LoopbackServer.page("a 1\n")
    defer { server.close() }
    let run = try EndpointRun(["db-1.hung.test:9100", server.address]) {
      $0.interval = .milliseconds(400)
      $0.connectTimeout = .milliseconds(400)
    }
    let seconds = Date.now
    #expect(run.run { $0.statuses.first?.health == .down && $0.batches.count > 12 })
    #expect(hung_resolver_waiting() >= 1, "the lookups did not hang")
    let status = try #require(run.statuses.first)
    #expect(status.failure?.description == "the name server did not answer within 400ms")
    #expect(status.interval > .milliseconds(400))
    let times = (run.samples["a{instance=\"\(server.address)\"}"] ?? []).map(\.timestamp)
    for (earlier, later) in zip(times, times.dropFirst()) {
      #expect((later - earlier).milliseconds < 800)
    }
    #expect(Date.now.timeIntervalSince(seconds) < 15)
    hung_resolver_release()
  }

  @Test func `the collector stops when it is woken, whatever it waits for`() throws {
    let run = try EndpointRun(["127.0.0.1:1"]) { $0.interval = .seconds(600) }
    let waker = run.collector.waker
    let isStopped = Flag()
    let thread = Thread {
      isStopped.value = true
      waker.wake()
    }
    thread.start()
    run.run { _ in isStopped.value }
    #expect(isStopped.value)
  }

  @Test func `an address that is named twice is scraped once`() throws {
    let run = try EndpointRun(["a:1", "http://a:1/metrics", "b:1"])
    #expect(run.collector.statuses.map(\.url) == ["http://a:1/metrics", "http://b:1/metrics"])
  }

  @Test func `a target that is scraped no more ends all its series`() throws {
    let server = try LoopbackServer.page("a 1\n")
    defer { server.close() }
    let run = try EndpointRun([server.address])
    #expect(run.run { !$0.batches.isEmpty })
    run.collector.retire(deliver: run.deliver)
    run.takeDelivered()
    #expect(run.samples.values.allSatisfy { $0.last?.value.isStaleMarker == true })
    #expect(run.samples.count == 6)
  }
}
