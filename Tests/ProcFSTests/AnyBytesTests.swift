import ProcFS
import Testing

/// Every parser, with its own kind of input that was damaged: whatever it says, it says something.
struct AnyBytesTests {
  /// Numbers from a seed, the same in every run.
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
  }

  /// Texts that are hard on parsers of numbers and fields.
  private static let insertions = [
    "18446744073709551616", "-9223372036854775808", "-", "0x", "\u{0}", ":", "::", " ", "\n",
    "\n\n",
    "1e999", "nan", "/", ",", "(", ")", "[", "%", ".", "K", "\t", "é", "99999999999999999999999",
  ].map { Array($0.utf8) }

  /// The bytes with a few changes: bytes flipped, parts cut out, texts put in, the end cut off.
  static func damaged(_ bytes: [UInt8], _ random: inout Generator) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let at = Int.random(in: 0...result.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: if at < result.count { result[at] = UInt8.random(in: 0...255, using: &random) }
      case 1:
        result.removeSubrange(at..<min(result.count, at + Int.random(in: 1...8, using: &random)))
      case 2: result.insert(contentsOf: insertions.randomElement(using: &random) ?? [], at: at)
      default: result.removeSubrange(at...)
      }
    }
    return result
  }

  private static func spanned<Reading>(
    _ parse: @escaping @Sendable (Span<UInt8>) -> Reading
  ) -> @Sendable ([UInt8]) -> Void {
    { bytes in _ = parse(bytes.span) }
  }

  static let parsers: [(name: String, input: String, parse: @Sendable ([UInt8]) -> Void)] = [
    (
      "SystemdUnit.read",
      "Id=a.service\nExecMainCode=1\nStateChangeTimestamp=Wed 2026-11-25 14:47:49 UTC\n\nId=b\n",
      spanned { SystemdUnit.read($0) }
    ),
    ("BcachefsFiles.table", "head\nlz4: 48.9G 71.2G 62.5k\n", { _ = BcachefsFiles.table($0) }),
    ("BcachefsFiles.errors", "bset_bad_csum 2 1767112063\n", { _ = BcachefsFiles.errors($0) }),
    (
      "BcachefsFiles.sinceCreation", "since mount: 3\nsince filesystem creation:  4.5M\n",
      { _ = BcachefsFiles.sinceCreation($0) }
    ),
    ("BcachefsFiles.finished", "read:\nsb  : 86016\nwrite:\n", { _ = BcachefsFiles.finished($0) }),
    (
      "BcachefsFiles.deviceErrors", "IO errors since filesystem creation\n  read: 5\n",
      { _ = BcachefsFiles.deviceErrors($0) }
    ),
    (
      "BinaryQuantity", "20.4G",
      {
        let text = String(decoding: $0, as: UTF8.self)
        _ = (BinaryQuantity.value(text), BinaryQuantity.bcacheValue(text))
      }
    ),
    (
      "CPUInformation", "processor\t: 0\nflags\t: aes\n\n",
      { _ = CPUInformation($0).words("flags") }
    ),
    ("ControlGroupFiles.bandwidth", "150000 100000\n", spanned { ControlGroupFiles.bandwidth($0) }),
    ("ControlGroupFiles.path", "0::/a\n", spanned { ControlGroupFiles.path($0) }),
    ("ControlGroupCPU", "usage_usec 12\nnr_periods 0\n", spanned { ControlGroupCPU($0) }),
    ("ControlGroupMemory", "anon 600\ninactive_file 3\n", spanned { ControlGroupMemory($0) }),
    (
      "ControlGroupMemoryEvents", "low 0\nhigh 0\nmax 4\noom 1\noom_kill 2\n",
      spanned { ControlGroupMemoryEvents($0) }
    ),
    (
      "ControlGroupIO", "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n7:0 \n",
      { bytes in
        var devices: [ControlGroupIO.Device] = []
        ControlGroupIO.read(bytes.span, into: &devices)
      }
    ),
    (
      "ControlGroupTree", "nr_descendants 61\nnr_dying_descendants 2\n",
      spanned { ControlGroupTree($0) }
    ),
    ("ControlGroupState", "populated 1\nfrozen 0\n", spanned { ControlGroupState($0) }),
    ("DiskStatistics", "8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n", spanned { DiskStatistics($0) }),
    ("FileHandles", "1024\t0\t1631329\n", spanned { FileHandles($0) }),
    (
      "Interrupts", "  CPU0 CPU1\n 1: 5 6 IO-APIC 1-edge timer\nNMI: 1 2 x y\n",
      { _ = Interrupts($0) }
    ),
    ("SoftInterrupts", "  CPU0 CPU1\n HI: 7 1\n", { _ = SoftInterrupts.counts($0) }),
    (
      "KernelStatistics", "1 2 3\nname type data\nhits 4 8772612\ndataset_name 7 pool/a\n",
      {
        _ = KernelStatistics.entries($0)
        _ = KernelStatistics.text($0, "dataset_name")
      }
    ),
    ("LoadAverage", "0.21 0.37 0.39 1/719 19737\n", spanned { LoadAverage($0) }),
    ("MemoryTables.freeBlocks", "Node 0, zone DMA 1 0 3\n", { _ = MemoryTables.freeBlocks($0) }),
    (
      "MemoryTables.slabs", "slabinfo - version: 2.1\nk 1 2 3 4 5 : x\n",
      { _ = MemoryTables.slabs($0) }
    ),
    (
      "MemoryTables.zones", "Node 0, zone DMA\n pages free 2\n protection: (0, 1)\n",
      { _ = MemoryTables.zones($0) }
    ),
    ("MemoryTables.nodeMemory", "Node 0 Active(anon): 2 kB\n", { _ = MemoryTables.nodeMemory($0) }),
    (
      "MountInformation", "29 1 259:0 / /a\\040b rw shared:1 - ext4 /dev/x ro,y\n",
      spanned { MountInformation($0) }
    ),
    (
      "MountStatistics",
      "device a mounted on /a with fstype nfs statvers=1.1\n age: 1\n bytes: 1 2 3 4 5 6 7 8\n"
        + " xprt: udp 832 0 64 63 0 12 9 24 26 57\n per-op statistics\n READ: 1 2 3 4 5 6 7 8\n\n",
      { _ = MountStatistics($0) }
    ),
    (
      "NFSStatistics", "net 70 70 69 45\nproc4 3 1 2 3\n",
      { _ = NFSStatistics($0).number("net", 2) }
    ),
    (
      "NamedNumbers", "MemTotal:  16 kB\npgfault 17\n",
      { bytes in
        var reading = NamedNumbers()
        reading.read(bytes.span)
      }
    ),
    (
      "NetworkDevices", "h|\n eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",
      spanned { NetworkDevices($0) }
    ),
    (
      "NetworkTables.protocolCounters", "Tcp: A B\nTcp: 1 -1\n",
      { _ = NetworkTables.protocolCounters($0) }
    ),
    (
      "NetworkTables.protocol6Counters", "Ip6InOctets 460\n",
      { _ = NetworkTables.protocol6Counters($0) }
    ),
    (
      "NetworkTables.softNet", "00015c73 0 1 0 0 0 0 0 0 0 0 0 3\n",
      { _ = NetworkTables.softNet($0) }
    ),
    (
      "NetworkTables.connectionTracking", "entries found\n21 3\n",
      { _ = NetworkTables.connectionTracking($0) }
    ),
    ("NetworkTables.udpQueues", "sl\n 0: a b 07 00:15\n", { _ = NetworkTables.udpQueues($0) }),
    (
      "NetworkTables.neighbours", "IP\n10.0.0.1 1 2 aa * eth0\n",
      { _ = NetworkTables.neighbours($0) }
    ),
    ("NetworkTables.cacheStatistics", "a b\n1 ff\n", { _ = NetworkTables.cacheStatistics($0) }),
    ("NetworkTables.transformations", "XfrmInError 1\n", { _ = NetworkTables.transformations($0) }),
    ("NetworkTables.connections", "sl\n 0: a b 0A 00:01\n", { _ = NetworkTables.connections($0) }),
    ("Pressure", "some avg10=0.0 total=14\nfull total=3\n", spanned { Pressure($0) }),
    ("ProcessRunTime", "1 2 3\n", spanned { ProcessRunTime($0) }),
    ("ProcessIO", "read_bytes: 1\nwrite_bytes: 2\n", spanned { ProcessIO($0) }),
    ("ProcessNames.userID", "Name:\ta\nUid:\t1 1 1 1\n", spanned { ProcessNames.userID($0) }),
    (
      "ProcessNames.controlGroup", "1:name=systemd:/z\n0::/x\n",
      spanned { ProcessNames.controlGroup($0) }
    ),
    (
      "ProcessNames.commandLine", "a\u{0}b\u{0}", spanned { ProcessNames.commandLine($0, limit: 3) }
    ),
    (
      "ProcessStat", "7 (a) b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 3 0 24 0 0 0\n",
      spanned { ProcessStat($0) }
    ),
    (
      "ProcessNames.environment", "A=1\u{0}B=\u{0}",
      spanned { ProcessNames.environment($0, limit: 3) }
    ),
    (
      "DescriptorState", "pos:\t0\nflags:\t0100002\nmnt_id:\t28\nino:\t9\n",
      spanned { bytes in
        let state = DescriptorState(bytes)
        return (state.isReadable, state.isWritable, state.appends)
      }
    ),
    ("DescriptorTarget", "/memfd:x (deleted)", { _ = DescriptorTarget($0) }),
    (
      "ProcessLimits",
      "Max open files            1024                 524288               files\n",
      spanned { ProcessLimits($0) }
    ),
    ("MemoryMaps", "5600-5800 rw-p 0 00:00 0  [heap]\n", spanned { MemoryMaps($0) }),
    ("MemoryRollup", "Rss: 10 kB\nPss: 5 kB\n", spanned { MemoryRollup($0) }),
    (
      "SocketTable.internet",
      "1: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 501 2\n",
      spanned { SocketTable.internet($0, wanted: [501]) }
    ),
    (
      "SocketTable.local", "0: 00000002 00000000 00010000 0001 01 502 /run/a socket\n",
      spanned { SocketTable.local($0, wanted: [502]) }
    ),
    (
      "KernelMessage.record",
      "4,12,77485227196,-;api[12]: segfault at 0 ip \\x1b\n SUBSYSTEM=net\n",
      spanned { KernelMessage(record: $0).flatMap { KernelEvent($0) } }
    ),
    (
      "KernelMessage.line", "<3>[77485.227196] I/O error, dev sda, sector 4711 op 0x0:(READ)",
      spanned { KernelMessage(line: $0, 0..<$0.count).flatMap { KernelEvent($0) } }
    ),
    (
      "DeletedMapping",
      "00400000-00452000 r-xp 00000000 08:02 173521 /usr/bin/dbus (deleted)\n7f1-7f2 r 0 0:1 5 /x y (deleted)\n",
      spanned { DeletedMapping.read($0, most: 8) }
    ),
    (
      "SystemdManager", "Version=252.38-1~deb12u1\nSystemState=running\nNNames=512\n",
      spanned { SystemdManager($0) }
    ),
    (
      "RaidArrays",
      "md0 : active raid1 sda1[0](S) sdb1[1](F)\n  24 blocks [2/1] [U_]\n  recovery = 1% (5/24) x\n\n",
      { _ = RaidArrays($0) }
    ),
    ("ReplicatedDevices", " 1: cs:Connected ro:a/b ns:5\n", { _ = ReplicatedDevices.pairs($0) }),
    ("SchedulerStatistics", "cpu0 1 2 3 4 5 6 7 8 9\n", { _ = SchedulerStatistics($0) }),
    (
      "SocketStatistics", "sockets: used 229\nTCP: inuse 4 mem 1\n",
      spanned { SocketStatistics($0) }
    ),
    ("SystemStat", "cpu0 1 2 3 4\nintr 5\nsoftirq 1 2 3\n", spanned { SystemStat($0) }),
    ("VirtualServers.totals", "a\nb\n 10 2 3 4 ff\n\n", { _ = VirtualServers.totals($0) }),
    (
      "VirtualServers.backends",
      "TCP  C0A80016:0CEA wlc\n  -> [fe80::]:0050 T 1 2 3\n  -> C0A80016:0CEA T 1 2 3\n",
      { _ = VirtualServers.backends($0) }
    ),
  ]

  @Test(arguments: parsers.indices) func `damaged input stops no parser`(index: Int) {
    let (_, input, parse) = Self.parsers[index]
    var random = Generator(state: 1 &+ UInt64(index))
    parse([])
    for _ in 0..<2000 { parse(Self.damaged(Array(input.utf8), &random)) }
    for _ in 0..<200 {
      let count = Int.random(in: 0...64, using: &random)
      parse((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
  }
}
