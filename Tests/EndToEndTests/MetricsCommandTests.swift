import TestWorld
import Testing

/// `ringside metrics` on a made-up machine: the page says what the machine is.
@Suite(ShippedProgram.isNamed) struct MetricsCommandTests {
  private func page(_ host: FakeHost, _ more: String...) throws -> [String: Double] {
    let run = try ShippedProgram.run(["metrics"] + host.arguments + more)
    #expect(run.status == 0)
    #expect(run.diagnosis == "")
    var values: [String: Double] = [:]
    for line in run.output.split(separator: "\n") where !line.hasPrefix("#") {
      let blank = try #require(line.lastIndex(of: " "))
      values[String(line[..<blank])] = Double(line[line.index(after: blank)...])
    }
    return values
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the page says what the machine is`(seed: UInt64) throws {
    let host = try FakeScene.diskWriter.machine(seed: seed)
    try host.advance(by: 10)
    let values = try page(host)
    #expect(values["node_memory_MemTotal_bytes"] == Double(host.memoryBytes))
    #expect(values["node_memory_MemAvailable_bytes"] == Double(host.availableBytes))
    #expect(values["node_boot_time_seconds"] == Double(host.bootTime))
    #expect(values["node_load1"] == host.load[0])
    let cpus = values.keys.filter { $0.hasPrefix("node_cpu_seconds_total") && $0.contains("idle") }
    #expect(cpus.count == host.cpuCount)
    let disk = host.disks[0]
    let written = try #require(values["node_disk_written_bytes_total{device=\"\(disk.name)\"}"])
    #expect(abs(written - (3e5 * 1e5 + disk.writeRate * 10)) < 1024)
    #expect(values["node_pressure_io_waiting_seconds_total"] != nil)
  }

  @Test func `a kernel without pressure has no such series, and no zero`() throws {
    let values = try page(try FakeScene.pressureOff.machine(seed: 1))
    #expect(values.keys.filter { $0.hasPrefix("node_pressure") } == [])
    #expect(values["node_load1"] != nil)
  }

  @Test func `only the collectors that were named are there`() throws {
    let host = try FakeScene.idle.machine(seed: 1)
    #expect(
      try page(host, "--collector", "loadavg") == [
        "node_load1": host.load[0], "node_load5": host.load[1], "node_load15": host.load[2],
      ])
  }

  @Test(arguments: HostileText.all)
  func `a hostile mount point stays one label on one line`(payload: HostileText) throws {
    let host = try FakeScene.idle.machine(seed: 1)
    host.mountPoints.append(Array("/mnt/".utf8) + payload.bytes.filter { $0 != 0 }.prefix(200))
    try host.write()
    let run = try ShippedProgram.run(["metrics"] + host.arguments + ["--collector", "filesystem"])
    #expect(run.status == 0)
    for line in run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      #expect(line.hasPrefix("# ") || line.hasPrefix("node_filesystem_"), "\(line)")
    }
  }

  @Test func `a tree that is no process file system is status 3`() throws {
    let run = try ShippedProgram.run([
      "metrics", "--path.procfs", "/nonexistent", "--collector", "meminfo",
    ])
    #expect(run.status == 3)
    #expect(run.output == "")
  }
}
