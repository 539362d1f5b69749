import Foundation
import Glibc
import TestTerminal
import TestWorld
import Testing

/// A configuration with many targets, good and bad, and what is said of them and done to them.
@Suite(ShippedProgram.isNamed) struct ConfiguredTargetsTests {
  /// A fault, where it is, and the words for it.
  private struct Fault {
    var name: String
    var exporter: FakeExporter?
    var address: String
    var words: String
  }

  private static let page = MadeUpPage(count: 200)

  private static func healthy(_ count: Int) throws -> [FakeExporter] {
    try (0..<count).map { _ in try FakeExporter(.page { page.bytes(page: $0) }) }
  }

  private static func faults() throws -> [Fault] {
    let big = MadeUpPage(count: 12_000).bytes(page: 0)
    let slow = page.bytes(page: 0)
    let scenarios: [(String, FakeExporter.Scenario, String)] = [
      ("hangs", .hang, "timed out after 2s"),
      ("hangs too", .hang, "timed out after 2s"),
      ("503", .status(503, reason: Array("Service Unavailable".utf8)), "status 503 Service"),
      ("404", .status(404, reason: Array("Not Found".utf8)), "status 404 Not Found"),
      ("garbage", .garbage(seed: 7), "1:1: "),
      ("hangs up", .hangUp, "Empty reply from server"),
      ("endless", .endless(bytes: 1 << 30), "a page of more than 1048576"),
      ("slow", .slow(milliseconds: 900, slow), "it keeps its interval"),
      (
        "grows",
        .page { number in
          let part = big.prefix(600_000 + number * 60_000)
          return Array(part[...(part.lastIndex(of: 10) ?? 0)])
        },
        "a page of more than 1048576"
      ),
    ]
    var faults = try scenarios.map { name, scenario, words in
      let exporter = try FakeExporter(scenario)
      return Fault(name: name, exporter: exporter, address: exporter.target, words: words)
    }
    // A port on which nothing listens any more.
    let closed = try FakeExporter(.hangUp).target
    faults.append(
      Fault(name: "refuses", exporter: nil, address: closed, words: "connection refused"))
    return faults
  }

  private static func configuration(_ addresses: [String], _ more: String = "") throws -> FileTree {
    let tree = try FileTree()
    try tree.write(
      "p.yml",
      """
      global: {scrape_interval: 2s, body_size_limit: 1MB}
      scrape_configs:
      - job_name: many
        static_configs:
        - targets: [\(addresses.map { "'\($0)'" }.joined(separator: ", "))]
      \(more)
      """)
    return tree
  }

  @Test func `of thirty targets ten are bad, each is named in words, and twenty are on time`()
    throws
  {
    let good = try Self.healthy(20)
    let faults = try Self.faults()
    let tree = try Self.configuration(good.map(\.target) + faults.map(\.address))
    let machine = MachineWatch()
    defer { machine.stop() }
    let program = try ShippedProgram.dashboard(
      try LiveHost(.idle, seed: 1), ["-c", tree.root + "/p.yml", "--yes"], columns: 200, rows: 50)
    try program.wait(for: "nine scrapes of every good target", within: .seconds(60)) { _ in
      good.allSatisfy { $0.requests >= 9 }
    }
    let arrivals = good.map(\.arrivals)
    machine.stop()
    for fault in faults {
      try program.wait(for: "the words for one that \(fault.name)") { program in
        program.screen.lines.contains {
          $0.contains(fault.address + " ") && $0.contains(fault.words)
        }
      }
    }
    let late = arrivals.flatMap { Self.lateness($0, interval: 2000) }
    let own = late.map { scrape in
      scrape.late - machine.oversleep(from: scrape.arrival - scrape.late, to: scrape.arrival)
    }
    #expect(own.count >= 160)
    #expect((own.max() ?? 0) <= 100, "5 % of 2 s are 100 ms; \(late.map(\.late).sorted())")
    #expect(program.escapes.offence == nil)
  }

  /// How late each scrape was behind its place in its interval, but for the first, which comes at once.
  ///
  /// The place is where most scrapes have come soon after, as only the program knows it; being late by the same time at every
  /// scrape is not seen.
  private static func lateness(
    _ arrivals: [Int64], interval: Int64
  ) -> [(arrival: Int64, late: Int64)] {
    let scrapes = arrivals.dropFirst()
    let behind = { (arrival: Int64, place: Int64) in (arrival - place + 2 * interval) % interval }
    let place = scrapes.map { $0 % interval }.max { one, other in
      let soon = { place in scrapes.count { behind($0 % interval, place) <= 100 } }
      return soon(one) < soon(other)
    }
    guard let place else { return [] }
    // One that is just before the chosen place was the earliest, and counts as such.
    let turns = scrapes.map { behind($0 % interval, place - 100) - 100 }
    let least = turns.min() ?? 0
    return zip(scrapes, turns).map { ($0, $1 - least) }
  }

