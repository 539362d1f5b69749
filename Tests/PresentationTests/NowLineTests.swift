import Metrics
import Testing

@testable import Presentation

/// The Now line over machines made from a seed: other devices, core counts, names and magnitudes each time.
@Suite struct NowLineTests {
  struct Made: CustomTestStringConvertible, Sendable {
    var kind: String
    var seed: UInt64
    var testDescription: String { "\(kind), seed \(seed)" }
  }

  static func made(_ kinds: [String], seeds: ClosedRange<UInt64>) -> [Made] {
    kinds.flatMap { kind in seeds.map { Made(kind: kind, seed: $0) } }
  }

  private static let names = ["ffmpeg", "java", "rsync", "postgres", "clickhouse", "kvm", "node"]
  private static let devices = ["sda", "nvme0n1", "vdb", "xvdf", "mmcblk0"]

  /// A machine of some size on which small things go on.
  private static func machine(_ random: inout SplitMix) -> (Machine, hot: Machine.Process) {
    var machine = Machine()
    machine.cores = [1, 2, 4, 8, 16, 64][Int(random.next() % 6)]
    machine.disks = [
      Machine.Disk(device: devices[Int(random.next() % 5)]), Machine.Disk(device: "sdz"),
    ]
    machine.modes = [
      "user": 0.05 * Double(machine.cores), "system": 0.02 * Double(machine.cores),
    ]
    machine.running = 1 + random.unit()
    machine.processes = (0..<8).map { index in
      Machine.Process(
        pid: 300 + index, comm: "daemon-\(index)", cores: 0.001 * random.unit(),
        residentBytes: 1e6 + 1e8 * random.unit(), writtenBytes: 2e4 * random.unit())
    }
    let hot = Machine.Process(
      pid: 4000 + Int(random.next() % 20_000), comm: names[Int(random.next() % 7)])
    return (machine, hot)
  }

  /// What would be named by the wrong measure: most memory, most reads, most CPU since boot.
  private static let decoys = [
    Machine.Process(pid: 77, comm: "large", residentBytes: 9e9),
    Machine.Process(pid: 78, comm: "reader", readBytes: 9e7),
    Machine.Process(pid: 79, comm: "old", cores: 0.01, earlierCPU: 9e6),
  ]

  private func sentences(_ machine: Machine) throws -> [String] {
    try machine.screen(Session(window: .seconds(60))).sentences.map(\.text.text)
  }

  @Test(arguments: made(["with pressure", "PSI off", "with decoys"], seeds: 1...3))
  func `a process that takes the processors is named`(made: Made) throws {
    var random = SplitMix(made.seed)
    var (machine, hog) = Self.machine(&random)
    machine.run(seconds: 30)
    let cores = Double(machine.cores)
    hog.cores = cores * (0.75 + 0.15 * random.unit())
    machine.processes.append(hog)
    machine.modes = ["user": hog.cores + 0.08 * cores, "system": 0.015 * cores]
    machine.running = 2 + cores * (1.5 + random.unit())
    machine.pressure = made.kind == "PSI off" ? nil : (0.3 + 0.5 * random.unit(), 0, 0.01)
    if made.kind == "with decoys" { machine.processes += Self.decoys }
    machine.run(seconds: 40)
    let lines = try sentences(machine)
    #expect(lines.first?.hasPrefix("cpu saturated by a process here: ") == true, "\(lines)")
    #expect(lines.first?.contains(" of \(machine.cores) cores busy") == true, "\(lines)")
    #expect(lines.dropFirst().first?.hasPrefix("\(hog.comm)[\(hog.pid)] does ") == true, "\(lines)")
    #expect(lines.dropFirst().first?.contains("of the CPU time") == true, "\(lines)")
  }

  @Test func `the line says since when`() throws {
    var random = SplitMix(7)
    var (machine, hog) = Self.machine(&random)
    machine.run(seconds: 60)
    hog.cores = Double(machine.cores) * 0.9
    machine.processes.append(hog)
    machine.modes = ["user": 0.98 * Double(machine.cores)]
    machine.pressure = (0.6, 0, 0)
    machine.run(seconds: 90)
    let began = Machine.start + .seconds(61)
    let line = try #require(try sentences(machine).first)
    let since = try #require(line.split(separator: "since ").last)
    let clock = LocalTime(began, in: .utc)
    #expect(since.hasPrefix(clock.time) || since.hasPrefix("10:"), "\(line)")
    #expect(since.contains("(1m2") || since.contains("(1m1"), "\(line)")
  }

