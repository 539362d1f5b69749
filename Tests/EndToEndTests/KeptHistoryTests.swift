import Foundation
import Glibc
import Metrics
import Storage
import TestTerminal
import TestWorld
import Testing
import TimeSeries

/// What is in the ring is there when the program is not.
@Suite(ShippedProgram.isNamed) struct KeptHistoryTests {
  private let tree: FileTree

  init() throws {
    tree = try FileTree(name: "ringside-kept")
    // The arenas lie beside the ring file, so that nothing is left anywhere else.
    try tree.make("runtime")
  }

  private var ring: String { "\(tree.root)/a.ring" }

  private var environment: [String: String] {
    ["XDG_STATE_HOME": tree.root, "XDG_RUNTIME_DIR": "\(tree.root)/runtime"]
  }

  private func dashboard(_ host: LiveHost, _ more: [String] = []) throws -> PtyProgram {
    try ShippedProgram.dashboard(
      host, ["--ring-size", "8MiB"] + more, environment: environment, columns: 160, isKept: true)
  }

  /// A recorder without a terminal, its output in a file.
  private func recorder(_ host: LiveHost, _ more: [String] = []) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: try #require(ShippedProgram.path))
    process.arguments =
      ["record", ring, "--ring-size", "8MiB", "--interval", "1s"] + host.arguments + more
    process.environment = ShippedProgram.environment(environment)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try tree.write("record.log", "")
    process.standardError = try FileHandle(forWritingTo: URL(filePath: tree.root + "/record.log"))
    try process.run()
    return process
  }

  private var log: String {
    (try? String(contentsOfFile: tree.root + "/record.log", encoding: .utf8)) ?? ""
  }

  /// Waits until something holds.
  private func wait(_ what: String, until condition: () -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while !condition(), ContinuousClock.now < deadline { usleep(2000) }
    try #require(condition(), "\(what) did not come about; the recorder said: \(log)")
  }

  /// The times, in seconds, at which a file has a sample of a series of one name, with its labels.
  private func samples(
    _ file: String, _ ringClass: RingClass, _ name: ByteString
  ) throws -> [(labels: Labels, seconds: [Double])] {
    let (source, _) = try Recording.open(file)
    var found: [SelectedSeries] = []
    source.read(
      ringClass, [LabelMatcher(Labels.metricNameLabel, equals: name)],
      SampleRequest(after: .min, through: .max), into: &found)
    return found.map { series in
      let times = series.columns.flatMap { column -> [Int64] in
        guard case .floats(let times, _) = column else { return [] }
        return times
      }
      return (series.labels, times.map { Double($0) / 1000 })
    }
  }

  /// The seconds of the day that the screen shows as its moment.
  private func shownSeconds(_ program: PtyProgram) -> Double? {
    guard let match = program.screen.text.firstMatch(of: /LIVE (\d\d):(\d\d):(\d\d)Z/) else {
      return nil
    }
    return [match.1, match.2, match.3].reduce(0) { $0 * 60 + (Double($1) ?? 0) }
  }

  private func ringFile() throws -> String {
    let folder = "\(tree.root)/ringside"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return "\(folder)/\(try #require(names.first { $0.hasSuffix(".ring") }))"
  }

  @Test func `killed outright and started again it has everything that it had shown`() throws {
    let host = try LiveHost(.idle, seed: 1)
    let first = try dashboard(host)
    try first.waitForFirstFrame()
    try first.wait(for: "a few ticks") { $0.screen.text.contains(/history [3-9]s/) }
    let shown = try #require(shownSeconds(first))
    first.send(SIGKILL)
    #expect(try first.waitForEnd() == .signal(SIGKILL))
    let second = try dashboard(host)
    try second.waitForFirstFrame()
    second.press("q")
    #expect(try second.waitForEnd() == .exit(0))
    let times = try samples(try ringFile(), .host, "ringside_tick_lag_seconds").flatMap(\.seconds)
      .sorted()
    // Every second up to the one that was shown, and after a gap the second run.
    let before = times.filter { $0.truncatingRemainder(dividingBy: 86_400) <= shown }
    #expect(before.count >= 3 && before.count < times.count)
    #expect(before.last.map { $0.truncatingRemainder(dividingBy: 86_400).rounded(.down) } == shown)
    let steps = zip(before.dropFirst(2), before.dropFirst()).map { $0 - $1 }
    #expect(steps.allSatisfy { $0 < 1.9 }, "\(before)")
    #expect(try ShippedProgram.run(["ring", "verify", try ringFile()]).status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(tree.root)/runtime") == [],
      "what is in the file need not lie in memory")
  }

  @Test func `a recording stops by itself, is sound, and says what it holds`() throws {
    let host = try LiveHost(.idle, seed: 2)
    let process = try recorder(host, ["--for", "2s"])
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let lines = log.split(separator: "\n")
    #expect(lines.first?.hasPrefix("ringside: record: records \(ring), at most 64 MiB") == true)
    #expect(lines.last?.hasPrefix("ringside: record: stopped; everything is in the file") == true)
    let info = try ShippedProgram.run(["ring", "info", ring])
    #expect(info.status == 0)
    #expect(info.output.contains(/interval +1s\n/))
    #expect(info.output.contains(/samples +.* to .*, [1-9]/))
    let verify = try ShippedProgram.run(["ring", "verify", ring])
    #expect(verify == .init(status: 0, output: "\(ring): as it was written\n", diagnosis: ""))
    // One byte of the head is another: both copies together still open, and the damage is named.
    let repair = try ShippedProgram.run(["ring", "repair", ring])
    #expect(repair.status == 0)
    #expect(repair.output.hasPrefix("\(ring).repaired: "))
    #expect(try ShippedProgram.run(["ring", "verify", ring + ".repaired"]).status == 0)
    let again = try ShippedProgram.run(["ring", "repair", ring])
    #expect(again.status == 1)
    #expect(again.diagnosis.contains("is there already; expected '--to' a new file"))
    let foreign = try ShippedProgram.run(["ring", "info", tree.root + "/record.log"])
    #expect(foreign.status == 1)
    #expect(foreign.diagnosis.contains("is no ring file"))
    #expect(try ShippedProgram.run(["ring", "info", tree.root + "/none"]).status == 3)
  }

  @Test func `one writes, the next is told who, marks reach it, and a dashboard looks on`() throws {
    let host = try LiveHost(.idle, seed: 3)
    let process = try recorder(host)
    defer { if process.isRunning { process.terminate() } }
    try wait("a recorder that writes") {
      WriterLock.holder(of: ring)?.inbox != nil && log.contains("records")
    }
    let pid = process.processIdentifier
    let other = try ShippedProgram.run(
      ["record", ring, "--for", "1s"] + host.arguments, environment: environment)
    #expect(other.status == 3)
    #expect(other.diagnosis.contains("\(ring): held by pid \(pid) (ringside record), since 2"))
    let mark = ["mark", "rolled back", "--label", "version=1.4", "--ring", ring]
    #expect(try ShippedProgram.run(mark) == .init(status: 0, output: "", diagnosis: ""))

    // Nobody has to name the file of a recorder of the same user.
    let unasked = try dashboard(host)
    try unasked.wait(forText: "attached to ringside record, pid \(pid)")
    unasked.press("q")
    #expect(try unasked.waitForEnd() == .exit(0))

    let dashboard = try dashboard(host, ["--ring", ring])
    try dashboard.wait(forText: "attached to ringside record, pid \(pid)")
    try dashboard.waitForFirstFrame()
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    try dashboard.wait(forText: "ringside record, pid \(pid), is gone")
    dashboard.press("q")
    #expect(try dashboard.waitForEnd() == .exit(0))
    #expect(dashboard.escapes.offence == nil)

    let marks = try samples(ring, .events, "ringside_mark")
    #expect(marks.count == 1)
    #expect(marks.first?.labels["text"] == "rolled back")
    #expect(marks.first?.labels["version"] == "1.4")
    #expect(marks.first?.labels["user"]?.isEmpty == false)
    let nobody = try ShippedProgram.run(mark)
    #expect(nobody.status == 3)
    #expect(nobody.diagnosis.contains("nobody writes this ring"))
  }

  @Test func `a recording is looked at while it is written, and its end moves`() throws {
    let host = try LiveHost(.idle, seed: 7)
    let process = try recorder(host)
    defer { if process.isRunning { process.terminate() } }
    let pid = process.processIdentifier
    try wait("a recording with a complete tick") {
      (try? Recording.open(ring).source.newest) ?? nil != nil
    }
    let screen = try PtyProgram(
      try #require(ShippedProgram.path), [ring],
      environment: ShippedProgram.environment(environment),
      columns: 160, rows: 48, isTitle: { _ in true })
    try screen.wait(forText: "being written by pid \(pid)")
    let shown = { (program: PtyProgram) -> Substring? in
      program.screen.text.firstMatch(of: /AT (\d\d:\d\d:\d\d)Z/)?.1
    }
    try screen.wait(for: "a moment") { shown($0) != nil }
    let first = shown(screen)
    try screen.wait(for: "a later end") { shown($0) != nil && shown($0) != first }
    process.terminate()
    process.waitUntilExit()
    try screen.wait(forText: "pid \(pid) writes this recording no longer")
    screen.press("q")
    #expect(try screen.waitForEnd() == .exit(0))
    #expect(screen.escapes.offence == nil)
  }

  @Test func `a second dashboard keeps its own history in memory, and says so`() throws {
    let host = try LiveHost(.idle, seed: 4)
    let first = try dashboard(host)
    try first.waitForFirstFrame()
    let second = try dashboard(host)
    try second.wait(forText: "ring kept by pid \(first.pid); this history stays in memory")
    for program in [second, first] {
      program.press("q")
      #expect(try program.waitForEnd() == .exit(0))
    }
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func `a signal and a lost terminal write everything first`(signal: Int32) throws {
    let host = try LiveHost(.idle, seed: 5)
    let program = try dashboard(host)
    try program.waitForFirstFrame()
    try program.wait(for: "a few ticks") { $0.screen.text.contains(/history [2-9]s/) }
    let shown = try #require(shownSeconds(program))
    if signal == SIGHUP { program.hangUp() } else { program.send(signal) }
    _ = try program.waitForEnd(within: .seconds(5))
    let times = try samples(try ringFile(), .host, "ringside_tick_lag_seconds").flatMap(\.seconds)
    let seconds = times.map { $0.truncatingRemainder(dividingBy: 86_400).rounded(.down) }
    #expect(seconds.contains(shown), "\(times) have not \(shown)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(tree.root)/runtime") == [])
  }

  @Test func `without a place history stays in memory, and the status line says so`() throws {
    let program = try ShippedProgram.dashboard(
      try LiveHost(.idle, seed: 6), columns: 160, isKept: true)
    try program.wait(forText: "in memory only")
    program.press("@")
    try program.wait(forText: "no folder for a ring file")
    program.press("q")
    try program.wait(for: "the page to close") { !$0.screen.text.contains("no folder") }
    program.press("q")
    #expect(try program.waitForEnd() == .exit(0))
  }
}