  @Test func `nothing is sent to a configured Alertmanager, and nothing listens`() throws {
    let manager = try FakeExporter(.status(200, reason: Array("OK".utf8)))
    let good = try Self.healthy(1)
    let tree = try Self.configuration(
      good.map(\.target),
      """
      alerting: {alertmanagers: [{static_configs: [{targets: ['\(manager.target)']}]}]}
      remote_write: [{url: 'http://\(manager.target)/write'}]
      rule_files: [rules.yml]
      """)
    try tree.write(
      "rules.yml",
      "groups: [{name: g, rules: [{alert: Always, expr: vector(1), labels: {severity: page}}]}]")
    let program = try ShippedProgram.dashboard(
      try LiveHost(.idle, seed: 1), ["-c", tree.root + "/p.yml"], columns: 160)
    try program.wait(forText: "1 firing")
    try program.wait(for: "three scrapes") { _ in good[0].requests >= 3 }
    program.press("@")
    try program.wait(forText: "/p.yml:6:1: 'alerting' is configured, not sent; only")
    try program.wait(forText: "/p.yml:7:1: 'remote_write' is configured, not sent; only")
    #expect(try Self.listening(program.pid) == [])
    #expect(manager.connections == 0)
  }

  /// The local ports on which a process listens.
  private static func listening(_ pid: Int32) throws -> [String] {
    let folder = "/proc/\(pid)/fd"
    let sockets = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
    }
    var ports: [String] = []
    for table in ["tcp", "tcp6"] {
      let text = try String(contentsOfFile: "/proc/\(pid)/net/\(table)", encoding: .utf8)
      for line in text.split(separator: "\n").dropFirst() {
        let fields = line.split(separator: " ")
        // State 0A is LISTEN; the tenth field is the inode.
        if fields[3] == "0A", sockets.contains("socket:[\(fields[9])]") {
          ports.append(String(fields[1]))
        }
      }
    }
    return ports
  }

  @Test func `before more than twenty targets it asks, and scrapes those that are chosen`() throws {
    let good = try Self.healthy(21)
    let tree = try Self.configuration(good.map(\.target))
    let program = try ShippedProgram.dashboard(
      try LiveHost(.idle, seed: 1), ["-c", tree.root + "/p.yml"], columns: 160)
    try program.wait(forText: "21 targets every 2 s, about 27,000 series")
    try program.wait(forText: "Scrape all (y), only matching (/), none (n)?")
    program.read(for: .seconds(3))
    #expect(good.allSatisfy { $0.connections == 0 })
    program.press("/")
    try program.wait(forText: "scrape /")
    program.press(":\(good[3].port)")
    try program.wait(forText: "1 of 21 targets")
    program.press("\r")
    try program.wait(for: "a scrape") { _ in good[3].requests > 0 }
    try program.wait(for: "the row") { program in
      program.screen.lines.contains { $0.contains(good[3].target) && $0.contains(" up ") }
    }
    #expect(good.indices.allSatisfy { $0 == 3 || good[$0].connections == 0 })
  }

  @Test func `without a screen to ask on more than twenty targets need --yes`() throws {
    let tree = try Self.configuration((0..<21).map { "127.0.0.1:\(1 + $0)" })
    let run = try ShippedProgram.run(["snapshot", "-c", tree.root + "/p.yml"])
    #expect(run.status == 2)
    #expect(
      run.diagnosis
        == "ringside: 21 targets every 2 s, about 27,000 series: more than 64 MiB can hold; "
        + "expected '--yes' to scrape them all\n")
  }

  @Test(arguments: ["\u{12}", "SIGHUP"])
  func `a reload takes new targets, and a bad file changes nothing and says why`(way: String) throws
  {
    let good = try Self.healthy(2)
    let tree = try Self.configuration([good[0].target])
    let program = try ShippedProgram.dashboard(
      try LiveHost(.idle, seed: 1), ["-c", tree.root + "/p.yml"], columns: 160)
    let reload = { if way == "SIGHUP" { program.send(SIGHUP) } else { program.press(way) } }
    try program.wait(for: "a scrape") { _ in good[0].requests > 0 }
    let text = try String(contentsOfFile: tree.root + "/p.yml", encoding: .utf8)
    try tree.write("p.yml", text.replacing("job_name", with: "job_names"))
    reload()
    try program.wait(forText: "not reloaded: \(tree.root)/p.yml:3:3: unknown key 'job_names'")
    let before = good[0].requests
    try program.wait(for: "another scrape") { _ in good[0].requests > before }
    try tree.write(
      "p.yml",
      text.replacing("'\(good[0].target)'", with: "'\(good[0].target)', '\(good[1].target)'"))
    reload()
    try program.wait(forText: "2 targets (1 new, 0 gone)")
    try program.wait(for: "a scrape of the new one") { _ in good[1].requests > 0 }
    #expect(good[0].connections == 1, "the one that stayed was connected to anew")
  }
  @Test func `a terminal that goes away ends the program, though its signal alone reloads`() throws
  {
    let good = try Self.healthy(1)
    let tree = try Self.configuration([good[0].target])
    let program = try ShippedProgram.dashboard(
      try LiveHost(.idle, seed: 1), ["-c", tree.root + "/p.yml"], columns: 160)
    try program.wait(for: "a scrape") { _ in good[0].requests > 0 }
    program.send(SIGHUP)
    try program.wait(forText: "1 target (0 new, 0 gone)")
    program.hangUp()
    #expect(try program.waitForEnd() == .exit(0))
  }
}
