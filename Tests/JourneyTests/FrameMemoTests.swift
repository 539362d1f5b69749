import TestDashboard
import TestWorld
import Testing

/// What frames keep from one another makes them cheaper and never different.
@Suite struct FrameMemoTests {
  @Test(arguments: ["2", "3", "3 o", "3 t", "3 o o o"])
  func `a frame that remembers those before is the frame that remembers nothing`(keys: String)
    throws
  {
    let host = try FakeScene.diskWriter.machine(seed: 3, withDecoys: true)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 20)
    try dashboard.press(keys)
    var differences: [Int] = []
    for second in 0..<15 {
      if second == 5 { host.processes.removeLast() }
      if second == 8 {
        var newcomer = FakeProcess(pid: 7777, comm: "newcomer")
        newcomer.userCores = 0.5
        host.processes.append(newcomer)
      }
      try dashboard.run(seconds: 1)
      // Another unit of CPU makes every cell anew.
      if keys == "3 o", second % 4 == 0 { try dashboard.press("o") }
      dashboard.remembers = true
      let remembered = dashboard.screen
      dashboard.remembers = false
      if dashboard.screen != remembered { differences.append(second) }
    }
    #expect(differences == [], "of 15 seconds")
  }

  @Test func `what has changed is seen in the next frame`() throws {
    let host = try FakeScene.idle.machine(seed: 3)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 20)
    try dashboard.press("3")
    _ = dashboard.screen
    var newcomer = FakeProcess(pid: 7777, comm: "newcomer")
    newcomer.userCores = 0.5
    host.processes.append(newcomer)
    try dashboard.run(seconds: 3)
    #expect(dashboard.frame(columns: 120, rows: 40).contains("newcomer"))
    host.processes.removeLast()
    try dashboard.run(seconds: 3)
    #expect(!dashboard.frame(columns: 120, rows: 40).contains("newcomer"))
  }
}
