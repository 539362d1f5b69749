import Foundation
import Metrics
import Rules
import Testing

@testable import ringside

@Suite struct TripwireFileTests {
  static let moment = Timestamp(milliseconds: 1_795_489_461_000)

  /// A folder of its own for one test.
  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.allSatisfy { !$0.contains(".ringside-") }, "\(left)")
  }

  private func wires() throws -> [(name: ByteString, tripwire: Tripwire)] {
    [("Tripwire1", try Tripwire("x > 5", interval: .seconds(1)))]
  }

  private func text(_ outcome: TripwireFile.Outcome) -> String {
    switch outcome {
    case .success(let done): done
    case .failure(let problem): problem.message
    }
  }

  @Test func `a new file is written, and the next group is appended`() throws {
    try inFolder { folder in
      let path = folder.appending(path: "wires.yaml").path
      let more = ("Tripwire1" as ByteString, try Tripwire("y > 5", interval: .seconds(5)))
      let said = [
        text(TripwireFile.append(try wires(), to: path, at: Self.moment)),
        text(TripwireFile.append(try wires(), to: path, at: Self.moment)),
        text(TripwireFile.append(try wires() + [more], to: path, at: Self.moment)),
      ]
      #expect(
        said == [
          "1 tripwire written to the new file \(path)",
          "\(path) has every tripwire already; nothing was written",
          "1 tripwire appended to \(path)",
        ])
      let whole = try String(contentsOfFile: path, encoding: .utf8)
      let (file, problems) = RuleFile.read(Array(whole.utf8), name: path)
      #expect(problems.isEmpty, "\(whole)")
      #expect(
        file.groups.map(\.name) == [
          "tripwires of 2026-11-24 03:04:21Z", "tripwires of 2026-11-24 03:04:21Z, 2",
        ])
      #expect(file.groups.map { $0.rules.map(\.name) } == [["Tripwire1"], ["Tripwire2"]])
      #expect(file.groups.map(\.interval) == [.seconds(1), .seconds(5)])
    }
  }

  @Test(arguments: [
    (
      "groups: []\n",
      "exists and was not begun by ':tripwire write'; expected a new name, nothing was written"
    ),
    ("", "exists and was not begun by ':tripwire write'; expected a new name, nothing was written"),
    (TripwireText.heading + "\ngroups: []\n", ""),
    (TripwireText.heading + "\ngroups:\n- name: a\n  rules: []\nother: 1\n", ""),
    (TripwireText.heading + "\ngroups:\n  - name: a\n    rules: []\n", ""),
    (TripwireText.heading + "\ngroups:\n- name: a\n", "1 tripwire appended to"),
  ])
  func `what somebody wrote stays as it is`(content: String, message: String) throws {
    try inFolder { folder in
      let path = folder.appending(path: "rules.yaml").path
      try Data(content.utf8).write(to: URL(filePath: path))
      let said = text(TripwireFile.append(try wires(), to: path, at: Self.moment))
      #expect(message.isEmpty || said.contains(message), "\(said)")
      let after = try String(contentsOfFile: path, encoding: .utf8)
      #expect(after.hasPrefix(content))
      if !said.hasPrefix("1 tripwire appended") {
        #expect(after == content)
        #expect(said.hasSuffix("nothing was written"))
      }
    }
  }

  @Test func `a link, a folder, a full path and no tripwire are refused`() throws {
    try inFolder { folder in
      let target = folder.appending(path: "target")
      try Data("secret".utf8).write(to: target)
      let link = folder.appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
      for path in [link.path, folder.path, folder.appending(path: "none/wires.yaml").path] {
        let said = text(TripwireFile.append(try wires(), to: path, at: Self.moment))
        #expect(said.hasPrefix(path) && said.hasSuffix("nothing was written"), "\(said)")
      }
      #expect(try String(contentsOf: target, encoding: .utf8) == "secret")
      #expect(
        text(TripwireFile.append([], to: folder.path + "/x", at: Self.moment))
          == "no tripwire is set; nothing was written")
    }
  }
}
