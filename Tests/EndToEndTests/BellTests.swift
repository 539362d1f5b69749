import Foundation
import TestTerminal
import TestWorld
import Testing

/// From a busy loop to the bell and from the bell to its cause.
@Suite(ShippedProgram.isNamed) struct BellTests {
  @Test func `a rule fires once, rings once, and its card names the process that does it`() throws {
    let rules = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: rules) }
    let text = """
      groups:
        - name: test
          rules:
            - alert: BusyLoop
              expr: sum by (instance) (rate(node_cpu_seconds_total{mode="user"}[10s])) > 0.5
              for: 5s
              labels: {severity: critical}
      """
    try Data(text.utf8).write(to: rules)
    let host = try LiveHost(.idle, seed: 6, withDecoys: true) { host in
      // More that do a little than a card has rows: who does nothing now has no place on it.
      for pid in 2000..<2050 {
        var process = FakeProcess(pid: pid, comm: "worker")
        process.userCores = 0.004
        host.processes.append(process)
      }
      for index in host.processes.indices where host.processes[index].name == "prometheus" {
        host.processes[index].userCores = 0
      }
    }
    let program = try ShippedProgram.dashboard(host, ["--rules", rules.path])
    try program.waitForFirstFrame()
    let busy: Int = host.with { host in
      var loop = FakeProcess(pid: 5150, comm: "busyloop")
      loop.userCores = 0.97
      host.processes.append(loop)
      return loop.pid
    }
    try program.wait(for: "the rule to be pending", within: .seconds(30)) {
      $0.screen.text.contains("pending")
    }
    #expect(program.screen.bells == 0)
    try program.wait(for: "the bell", within: .seconds(30)) { $0.screen.bells > 0 }
    try program.wait(forText: "firing")
    program.press("!")
    try program.wait(forText: "Processes when it fired")
    try program.wait(forText: "busyloop")
    let card = program.screen.lines
    let title = try #require(card.firstIndex { $0.contains("Processes when it fired") })
    #expect(card[(title + 1)...].first { $0.contains("busyloop") }?.contains("\(busy) ") == true)
    #expect(!card.joined().contains("prometheus"), "\(program.screen.text)")
    #expect(card.joined().contains("0.5"), "no threshold: \(program.screen.text)")
    program.read(for: .seconds(45))
    #expect(program.screen.bells == 1)
    #expect(program.escapes.offence == nil)
  }
}
