import Collectors
import Testing

@testable import ringside

@Suite struct MetricsCommandTests {
  @Test func `paths and collectors are read in both spellings`() throws {
    let command = try MetricsCommand([
      "--path.procfs", "/a", "--path.sysfs=/b", "--path.rootfs=/c", "--path.udev.data", "/d",
      "--collector", "cpu", "meminfo,stat",
    ])
    #expect(command.paths == HostPaths(procfs: "/a", sysfs: "/b", rootfs: "/c", udevData: "/d"))
    #expect(command.collectors == ["cpu", "meminfo", "stat"])
  }

  @Test(arguments: [
    (["--collector"], "option '--collector' has no value; expected one after it"),
    (["--path.procfs="], "option '--path.procfs' has no value; expected one after it"),
    (["--frobnicate"], "unknown option '--frobnicate'; see 'ringside metrics --help'"),
  ])
  func `a wrong command line says what is wrong`(arguments: [String], message: String) {
    #expect(throws: UsageError(message: message)) { try MetricsCommand(arguments) }
  }

  @Test func `an unknown collector is named together with those that exist`() {
    let error = #expect(throws: UsageError.self) { try MetricsCommand(["--collector", "cpus"]) }
    #expect(error?.message.hasPrefix("unknown collector 'cpus'; expected one of arp, ") == true)
  }

  @Test func `collectors are switched, and know node_exporter's own options`() throws {
    let options = try DashboardCommand([
      "--collector", "interrupts,softirqs", "db-1:9100", "--no-collector=arp",
      "--collector.netdev.device-exclude", "^veth", "--no-collector.cpu.guest",
    ]).options
    #expect(options.sources == ["db-1:9100"])
    #expect(options.collectors.switches == ["interrupts": true, "softirqs": true, "arp": false])
    var expected = CollectorSettings()
    for (option, value) in [
      ("--collector.interrupts", nil), ("--collector.softirqs", nil), ("--no-collector.arp", nil),
      ("--collector.netdev.device-exclude", "^veth"), ("--no-collector.cpu.guest", nil),
    ] as [(String, String?)] {
      try expected.set(option, value)
    }
    #expect(options.collectors == expected)
    let metrics = try MetricsCommand(["--no-collector", "arp", "cpu", "--collector.interrupts"])
    #expect(metrics.settings.switches == ["arp": false, "cpu": false, "interrupts": true])
    #expect(
      try RecordCommand(["a.ring", "--collector=ksmd"]).options.collectors.switches.count == 1)
  }

  @Test(arguments: [
    (
      ["--collector.diskstats.device-exclude=("],
      "option '--collector.diskstats.device-exclude': invalid regular expression '(': missing ): ("
    ),
    (
      ["--collector.textfile.directory"],
      "option '--collector.textfile.directory' has no value; expected one after it"
    ),
    (["--collector.nothing"], "unknown option '--collector.nothing'; see 'ringside --help'"),
  ])
  func `a wrong option of a collector says what is wrong`(arguments: [String], message: String) {
    #expect(throws: UsageError(message: message)) { try DashboardCommand(arguments) }
  }

  @Test func `a word that is no command is a source, and must be an address or a file`() throws {
    #expect(try DashboardCommand(["metric:9100"]).options.sources == ["metric:9100"])
    let options = try DashboardCommand(["-r", "a.yaml", "db-1:9100", "--rules=b.yaml"]).options
    #expect(options.rules == ["a.yaml", "b.yaml"])
    #expect(options.sources == ["db-1:9100"])
    #expect(throws: UsageError(message: "unknown option '--frob'; see 'ringside --help'")) {
      try DashboardCommand(["--frob"])
    }
  }
}
