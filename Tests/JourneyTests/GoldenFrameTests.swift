import TerminalUI
import TestDashboard
import TestWorld
import Testing

/// Frames of made-up machines as a person sees them, each with facts that are computed from the machine's rates.
@Suite struct GoldenFrameTests {
  private static let sizes: [(columns: Int, rows: Int, glyphs: GlyphSet)] = [
    (80, 24, .braille), (120, 40, .braille), (200, 50, .braille), (80, 24, .ascii),
  ]

  @Test(arguments: sizes)
  func `a disk that a process saturates`(columns: Int, rows: Int, glyphs: GlyphSet) throws {
    let host = try FakeScene.diskWriter.machine(seed: 21, withDecoys: true)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 120)
    let frame = dashboard.frame(columns: columns, rows: rows, glyphs: glyphs)
    let name = "disk-writer-\(columns)x\(rows)" + (glyphs == .ascii ? "-ascii" : "")
    try Golden(name).check(frame, facts: machine(host) + saturation(host))
  }

  @Test func `a quiet machine`() throws {
    let host = try FakeScene.idle.machine(seed: 5)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 120)
    let quiet = Golden.Fact("saturated", "nothing is saturated")
    try Golden("quiet-120x40").check(
      dashboard.frame(columns: 120, rows: 40), facts: machine(host) + [quiet])
  }

  @Test func `the processes of a machine whose CPUs one of them takes`() throws {
    let host = try FakeScene.cpuHog.machine(seed: 11, withDecoys: true)
    let dashboard = SimulatedDashboard(host)
    try dashboard.run(seconds: 120)
    try dashboard.press("3")
    let facts = host.busiest.prefix(5).map { process in
      Golden.Fact("CPU of \(process.name)[\(process.pid)]", decimal(process.cores, 2))
    }
    try Golden("processes-120x40").check(
      dashboard.frame(columns: 120, rows: 40), facts: Array(machine(host).prefix(5)) + facts)
  }

  /// What the first lines and the charts say of any machine; the rates are those of the last tick.
  private func machine(_ host: FakeHost) -> [Golden.Fact] {
    [
      Golden.Fact("host", "web-3"),
      Golden.Fact("up, days", "up \(Int(host.uptime / 86_400))d"),
      Golden.Fact("CPUs", "\(host.cpuCount) cores"),
      Golden.Fact("memory, 2^30 bytes", "\(host.memoryBytes >> 30) GiB"),
      Golden.Fact("load", "load \(decimal(host.load[0], 1))"),
      Golden.Fact("CPU busy now, cores", "now \(decimal(host.busyCores, 1))"),
    ]
  }

  private func saturation(_ host: FakeHost) -> [Golden.Fact] {
    let disk = host.disks[0]
    guard let culprit = host.culprit else { return [] }
    let share = culprit.writeRate / host.processes.map(\.writeRate).reduce(0, +)
    return [
      Golden.Fact("saturated", "disk \(disk.name) saturated by a process here"),
      Golden.Fact("queue", "queue \(decimal(disk.queue, 0))"),
      Golden.Fact("await, seconds x 1000", "await \(decimal(disk.awaitSeconds * 1000, 0)) ms"),
      Golden.Fact(
        "who, and its share of the writes",
        "\(culprit.name)[\(culprit.pid)] does \(decimal(share * 100, 0)) % of the writes"),
      Golden.Fact(
        "its writes, 2^20 bytes a second", "\(decimal(culprit.writeRate / 1_048_576, 0)) MiB/s"),
      Golden.Fact("its CPU, cores", decimal(culprit.cores, 2)),
    ]
  }

  /// A number with so many decimals, made here and not by what is tested.
  private func decimal(_ value: Double, _ places: Int) -> String {
    let scale = [1, 10, 100][places]
    let whole = Int((value * Double(scale)).rounded())
    guard places > 0 else { return String(whole) }
    let rest = String(whole % scale)
    return "\(whole / scale)." + String(repeating: "0", count: places - rest.utf8.count) + rest
  }
}
