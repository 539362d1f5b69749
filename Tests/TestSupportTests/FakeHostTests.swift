import Collectors
import Glibc
import Metrics
import Testing

@testable import TestWorld

/// The made-up machine read back by the real collectors.
@Suite struct FakeHostTests {
  /// The series after some seconds on a machine, and their increase over the last of them.
  private struct Reading {
    var values: [String: Double] = [:]
    var increases: [String: Double] = [:]
    private var names: [UInt32: String] = [:]

    mutating func read(_ batches: [SampleBatch]) {
      let before = values
      values = [:]
      for batch in batches {
        for declaration in batch.declarations {
          names[declaration.slot] = declaration.labels.description
        }
        for (slot, value) in zip(batch.slots, batch.values) { values[names[slot] ?? "?"] = value }
      }
      increases = values.compactMapValues { $0 }
      for (name, value) in values { increases[name] = before[name].map { value - $0 } }
    }

    func increase(_ start: String, where isWanted: (String) -> Bool = { _ in true }) -> Double {
      increases.filter { $0.key.hasPrefix(start) && isWanted($0.key) }.values.reduce(0, +)
    }
  }

  private func reading(_ host: FakeHost, seconds: Int = 4) throws -> Reading {
    let root = host.tree.root
    var options = HostOptions(
      paths: HostPaths(
        procfs: root + "/proc", sysfs: root + "/sys", rootfs: root, udevData: root + "/udev/data"),
      instance: nil)
    options.ticksPerSecond = 100
    options.pageBytes = 4096
    options.mountDeadline = .seconds(30)
    var collector = HostCollector(options)
    var result = Reading()
    for second in 0..<seconds {
      if second > 0 { try host.advance(by: 1) }
      result.read(collector.collect(at: Timestamp(milliseconds: Int64(second) * 1000)))
    }
    #expect(collector.problems.map(\.path) == [])
    return result
  }

  private static let cases = FakeScene.allCases.flatMap { scene in
    [1, 2, 3].map { (scene, UInt64($0)) }
  }

  @Test(arguments: cases)
  func `CPU and processes read back as the rates say`(scene: FakeScene, seed: UInt64) throws {
    let host = try scene.machine(seed: seed, withDecoys: seed == 3)
    let reading = try reading(host)
    let busy = reading.increase("node_cpu_seconds_total") {
      !$0.contains("\"idle\"") && !$0.contains("\"iowait\"")
    }
    #expect(abs(busy - host.busyCores) < 0.06 * Double(host.cpuCount))
    let all = reading.increase("node_cpu_seconds_total")
    #expect(abs(all - Double(host.cpuCount)) < 0.06 * Double(host.cpuCount))
    for process in host.processes {
      let pid = "pid=\"\(process.pid)\""
      let cores = reading.increase("process_cpu_time_seconds_total") { $0.contains(pid) }
      #expect(abs(cores - process.cores) < 0.021, "\(process.name)")
      let written = reading.increase("process_disk_io_bytes_total") {
        $0.contains(pid) && $0.contains("\"write\"")
      }
      #expect(abs(written - process.writeRate) < 2, "\(process.name)")
    }
  }

  @Test(arguments: cases)
  func `disks and pressure read back as the rates say`(scene: FakeScene, seed: UInt64) throws {
    let host = try scene.machine(seed: seed)
    let reading = try reading(host)
    for disk in host.disks {
      let name = "{device=\"\(disk.name)\"}"
      let written = reading.increase("node_disk_written_bytes_total\(name)")
      #expect(abs(written - disk.writeRate) < 1024)
      let utilisation = reading.increase("node_disk_io_time_seconds_total\(name)")
      #expect(abs(utilisation - disk.utilisation) < 0.002)
    }
    for resource in ["cpu", "io", "memory"] {
      let waiting = reading.increases["node_pressure_\(resource)_waiting_seconds_total"]
      let some = host.pressure?.first { $0.resource == resource }?.some
      #expect(waiting.map { ($0 * 1000).rounded() } == some.map { ($0 * 1000).rounded() })
    }
  }

  @Test func `memory, load and the network read back`() throws {
    let host = try FakeScene.idle.machine(seed: 7)
    let reading = try reading(host)
    #expect(reading.values["node_memory_MemTotal_bytes"] == Double(host.memoryBytes))
    #expect(reading.values["node_memory_MemAvailable_bytes"] == Double(host.availableBytes))
    #expect(reading.values["node_load1"] == host.load[0])
    #expect(reading.values["node_boot_time_seconds"] == Double(host.bootTime))
    let name = "node_network_receive_bytes_total{device=\"\(host.interface)\"}"
    #expect(reading.increases[name] == host.receiveRate)
    #expect(reading.values.keys.contains { $0.hasPrefix("node_filesystem_size_bytes") })
  }

  @Test func `a saturated machine has a culprit, and decoys beat it at everything but now`() throws
  {
    for seed in 1...5 as ClosedRange<UInt64> {
      for scene in FakeScene.allCases where scene.saturated != nil {
        let host = try scene.machine(seed: seed, withDecoys: true)
        let culprit = try #require(host.culprit)
        let others = host.processes.filter { $0.pid != culprit.pid }
        #expect(others.contains { $0.residentBytes > culprit.residentBytes * 10 })
        #expect(others.contains { $0.readRate > culprit.readRate })
        #expect(others.contains { $0.userSeconds > culprit.userSeconds + 1000 })
        #expect(others.allSatisfy { $0.cores < culprit.cores })
        #expect(others.allSatisfy { $0.writeRate <= culprit.writeRate })
      }
    }
  }

  @Test func `a seed makes the same machine again, another seed another`() throws {
    let describe = { (seed: UInt64) throws -> [String] in
      let host = try FakeScene.diskWriter.machine(seed: seed)
      return host.changingFiles.map(\.text) + host.processes.map(\.name)
    }
    #expect(try describe(1) == describe(1))
    #expect(try describe(1) != describe(2))
  }

  @Test func `a process that is taken away is gone from the tree`() throws {
    let host = try FakeScene.idle.machine(seed: 1)
    let gone = try #require(host.processes.last)
    host.processes.removeLast()
    try host.advance(by: 1)
    #expect(access("\(host.tree.root)/proc/\(gone.pid)", F_OK) != 0)
    #expect(access("\(host.tree.root)/proc/1/stat", F_OK) == 0)
  }

  @Test func `the folder goes with the machine`() throws {
    var host: FakeHost? = try FakeScene.idle.machine(seed: 1)
    let root = try #require(host?.tree.root)
    #expect(access(root, F_OK) == 0)
    host = nil
    #expect(access(root, F_OK) != 0)
  }
}
