import ProcFS
import Testing

/// Messages of the kernel's log, and what they tell of.
@Suite struct KernelEventTests {
  private func event(_ text: String, priority: Int = 4) -> String? {
    let record = Array("\(priority),1234,77485227196,-;\(text)\n SUBSYSTEM=net\n".utf8)
    return KernelMessage(record: record.span).flatMap { KernelEvent($0) }.map {
      "\($0.kind.rawValue) \(String(decoding: $0.subject, as: UTF8.self))"
    }
  }

  @Test(arguments: [
    (
      "Out of memory: Killed process 4412 (java) total-vm:8123456kB, anon-rss:4123456kB, UID:1000",
      "oom_kill java[4412]"
    ),
    (
      "Memory cgroup out of memory: Killed process 77 (a b) c) total-vm:1kB", "oom_kill a b) c[77]"
    ),
    ("Killed process 9 (java) total-vm:1kB, anon-rss:1kB", "oom_kill java[9]"),
    ("I/O error, dev sda, sector 4711 op 0x0:(READ) flags 0x80700", "io_error sda"),
    ("blk_update_request: I/O error, dev nvme0n1, sector 0", "io_error nvme0n1"),
    ("critical medium error, dev sdb, sector 99 op 0x0:(READ)", "io_error sdb"),
    ("Buffer I/O error on dev dm-0, logical block 0, async page read", "io_error dm-0"),
    (
      "EXT4-fs error (device sda1): ext4_lookup:1855: inode #2: comm ls: deleted inode",
      "file_system_error sda1"
    ),
    ("EXT4-fs (sda1): Remounting filesystem read-only", "file_system_error sda1"),
    ("BTRFS critical (device vda2: state EA): corrupt leaf", "file_system_error vda2"),
    ("XFS (dm-1): Corruption detected. Unmount and run xfs_repair", "file_system_error dm-1"),
    (
      "api[1234]: segfault at 0 ip 000055d0 sp 00007ffc error 4 in libc.so.6[7f0+1]",
      "segfault api"
    ),
    ("a b[c][12]: segfault at 7ffe ip 0 sp 0 error 6", "segfault a b[c]"),
    ("traps: api[1234] general protection fault ip:55 sp:7f error:0 in api", "segfault api"),
    ("traps: api[1234] trap divide error ip:55 sp:7f error:0 in api", "segfault api"),
    ("INFO: task jbd2/sda1-8:345 blocked for more than 120 seconds.", "hung_task jbd2/sda1-8"),
    ("INFO: task kworker/u8:1:88 blocked for more than 241 seconds.", "hung_task kworker/u8:1"),
    ("watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [api:1234]", "lockup api"),
    ("e1000e 0000:00:1f.6 eno1: NIC Link is Down", "link_down eno1"),
    ("igb 0000:01:00.0 eth0: igb: eth0 NIC Link is Down", "link_down eth0"),
    ("r8169 0000:03:00.0 enp3s0: Link is Down", "link_down enp3s0"),
    ("mlx5_core 0000:3b:00.0 ens1f0np0: Link down", "link_down ens1f0np0"),
    (
      "bond0: (slave eth1): link status definitely down, disabling slave", "link_down eth1"
    ),
    ("mce: [Hardware Error]: Machine check events logged", "hardware_error "),
  ])
  func `a fault is told by its kind and by whom it befell`(text: String, expected: String) {
    #expect(event(text) == expected)
  }

