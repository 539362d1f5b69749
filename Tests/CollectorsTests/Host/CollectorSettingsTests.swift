import Metrics
import Testing

@testable import Collectors

struct CollectorSettingsTests {
  @Test(
    arguments: [
      ("--collector.diskstats.device-exclude", true), ("--collector.textfile.directory", true),
      ("--collector.cpu.info", false), ("--no-collector.cpu.info", false),
      ("--collector.interrupts", false), ("--no-collector.arp", false),
      ("--collector.disable-defaults", false), ("--collector.nothing", nil),
      ("--no-collector.diskstats.device-exclude", nil), ("--collector", nil), ("--other", nil),
    ] as [(String, Bool?)])
  func `an option of a collector is known, and whether it has a value`(
    _ option: String, _ takesValue: Bool?
  ) {
    #expect(CollectorSettings.takesValue(option) == takesValue)
  }

  @Test func `what is wrong with an option is said`() {
    var settings = CollectorSettings()
    #expect(
      throws: CollectorSettingError(
        option: "--collector.netdev.device-include",
        reason: "invalid regular expression '(': missing ): (")
    ) { try settings.set("--collector.netdev.device-include", "(") }
    #expect(
      throws: CollectorSettingError(
        option: "--collector.netdev.device-include",
        reason: "excludes '--collector.netdev.device-exclude'; expected one of them")
    ) {
      try settings.set("--collector.netdev.device-exclude", "^lo$")
      try settings.set("--collector.netdev.device-include", "eth")
    }
    let error = #expect(throws: CollectorSettingError.self) {
      try settings.setCollector("cpus", true, option: "--collector")
    }
    #expect(
      error?.description.hasPrefix(
        "option '--collector': unknown collector 'cpus'; expected one of")
        == true)
  }

  @Test func `collectors are switched over what is on by default`() throws {
    var options = HostOptions(instance: nil)
    #expect(options.uses("cpu") && !options.uses("interrupts") && options.uses("bcachefs"))
    try options.settings.set("--collector.interrupts")
    try options.settings.set("--no-collector.cpu")
    #expect(!options.uses("cpu") && options.uses("interrupts") && options.uses("meminfo"))
    try options.settings.set("--collector.disable-defaults")
    #expect(!options.uses("meminfo") && options.uses("interrupts"))
    options.collectors = ["loadavg", "cpu"]
    #expect(options.uses("loadavg") && !options.uses("cpu") && options.uses("interrupts"))
  }

  static let filters: [CollectorRow] = [
    CollectorRow(
      collector: "netdev", options: ["--collector.netdev.device-exclude=^(lo|veth.*)$"],
      files: [
        "proc/net/dev":
          " lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\neth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",
        "sys/class/net/lo/statistics/rx_nohandler": "1\n",
        "sys/class/net/eth0/statistics/rx_nohandler": "2\n",
      ], expected: [#"node_network_receive_bytes_total{device="eth0"}"#: 1]),
    CollectorRow(
      collector: "arp", options: ["--collector.arp.device-include=^eth"],
      files: [
        "proc/net/arp":
          "IP address HW type Flags HW address Mask Device\n10.0.0.1 0x1 0x2 aa * eth0\n10.0.0.2 0x1 0x2 ab * wlan0\n"
      ], expected: [#"node_arp_entries{device="eth0"}"#: 1]),
    CollectorRow(
      collector: "netstat", options: ["--collector.netstat.fields=^Udp_NoPorts$"],
      files: [
        "proc/net/netstat": "TcpExt: ListenDrops\nTcpExt: 1\n",
        "proc/net/snmp": "Udp: InDatagrams NoPorts\nUdp: 5 6\n",
      ], expected: ["node_netstat_Udp_NoPorts": 6]),
    CollectorRow(
      collector: "vmstat", options: ["--collector.vmstat.fields=^nr_free"],
      files: ["proc/vmstat": "nr_free_pages 5\noom_kill 0\n"],
      expected: ["node_vmstat_nr_free_pages": 5]),
    CollectorRow(
      collector: "stat", options: ["--collector.stat.softirq"],
      files: ["proc/stat": "softirq 9 1 2\n"],
      expected: [
        #"node_softirqs_total{vector="hi"}"#: 1, #"node_softirqs_total{vector="timer"}"#: 2,
      ]),
    CollectorRow(
      collector: "cpu",
      options: [
        "--no-collector.cpu.guest", "--collector.cpu.info.flags-include=^aes$",
        "--collector.cpu.info.bugs-include=mds",
      ],
      files: [
        "proc/stat": "cpu0 100 0 0 0 0 0 0 0 7 8\n",
        "proc/cpuinfo":
          "processor\t: 0\nvendor_id\t: V\ncpu MHz\t: 800.5\nphysical id\t: 1\ncore id\t: 2\nflags\t: aes avx\nbugs\t: mds\n",
      ],
      expected: [
        #"node_cpu_info{core="2", cpu="0", package="1", vendor="V"}"#: 1,
        #"node_cpu_frequency_hertz{core="2", cpu="0", package="1"}"#: 800_500_000,
        #"node_cpu_flag_info{flag="aes"}"#: 1, #"node_cpu_bug_info{bug="mds"}"#: 1,
      ].merging(
        ["nice", "system", "idle", "iowait", "irq", "softirq", "steal"].map {
          (#"node_cpu_seconds_total{cpu="0", mode="\#($0)"}"#, 0)
        } + [(#"node_cpu_seconds_total{cpu="0", mode="user"}"#, 1)]
      ) { $1 }),
    CollectorRow(
      collector: "filesystem",
      options: [
        "--collector.filesystem.mount-points-exclude=^/media",
        "--collector.filesystem.fs-types-exclude=^x$",
      ],
      files: [
        "proc/self/mountinfo":
          "29 1 259:0 / ROOT rw - ext4 /dev/a rw\n30 1 259:1 / /media/v rw - ext4 /dev/b rw\n31 1 0:4 / /gone ro - proc proc rw\n32 1 0:5 / /y rw - x x rw\n"
      ],
      expected: [
        #"node_filesystem_device_error{device="proc", device_error="no such file or directory", fstype="proc", mountpoint="/gone"}"#:
          1
      ]),
  ]

  @Test(arguments: filters) func `an option leaves out what it says`(row: CollectorRow) throws {
    let (series, success) = try row.found()
    for (name, value) in row.expected { #expect(series[name] == value, "\(name)") }
    let foreign = series.keys.filter { name in
      row.expected[name] == nil && !name.contains("eth0") && !name.hasPrefix("node_filesystem_")
    }
    #expect(foreign == [])
    #expect(series.keys.contains { $0.contains("media") || $0.contains("\"x\"") } == false)
    #expect(success == 1)
  }
}
