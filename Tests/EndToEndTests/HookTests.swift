import Foundation
import Metrics
import Storage
import TestTerminal
import TestWorld
import Testing
import TimeSeries

/// The recorder runs hooks with leave, and nothing without.
@Suite(ShippedProgram.isNamed) struct HookTests {
  private let tree: FileTree

  init() throws {
    tree = try FileTree(name: "ringside-hook")
    try tree.make("runtime")
    try tree.write(
      "rules.yml",
      """
      groups:
      - name: g
        interval: 1s
        rules:
        - alert: Always
          expr: vector(7)
          labels: {severity: critical}
      """)
    try tree.write(
      "config.yml",
      """
      hooks:
      - name: page
        command: [/bin/sh, -c, 'cat >> "$0"', \(tree.root)/told]
      - name: broken
        command: [/bin/sh, -c, 'echo no way out >&2; exit 3']
      """)
  }

  /// A recorder without a terminal, its output in a file.
  private func recorder(_ host: LiveHost, _ more: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: try #require(ShippedProgram.path))
    process.arguments =
      [
        "record", tree.root + "/a.ring", "--ring-size", "8MiB", "--interval", "1s", "-c",
        tree.root + "/config.yml", "-r", tree.root + "/rules.yml",
      ] + host.arguments + more
    process.environment = ShippedProgram.environment([
      "XDG_STATE_HOME": tree.root, "XDG_RUNTIME_DIR": "\(tree.root)/runtime",
    ])
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try tree.write("record.log", "")
    process.standardError = try FileHandle(forWritingTo: URL(filePath: tree.root + "/record.log"))
    try process.run()
    return process
  }

  private func text(_ file: String) -> String {
    (try? String(contentsOfFile: "\(tree.root)/\(file)", encoding: .utf8)) ?? ""
  }

  private func wait(_ what: String, until condition: () -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !condition(), ContinuousClock.now < deadline { usleep(5000) }
    try #require(condition(), "\(what) did not come about; it said: \(text("record.log"))")
  }

  /// The newest value of a counter by its hook.
  private func counter(_ name: ByteString, of hook: ByteString) throws -> Double? {
    let (source, _) = try Recording.open(tree.root + "/a.ring")
    var found: [SelectedSeries] = []
    source.read(
      .host, [LabelMatcher(Labels.metricNameLabel, equals: name)],
      SampleRequest(after: .min, through: .max), into: &found)
    let series = found.first { $0.labels["hook"] == hook }
    guard case .floats(_, let values)? = series?.columns.last else { return nil }
    return values.last
  }

  @Test
  func `with leave a hook is told once, also across a restart, and a failure is said and counted`()
    throws
  {
    let host = try LiveHost(.idle, seed: 31)
    let first = try recorder(host, ["--notify", "--for", "5s"])
    first.waitUntilExit()
    #expect(text("record.log").contains("hook 'broken' failed: exit status 3: no way out"))
    #expect(first.terminationStatus == 0)
    let lines = text("told").split(separator: "\n")
    #expect(lines.count == 1)
    let document = try JSONSerialization.jsonObject(with: Data(text("told").utf8))
    let object = try #require(document as? [String: Any])
    #expect(object["version"] as? String == "4" && object["receiver"] as? String == "page")
    #expect(
      object["commonLabels"] as? [String: String]
        == ["alertname": "Always", "severity": "critical", "monitor": "ringside"])
    #expect(try counter("ringside_notifications_total", of: "page") == 1)
    #expect(try counter("ringside_notifications_failed_total", of: "page") == 0)
    #expect(try counter("ringside_notifications_failed_total", of: "broken") == 1)
    let second = try recorder(host, ["--notify", "--for", "3s"])
    second.waitUntilExit()
    #expect(second.terminationStatus == 0)
    #expect(text("told").split(separator: "\n").count == 1, "told before the restart")
  }

  @Test func `without leave no hook is run, and that is said`() throws {
    let host = try LiveHost(.idle, seed: 32)
    let process = try recorder(host, ["--for", "3s"])
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(
      text("record.log").contains(
        "config.yml:2:3: hooks are not run here (start with --notify): 'page', 'broken'"))
    #expect(!FileManager.default.fileExists(atPath: tree.root + "/told"))
    #expect(try counter("ringside_notifications_total", of: "page") == nil)
  }

  @Test func `on SIGHUP the recorder reads configuration and rules again`() throws {
    let host = try LiveHost(.idle, seed: 33)
    let process = try recorder(host, ["--notify"])
    defer { if process.isRunning { process.terminate() } }
    try wait("the first call") { text("told").hasSuffix("]}\n") }
    try tree.write(
      "config.yml", "hooks: [{name: mail, command: [/bin/sh, -c, 'cat > \(tree.root)/mailed']}]\n")
    kill(process.processIdentifier, SIGHUP)
    try wait("the reload") {
      text("record.log").contains("record: reads configuration and rules again")
        && text("record.log").contains("1 rules in 1 files reloaded")
    }
    try wait("a call of the new hook") { text("mailed").hasSuffix("]}\n") }
    try tree.write("rules.yml", "groups: [{name: g, rules: [{alert: Always, exp: vector(7)}]}]\n")
    kill(process.processIdentifier, SIGHUP)
    try wait("the refusal") { text("record.log").contains("record: not reloaded: ") }
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func `a dashboard that looks at the ring of a recorder runs no hook, though it has leave`()
    throws
  {
    let host = try LiveHost(.idle, seed: 34)
    let process = try recorder(host, ["--notify"])
    defer { if process.isRunning { process.terminate() } }
    try wait("the first call") { text("told").hasSuffix("]}\n") }
    let dashboard = try ShippedProgram.dashboard(
      host,
      [
        "--notify", "--ring", tree.root + "/a.ring", "-c", tree.root + "/config.yml", "-r",
        tree.root + "/rules.yml",
      ],
      environment: ["XDG_STATE_HOME": tree.root, "XDG_RUNTIME_DIR": "\(tree.root)/runtime"],
      columns: 160, isKept: true)
    try dashboard.waitForFirstFrame()
    try dashboard.wait(forText: "Always")
    dashboard.press("@")
    try dashboard.wait(forText: "config.yml:2:3: --notify: the recorder runs the hooks")
    dashboard.press("\u{1b}")
    try dashboard.wait(for: "the host") { !$0.screen.text.contains("config.yml:2:3") }
    dashboard.press("q")
    try dashboard.wait(forText: "nobody has acknowledged it")
    dashboard.press("y")
    #expect(try dashboard.waitForEnd() == .exit(0))
    process.terminate()
    process.waitUntilExit()
    #expect(text("told").split(separator: "\n").count == 1)
  }
}