  @Test(arguments: [
    "Out of memory: Kill process 4412 (java) score 900 or sacrifice child",
    "Out of memory: Killed process x (java) total-vm:1kB", "Killed process 12",
    "oom_reaper: reaped process 4412 (java), now anon-rss:0kB",
    "I/O error, dev fd0, sector 0 op 0x0:(READ)", "I/O error, dev sr0, sector 0",
    "I/O error, dev sdc, sector 8 op 0x3:(DISCARD) flags 0x800",
    "I/O error, dev ../sda, sector 1", "I/O error, dev , sector 1",
    "EXT4-fs (sda1): mounted filesystem with ordered data mode", "XFS (sda1): Ending clean mount",
    "api[x]: segfault at 0", "[1]: segfault", "a name that is longer than 15[1]: segfault at 0",
    "INFO: task api:x blocked for more than 120 seconds.", "INFO: task blocked",
    "e1000e 0000:00:1f.6 eno1: NIC Link is Up 1000 Mbps Full Duplex",
    "pcieport 0000:00:1c.0: pciehp: Slot(0): Link Down",
    "ata1: SATA link down (SStatus 0 SControl 300)", "IPv6: ADDRCONF(NETDEV_UP): eth0: link down x",
    "e1000e 0000:00:1f.6: NIC Link is Down", "Link is Down", "Killed", "",
  ])
  func `what only resembles one is none`(text: String) {
    #expect(event(text) == nil)
  }

  @Test(arguments: [12, 14, 30, 8])
  func `what a program writes to the log is not believed`(priority: Int) {
    let text = "Out of memory: Killed process 1 (init) total-vm:1kB"
    #expect(event(text, priority: priority) == nil)
    #expect(event(text, priority: 3) == "oom_kill init[1]")
  }

  @Test func `what the kernel escaped are the bytes themselves, and names stay foreign`() {
    let event = event(#"\x1b[31m\xc3\xa4[7]: segfault at 0 ip 0"#)
    #expect(event == "segfault \u{1b}[31m\u{e4}")
  }

  @Test(arguments: [
    "6,339,5140900,-;NET: Registered", "6,339,5140900,-,caller=T1;NET: Registered",
    "6,339,5140900;NET: Registered\n SUBSYSTEM=acpi",
  ])
  func `a record is its priority, its time and its first line`(text: String) {
    let message = KernelMessage(record: Array(text.utf8).span)
    #expect(message?.facility == 0 && message?.microseconds == 5_140_900)
    #expect(message.map { String(decoding: $0.text, as: UTF8.self) } == "NET: Registered")
  }

  @Test func `a line of syslog is the same`() {
    let line = Array("<30>[    5.140900] systemd[1]: x".utf8)
    let message = KernelMessage(line: line.span, 0..<line.count)
    #expect(message?.facility == 3 && message?.microseconds == 5_140_900)
    #expect(message.map { String(decoding: $0.text, as: UTF8.self) } == "systemd[1]: x")
  }

  @Test(arguments: [
    "", ";", "6;x", "6,1;x", "6,1,;x", "a,1,2,-;x", "6,1,99999999999999999999999,-;x", "6,1,2,-",
    "<", "<4", "<4>", "<4>[", "<4>[1.5] x", "<4>[1.123456", "<x>[1.123456] x", "[1.123456] x",
    "<4>[99999999999999999.123456] x",
  ])
  func `other bytes are no message`(text: String) {
    let bytes = Array(text.utf8)
    #expect(KernelMessage(record: bytes.span) == nil)
    #expect(KernelMessage(line: bytes.span, 0..<bytes.count) == nil)
  }

  @Test func `whatever the bytes are, nothing breaks, and nothing grows`() {
    var random = AnyBytesTests.Generator(state: 91)
    let words = [
      "4,1,2,-;", "<4>[1.123456] ", "Killed process ", " (", ")", "[1]", "]: segfault at ",
      "INFO: task ", ":1 blocked for more than ", "I/O error, dev ", ",", " Link is Down", "\\x1b",
      "\\x", "BUG: soft lockup - CPU#", " stuck for ", "! [", "XFS (", "): ", "\n", "\0",
    ]
    for _ in 0..<3000 {
      var bytes: [UInt8] = Array((Bool.random(using: &random) ? "4,1,2,-;" : "").utf8)
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        if Bool.random(using: &random) {
          bytes.append(UInt8.random(in: 0...255, using: &random))
        } else {
          bytes += Array((words.randomElement(using: &random) ?? "").utf8)
        }
      }
      for message in [
        KernelMessage(record: bytes.span), KernelMessage(line: bytes.span, 0..<bytes.count),
      ].compactMap({ $0 }) {
        #expect(message.text.count <= 1024)
        if let event = KernelEvent(message) { #expect(event.subject.count <= 64) }
      }
    }
  }
}
