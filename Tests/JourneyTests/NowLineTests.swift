import Presentation
import TestDashboard
import TestWorld
import Testing

/// The Now line on made-up machines: other devices, CPUs, names and magnitudes with every seed.
@Suite struct NowLineTests {
  /// The sentences after a minute and a half of a scene.
  private func sentences(
    _ scene: FakeScene, seed: UInt64, withDecoys: Bool = false
  ) throws -> (host: FakeHost, lines: [String]) {
    let host = try scene.machine(seed: seed, withDecoys: withDecoys)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 90)
    return (host, dashboard.screen.sentences.map { "\($0.heading) \($0.text.text)" })
  }

  /// Three machines of each kind, one of them with decoys.
  private static let saturated: [(scene: FakeScene, seed: UInt64, withDecoys: Bool)] = [
    (.cpuHog, 11, false), (.cpuHog, 12, false), (.cpuHog, 13, true),
    (.diskWriter, 21, false), (.diskWriter, 22, false), (.diskWriter, 23, true),
  ]

  @Test(arguments: saturated)
  func `what a process saturates is named with the process`(
    scene: FakeScene, seed: UInt64, withDecoys: Bool
  ) throws {
    let (host, lines) = try sentences(scene, seed: seed, withDecoys: withDecoys)
    let resource = scene == .cpuHog ? "cpu" : "disk \(host.disks[0].name)"
    let culprit = try #require(host.culprit)
    #expect(
      lines.first?.hasPrefix("Now \(resource) saturated by a process here: ") == true, "\(lines)")
    #expect(lines.dropFirst().first?.contains("\(culprit.name)[\(culprit.pid)] does ") == true)
    for decoy in ["java", "backup", "prometheus"] {
      #expect(!lines.joined().contains(decoy))
    }
    #expect(lines.count == 2, "\(lines)")
  }

  private static let quiet: [(scene: FakeScene, seed: UInt64)] = FakeScene.allCases
    .filter { $0.saturated == nil }.flatMap { scene in [31, 32, 33].map { (scene, $0) } }

  @Test(arguments: quiet)
  func `a busy machine on which nobody waits is not called saturated`(
    scene: FakeScene, seed: UInt64
  ) throws {
    let (host, lines) = try sentences(scene, seed: seed, withDecoys: seed == 33)
    #expect(lines.first?.hasPrefix("Now nothing is saturated") == true, "\(lines)")
    let text = lines.joined(separator: "\n")
    #expect(!text.contains(" does "), "\(text)")
    #expect(text.contains("of \(host.cpuCount)"), "\(text)")
    #expect(text.contains("PSI is off") == (scene == .pressureOff))
  }
}
