import Foundation
import TestWorld
import Testing

/// `ringside alerts` and `ringside status` as a script sees them.
@Suite(ShippedProgram.isNamed) struct AlertsCommandTests {
  /// Ten minutes of `x` every five seconds, 9 in the second half.
  private static let history: String = {
    let samples = (0..<120).map {
      "x{instance=\"a\"} \($0 >= 60 ? 9 : 1) \(1_700_000_000 + $0 * 5)"
    }
    return "# TYPE x gauge\n" + samples.joined(separator: "\n") + "\n# EOF\n"
  }()

  @Test(arguments: [
    ("x > 5", "30s", 1, "firing"), ("x > 5", "10m", 4, "unknown"), ("x > 50", "30s", 0, "0 firing"),
    ("rate(x[1h]) > 50", "0s", 4, "1h window"), ("y > 5", "0s", 4, "none of its selectors"),
  ])
  func `a recording is judged at once`(
    condition: String, hold: String, status: Int32, expected: String
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (rules, history) = (folder.appending(path: "r.yaml"), folder.appending(path: "h.om"))
    try Data(
      "groups: [{name: g, rules: [{alert: A, expr: '\(condition)', for: \(hold)}]}]\n".utf8
    ).write(to: rules)
    try Data(Self.history.utf8).write(to: history)
    let run = try ShippedProgram.run(["alerts", "--rules", rules.path, "--source", history.path])
    #expect(run.status == status, "\(run)")
    #expect(run.output.contains(expected), "\(run)")
  }

  @Test func `what is live needs to be told for how long`() throws {
    #expect(try ShippedProgram.run(["alerts"]).status == 2)
  }

  @Test func `the host is one line`() throws {
    let host = try LiveHost(.idle, seed: 6)
    let run = try ShippedProgram.run(["status"] + host.arguments)
    let words = run.output.split(whereSeparator: \.isWhitespace)
    #expect(run.output.hasSuffix("\n") && words.count >= 7, "\(run)")
    #expect(
      words.suffix(6).enumerated().filter { $0.offset % 2 == 0 }.map(\.element) == [
        "cpu", "mem", "io",
      ])
    #expect(run.status == 0, "\(run)")
  }
}
