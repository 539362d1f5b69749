import Testing

/// Files that are broken or not there: a gap, and a collector that says so.
struct BrokenFileTests {
  static let rows: [CollectorRow] = [
    CollectorRow(
      collector: "interrupts", files: ["proc/interrupts": "nothing\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "softirqs", files: ["proc/softirqs": "no CPUs\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "buddyinfo", files: ["proc/buddyinfo": "Node 0, zone DMA x\n"], expected: [:],
      success: 0),
    CollectorRow(
      collector: "slabinfo", files: ["proc/slabinfo": "slabinfo - version: 1.1\nx 1 2 3 4 5\n"],
      expected: [:], success: 0),
    CollectorRow(
      collector: "cgroups", files: ["proc/cgroups": "cpu\t3\tx\t1\n"], expected: [:], success: 0),
    CollectorRow(collector: "zoneinfo", files: ["proc/zoneinfo": "\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "xfrm", files: ["proc/net/xfrm_stat": "XfrmInError\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "lnstat", files: ["proc/net/stat/arp_cache": "entries allocs\n14\n"],
      expected: [:], success: 0),
    CollectorRow(
      collector: "tcpstat", files: ["proc/net/tcp": "sl\n 0: a b 0A 0\n"], expected: [:],
      success: 0),
    CollectorRow(
      collector: "sysctl", options: ["--collector.sysctl.include=../../etc.passwd"], files: [:],
      expected: [:], success: 0),
    CollectorRow(
      collector: "sysctl", options: ["--collector.sysctl.include=fs.x:a,b"],
      files: ["proc/sys/fs/x": "1 2 3\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "mountstats",
      files: [
        "proc/self/mountstats":
          "device a mounted on /a with fstype nfs statvers=1.1\n\tbytes:\t1 2\n"
      ], expected: [:], success: 0),
    CollectorRow(
      collector: "ipvs",
      files: [
        "proc/net/ip_vs_stats": "a\nb\n1 2 3 4\n\n", "proc/net/ip_vs": "TCP  C0A80016:0CEA wlc\n",
      ], expected: [:], success: 0),
    CollectorRow(
      collector: "swap", files: ["proc/swaps": "Filename Type\n/dev/x partition 8\n"],
      expected: [:], success: 0),
    CollectorRow(
      collector: "mdadm", files: ["proc/mdstat": "md0 : active raid1 sda1[0]\n      x blocks\n"],
      expected: [:], success: 0),
    CollectorRow(
      collector: "meminfo", files: ["proc/meminfo": "no numbers\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "vmstat", files: ["proc/vmstat": "pgfault\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "cpu", files: ["proc/stat": "intr 5\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "pressure", files: ["proc/pressure/cpu": "some avg10=0.00\n"], expected: [:],
      success: 0),
    CollectorRow(
      collector: "loadavg", files: ["proc/loadavg": "1 x 2\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "filefd", files: ["proc/sys/fs/file-nr": "1 2\n"], expected: [:], success: 0),
    CollectorRow(
      collector: "entropy", files: ["proc/sys/kernel/random/entropy_avail": "many\n"],
      expected: [:], success: 0),
    CollectorRow(
      collector: "netstat",
      files: ["proc/net/netstat": "TcpExt: A B\nTcpExt: 1\n", "proc/net/snmp": "Ip: X\n"],
      expected: [:], success: 0),
    CollectorRow(
      collector: "schedstat", files: ["proc/schedstat": "cpu0 1 2 3\n"], expected: [:],
      success: 0),
    CollectorRow(
      collector: "softnet", files: ["proc/net/softnet_stat": "0001 0002\n"], expected: [:],
      success: 0),
    CollectorRow(
      collector: "udp_queues", files: ["proc/net/udp": "sl\n 0: a b 07 x:y\n"], expected: [:],
      success: 0),
  ]

  @Test(arguments: rows)
  func `a table that is broken is a gap and no zero`(row: CollectorRow) throws {
    let (series, success) = try row.found()
    #expect(series == row.expected)
    #expect(success == row.success)
  }

  @Test(arguments: [
    "arp", "bcachefs", "bonding", "buddyinfo", "cgroups", "conntrack", "cpu", "cpu_vulnerabilities",
    "diskstats", "dmi", "dmmultipath", "drbd", "entropy", "fibrechannel", "filefd", "filesystem",
    "hwmon", "infiniband", "interrupts", "ipvs", "kernel_hung", "ksmd", "lnstat", "loadavg",
    "mdadm", "meminfo", "meminfo_numa", "mountstats", "netclass", "netdev", "netstat", "nfs",
    "nfsd", "nvme", "os", "pcidevice", "powersupplyclass", "pressure", "processes", "rapl",
    "schedstat", "slabinfo", "softirqs", "softnet", "stat", "swap", "tapestats", "tcpstat",
    "udp_queues", "vmstat", "watchdog", "xfrm", "zfs", "zoneinfo",
  ])
  func `what is not there is no series, and the collector says so`(collector: String) throws {
    let row = CollectorRow(collector: collector, files: [:], expected: [:])
    let (series, success) = try row.found()
    #expect(series == [:])
    #expect(success == 0)
  }

  @Test(arguments: ["bcache", "btrfs", "drm", "edac", "sysctl", "thermal_zone", "xfs"])
  func `no such hardware is no failure where node_exporter has none`(collector: String) throws {
    let row = CollectorRow(collector: collector, files: [:], expected: [:])
    let (series, success) = try row.found()
    #expect(series == [:])
    #expect(success == 1)
  }
}
