import Foundation
import Metrics
import Presentation
import TestDashboard
import TestWorld
import Testing

/// Names and arguments that attack whoever shows them, in a tree and in what is copied and written.
@Suite struct HostileProcessTests {
  private func dashboard() throws -> SimulatedDashboard {
    let host = try FakeScene.idle.machine(seed: 9)
    for (index, payload) in HostileText.all.enumerated() {
      var process = FakeProcess(pid: 6000 + index, comm: "")
      process.comm = payload.comm
      process.commandLine = payload.bytes.filter { $0 != 0 } + [0]
      process.userCores = 0.01
      // A chain and a ring of parents among them.
      process.parent = index < 20 ? 5999 + index : 6000 + (index + 1 - 20) % 5 + 20
      host.processes.append(process)
    }
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 5)
    try dashboard.press("3 t")
    return dashboard
  }

  /// Whether text holds nothing but what shows itself, line feeds aside.
  private func isSafe(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar == "\n" || scalar == "\r"
      case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: false
      default: true
      }
    }
  }

  @Test func `a tree and its exports hold no character that acts on anything`() throws {
    let dashboard = try dashboard()
    dashboard.situation.size = (200, 100)
    let screen = dashboard.screen
    let frame = dashboard.frame(columns: 200, rows: 100)
    #expect(isSafe(frame) && !frame.contains("\r"))
    let export = Export(screen, at: dashboard.situation.now)
    let csv = try #require(export.csv)
    let json = try #require(export.json)
    #expect(isSafe(csv) && isSafe(json))
    #expect(!json.contains("\r"))
    let lines = csv.split(separator: "\r\n")
    #expect(lines.count == export.count + 1)
    #expect(lines.count > HostileText.all.count)
    for line in lines { #expect(!line.contains("\n")) }
  }

  @Test func `JSON gives every byte of the arguments back`() throws {
    let dashboard = try dashboard()
    let json = try #require(Export(dashboard.screen, at: dashboard.situation.now).json)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let panes = try #require(object["panes"] as? [[String: Any]])
    let rows = try #require(
      panes.first { $0["pane"] as? String == "processes" }?["rows"] as? [[String: Any]])
    for (index, payload) in HostileText.all.enumerated() {
      let row = try #require(rows.first { $0["pid"] as? Int == 6000 + index })
      let written = payload.bytes.filter { $0 != 0 }.prefix(1024)
      let bytes: [UInt8]
      if let coded = row["command_base64"] as? String {
        bytes = Array(try #require(Data(base64Encoded: coded)))
      } else {
        bytes = Array(try #require(row["command"] as? String).utf8)
      }
      #expect(bytes == Array(written), "\(payload)")
    }
  }
}
