import Collectors
import Documents
import Foundation
import Metrics
import Scraping
import Testing

@Suite struct ConfiguredEndpointTests {
  /// The plans of a configuration with short intervals, each at once.
  private static func plans(_ text: String, file: String = "p.yml") throws -> [ScrapePlan] {
    let (configuration, problems) = Configuration.read(Array(text.utf8), file: file)
    #expect(problems.map(\.description) == [])
    var base = ScrapeOptions(version: "9.9")
    base.startsAtOnce = true
    base.timeShare = 1
    return configuration.jobs.flatMap { $0.plans(base) }
  }

  private static func job(_ name: String, _ server: LoopbackServer, _ lines: String = "") -> String
  {
    "- job_name: \(name)\n  scrape_interval: 200ms\n  static_configs: [{targets: ['\(server.address)']}]\n"
      + lines
  }

  @Test func `a configured target is asked as its job says`() throws {
    let server = try LoopbackServer.page("a 1\n")
    defer { server.close() }
    let run = EndpointRun(
      try Self.plans(
        "scrape_configs:\n"
          + Self.job(
            "a", server,
            """
              metrics_path: /probe
              params: {target: [x y]}
              enable_compression: false
              basic_auth: {username: me, password: secret}
              http_headers: {X-Scope: {values: [one]}}

            """)))
    #expect(run.run { !$0.batches.isEmpty })
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("GET /probe?target=x%20y HTTP/1.1\r\n"))
    #expect(request.contains("Authorization: Basic bWU6c2VjcmV0\r\n"))
    #expect(request.contains("X-Scope: one\r\n"))
    #expect(request.contains("User-Agent: ringside/9.9\r\n"))
    #expect(!request.contains("Accept-Encoding"))
    #expect(run.statuses.first?.job == "a" && run.statuses.first?.url.contains("secret") == false)
  }

  @Test func `a token in a file is read again for every scrape, and its absence is said`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "token")
    try Data("first\n".utf8).write(to: file)
    let server = try LoopbackServer.page("a 1\n")
    defer { server.close() }
    let run = EndpointRun(
      try Self.plans(
        "scrape_configs:\n" + Self.job("a", server, "  bearer_token_file: token\n"),
        file: folder.path + "/p.yml"))
    #expect(run.run { !$0.batches.isEmpty })
    try Data("second".utf8).write(to: file)
    #expect(run.run { _ in server.requests.last?.contains("Bearer second\r\n") == true })
    #expect(server.requests.first?.contains("Authorization: Bearer first\r\n") == true)
    try FileManager.default.removeItem(at: file)
    #expect(run.run { $0.statuses.first?.health == .down })
    #expect(
      run.statuses.first?.failure?.description == "\(file.path): no such file or directory")
  }

  @Test(arguments: [
    "  basic_auth: {username: me, password: secret}\n", "  bearer_token: secret\n",
    "  http_headers: {X-Key: {secrets: [secret]}}\n",
  ])
  func `no credential follows a redirect to another host or port`(lines: String) throws {
    let other = try LoopbackServer.page("a 1\n")
    let server = try LoopbackServer { [address = other.address] _, connection in
      connection.send(
        LoopbackServer.response(
          status: "302 Found", body: [], headers: ["Location: http://\(address)/metrics"]))
    }
    defer { [server, other].forEach { $0.close() } }
    let run = EndpointRun(try Self.plans("scrape_configs:\n" + Self.job("a", server, lines)))
    #expect(run.run { !$0.batches.isEmpty })
    #expect(server.requests.first?.contains("Authorization") == !lines.contains("X-Key"))
    #expect(other.requests.allSatisfy { !$0.contains("Authorization") && !$0.contains("secret") })
  }

  @Test func `jobs have their own intervals and labels, and the same address may be in two`() throws
  {
    let server = try LoopbackServer.page("a 1\n")
    defer { server.close() }
    let run = EndpointRun(
      try Self.plans("scrape_configs:\n" + Self.job("a", server) + Self.job("b", server)))
    #expect(run.run { $0.statuses.allSatisfy { $0.health == .up } })
    #expect(run.statuses.map(\.job) == ["a", "b"])
    #expect(run.labels.values.filter { $0.metricName == "a" }.count == 2)
  }

  @Test func `other targets lose no sample of one that stays, not even of the scrape under way`()
    throws
  {
    let isHeld = Flag()
    let isAsked = Flag()
    let staying = try LoopbackServer { _, connection in
      if isHeld.value {
        isAsked.value = true
        while isHeld.value { connection.waitForEnd(milliseconds: 5) }
      }
      return connection.send(LoopbackServer.response(body: Array("a 1\n".utf8)))
    }
    let going = try LoopbackServer.page("b 1\n")
    let coming = try LoopbackServer.page("c 1\n")
    defer { [staying, going, coming].forEach { $0.close() } }
    let stays = Self.job("a", staying).replacing("200ms", with: "10s")
    let before = try Self.plans("scrape_configs:\n" + stays + Self.job("b", going))
    let after = try Self.plans("scrape_configs:\n" + Self.job("c", coming) + stays)
    isHeld.value = true
    let run = EndpointRun(before)
    #expect(run.run { $0.statuses.last?.health == .up && isAsked.value })
    let place = run.statuses[0].nextScrape
    run.collector.replace(after, deliver: run.deliver)
    run.takeDelivered()
    isHeld.value = false
    #expect(run.run { $0.statuses.allSatisfy { $0.health == .up } })
    #expect(run.statuses.map(\.job) == ["c", "a"])
    #expect(run.statuses[1].nextScrape == place)
    let values = { (name: String, server: LoopbackServer) in
      (run.samples["\(name){instance=\"\(server.address)\"}"] ?? []).map {
        $0.value.isStaleMarker ? "gone" : "\($0.value)"
      }
    }
    #expect(values("a", staying) == ["1.0"] && values("up", staying) == ["1.0"])
    #expect(staying.requests.count == 1)
    #expect(values("b", going).last == "gone" && values("up", going).last == "gone")
    #expect(values("c", coming).first == "1.0")
  }
}