  @Test(arguments: made(["with pressure", "PSI off", "with decoys"], seeds: 11...13))
  func `a process that fills a disk's queue is named with the device`(made: Made) throws {
    var random = SplitMix(made.seed)
    var (machine, writer) = Self.machine(&random)
    let device = machine.disks[0].device
    machine.run(seconds: 30)
    let bytes = 5e6 + 4e8 * random.unit()
    writer.writtenBytes = bytes
    machine.processes.append(writer)
    let queue = 2 + 60 * random.unit()
    machine.disks[0].busy = 0.97
    machine.disks[0].queue = queue
    machine.disks[0].writes = 300
    machine.disks[0].writeTime = queue * 0.98
    machine.disks[0].readTime = queue * 0.02
    machine.disks[0].writtenBytes = bytes
    machine.disks[0].readBytes = 1.5e8
    machine.blocked = 1 + Double(random.next() % 9)
    machine.pressure = made.kind == "PSI off" ? nil : (0.02, 0, 0.3 + 0.6 * random.unit())
    if made.kind == "with decoys" { machine.processes += Self.decoys }
    machine.run(seconds: 40)
    let lines = try sentences(machine)
    #expect(
      lines.first?.hasPrefix("disk \(device) saturated by a process here: queue ") == true,
      "\(lines)")
    #expect(lines.first?.contains("await ") == true, "\(lines)")
    #expect(
      lines.dropFirst().first?.hasPrefix("\(writer.comm)[\(writer.pid)] does ") == true, "\(lines)")
    #expect(lines.dropFirst().first?.contains("of the writes") == true, "\(lines)")
  }

  @Test(
    arguments: made(
      ["idle", "busy build", "writeback", "nice hog", "hot core", "PSI off"], seeds: 21...22))
  func `what is merely busy is not called saturated`(made: Made) throws {
    var random = SplitMix(made.seed)
    var (machine, worker) = Self.machine(&random)
    machine.run(seconds: 30)
    switch made.kind {
    case "busy build":
      let cores = Double(machine.cores)
      machine.modes = ["user": 0.5 * cores, "system": 0.1 * cores]
      machine.running = 1 + 0.7 * cores
      machine.pressure = (0.08, 0, 0.03)
      machine.processes += (0..<20).map {
        Machine.Process(pid: 9000 + $0, comm: "cc1plus", cores: 0.03 * cores)
      }
    case "writeback":
      machine.disks[0].busy = 1
      machine.disks[0].queue = 40
      machine.disks[0].writes = 400
      machine.disks[0].writeTime = 40
      machine.disks[0].writtenBytes = 3e8
      machine.pressure = (0.01, 0, 0.04)
    case "nice hog":
      worker.cores = 0.95 * Double(machine.cores)
      machine.processes.append(worker)
      machine.modes["nice"] = worker.cores - 0.08 * Double(machine.cores)
      machine.running = 2 + 2 * Double(machine.cores)
      machine.pressure = (0.5, 0, 0)
    case "hot core":
      machine = Machine()
      machine.cores = 16
      machine.run(seconds: 30)
      worker.cores = 1
      machine.processes.append(worker)
      machine.modes = ["user": 1.3, "system": 0.2]
      machine.running = 3
    case "PSI off": machine.pressure = nil
    default: break
    }
    machine.run(seconds: 40)
    let lines = try sentences(machine)
    #expect(lines.first?.hasPrefix("nothing is saturated ") == true, "\(lines)")
    #expect(lines.joined().contains("cpu "), "\(lines)")
    #expect(
      lines.joined().contains("memory 62 % available") || lines.joined().contains("memory 63 %"),
      "\(lines)")
    #expect(
      lines.joined().contains("disk \(machine.disks[0].device) ") || made.kind == "idle"
        || made.kind == "PSI off" || made.kind == "busy build" || made.kind == "nice hog",
      "\(lines)")
    if made.kind == "PSI off" {
      #expect(lines.joined().contains("PSI is off"), "\(lines)")
    }
  }

  @Test func `memory is saturated by who grows, not by who is large`() throws {
    var random = SplitMix(31)
    var (machine, eater) = Self.machine(&random)
    machine.processes += Self.decoys
    eater.growthPerSecond = 3e7
    machine.processes.append(eater)
    machine.pressure = (0.02, 0.4, 0.1)
    machine.memoryAvailable = 2e8
    machine.run(seconds: 90)
    let lines = try sentences(machine)
    #expect(
      lines.first?.hasPrefix("memory saturated by a process here: tasks wait 40 % of the time")
        == true, "\(lines)")
    #expect(
      lines.dropFirst().first?.hasPrefix("\(eater.comm)[\(eater.pid)] does 100 % of the growth")
        == true, "\(lines)")
  }

  @Test func `two ticks are enough to judge, none are not`() throws {
    var machine = Machine()
    machine.run(seconds: 1)
    #expect(try sentences(machine) == ["the first rates come with the next tick"])
    machine.run(seconds: 1)
    #expect(try sentences(machine).first?.hasPrefix("nothing is saturated ") == true)
  }
}
