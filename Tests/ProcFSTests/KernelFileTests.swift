import ProcFS
import Testing

struct KernelFileTests {
  @Test func `the machine's file gives CPUs, counters and nothing for what is absent`() {
    let input = bytes(
      "cpu  10 1 2 3\ncpu0 10 1 2 3\nintr 77 1 2 3\nctxt 5\nbtime 9\nprocesses 4\nprocs_running 2\n"
    )
    let stat = SystemStat(input.span)
    #expect(stat.total == [10, 1, 2, 3])
    #expect(stat.cpus.map(\.number) == [0])
    #expect(stat.cpus.map(\.ticks) == [[10, 1, 2, 3]])
    #expect(stat.interrupts == 77)
    #expect(stat.contextSwitches == 5)
    #expect(stat.bootTimeSeconds == 9)
    #expect(stat.forks == 4)
    #expect(stat.running == 2)
    #expect(stat.blocked == nil)
    #expect(stat.softirqs == [])
  }

  @Test func `names and numbers stand apart with and without colon and unit`() {
    let input = bytes(
      "MemTotal:  16 kB\nHugePages_Total:       0\npgfault 17\nbroken\nActive(anon): 2 kB")
    var reading = NamedNumbers()
    reading.read(input.span)
    #expect(
      reading.entries.map { entry in
        "\(String(decoding: input[entry.name], as: UTF8.self)) \(entry.value) \(entry.isKibibytes)"
      } == [
        "MemTotal 16 true", "HugePages_Total 0 false", "pgfault 17 false", "Active(anon) 2 true",
      ])
  }

  @Test(
    arguments: [
      ("0.21 0.37 0.39 1/719 19737\n", [0.21, 0.37, 0.39]), ("1 2 3", [1, 2, 3]),
      ("0.2 x 0.3", nil),
      ("", nil), ("1 2\n", nil),
    ] as [(String, [Double]?)])
  func `three load averages or none`(_ text: String, _ values: [Double]?) {
    let input = bytes(text)
    let load = LoadAverage(input.span)
    #expect(load.map { [$0.oneMinute, $0.fiveMinutes, $0.fifteenMinutes] } == values)
  }

  @Test func `a disk's line has eleven, fifteen or seventeen counters`() {
    let input = bytes(
      "8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n8 1 sda1 1 2 3\n8 16 sdb 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\n"
    )
    let devices = DiskStatistics(input.span).devices
    #expect(devices.map(\.counters.count) == [11, 15])
    #expect(devices.map { String(decoding: input[$0.name], as: UTF8.self) } == ["sda", "sdb"])
    #expect(devices.map(\.minor) == [0, 16])
  }

  @Test func `an interface may be an alias and its numbers may touch the colon`() {
    let input = bytes(
      "Inter-|   Receive |  Transmit\n face |bytes packets|bytes\n"
        + "  eth0:12 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\neth0:1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"
    )
    let devices = NetworkDevices(input.span).devices
    #expect(devices.map { String(decoding: input[$0.name], as: UTF8.self) } == ["eth0", "eth0:1"])
    #expect(devices[0].counters[0] == 12)
  }

  @Test func `pressure of the CPU has no full line on old kernels`() {
    let input = bytes("some avg10=0.00 avg60=0.00 avg300=0.00 total=14036781")
    let pressure = Pressure(input.span)
    #expect(pressure.someMicroseconds == 14_036_781)
    #expect(pressure.fullMicroseconds == nil)
    #expect(pressure.recentShare == 0 && pressure.pastShare == 0)
  }

  @Test(arguments: [
    (
      "some avg10=1.50 avg60=3.00 avg300=25.00 total=1\nfull avg10=9.00 avg300=9.00 total=1", 0.015,
      0.25
    ),
    ("some avg10=x avg300=-1e3 total=1", nil, -10),
    ("full avg10=1.00 avg300=2.00 total=1", nil, nil),
    ("some total=1", nil, nil),
  ])
  func `the shares of late are those of some task`(text: String, recent: Double?, past: Double?) {
    let pressure = Pressure(bytes(text).span)
    #expect(pressure.recentShare == recent)
    #expect(pressure.pastShare == past)
  }

  @Test func `mounts may have no optional field or several, and escapes`() throws {
    let input = bytes(
      "26 1 8:2 / /a\\040b\\011c rw,relatime shared:1 master:2 - ext4 /dev/sda2 rw\n"
        + "27 1 0:5 / /b ro - tmpfs none rw,size=1k\nbroken line\n28 1 0:6 / /c rw - ext4 /dev/x emergency_ro"
    )
    let mounts = MountInformation(input.span).mounts
    #expect(
      mounts.map { String(decoding: $0.mountPoint, as: UTF8.self) } == ["/a b\tc", "/b", "/c"])
    #expect(mounts.map(\.isReadOnly) == [false, true, true])
    #expect(
      mounts.map { String(decoding: $0.major + [0x3a] + $0.minor, as: UTF8.self) } == [
        "8:2", "0:5", "0:6",
      ])
  }

  @Test func `a process may have brackets, blanks and any byte in its name`() throws {
    var input = bytes("1234 (a) b (")
    input.append(0xff)
    input += bytes(
      ") R 1 2 3 4 -1 6 7 8 9 10 11 12 13 14 -15 16 17 18 19 20 21 18446744073709551615\n")
    let reading = ProcessStat(input.span)
    let stat = try #require(reading)
    #expect(Array(input[stat.comm]) == bytes("a) b (") + [0xff])
    #expect(stat.pid == 1234)
    #expect(stat.state == UInt8(ascii: "R"))
    #expect([stat.parent, 0] == [1, 0])
    #expect([stat.minorFaults, stat.majorFaults] == [7, 9])
    #expect([stat.userTicks, stat.systemTicks, stat.childrenTicks] == [11, 12, 27])
    #expect([stat.threads, stat.startTicks, stat.virtualBytes] == [17, 19, 20])
  }

  @Test(arguments: ["", "1", "1 (a", "1 (a)", "1 (a) S 1 2", "x (a) S 1", "1 )a( S"])
  func `a cut off line is no process`(_ text: String) {
    let input = bytes(text)
    let stat = ProcessStat(input.span)
    #expect(stat == nil)
  }

  @Test func `a process's small files`() {
    let io = bytes("rchar: 1\nwchar: 2\nread_bytes: 3\nwrite_bytes: 4\ncancelled_write_bytes: 5\n")
    let storage = ProcessIO(io.span)
    #expect(storage.readBytes == 3)
    #expect(storage.writtenBytes == 4)
    let status = bytes("Name:\ta\nUid:\t1000\t1001\t0\t0\nGid:\t1\n")
    let user = ProcessNames.userID(status.span)
    #expect(user == 1000)
    let both = bytes("12:cpu:/x\n1:name=systemd:/y:z\n0::/a/b:c\n")
    let group = ProcessNames.controlGroup(both.span)
    #expect(group == bytes("/a/b:c"))
    let old = bytes("12:cpu:/x\n1:name=systemd:/y:z\n")
    let oldGroup = ProcessNames.controlGroup(old.span)
    #expect(oldGroup == bytes("/y:z"))
    let arguments = bytes("sleep\u{0}60 s\u{0}\u{0}")
    let line = ProcessNames.commandLine(arguments.span, limit: 1024)
    let short = ProcessNames.commandLine(arguments.span, limit: 3)
    #expect(line == bytes("sleep 60 s"))
    #expect(short == bytes("sle"))
  }

  @Test(arguments: 0..<200)
  func `cut off and mangled files crash nothing`(_ seed: Int) {
    let text =
      "cpu 1 2\ncpu0 99999999999999999999 (x) S -1\n26 1 8:2 / /a\\04 rw - \nsome total=\n: :"
    var input = bytes(text)
    var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1
    for _ in 0..<8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      input[Int(state >> 33) % input.count] = UInt8(truncatingIfNeeded: state >> 24)
    }
    input.removeLast(Int(state >> 40) % input.count)
    _ = (SystemStat(input.span), DiskStatistics(input.span), NetworkDevices(input.span))
    _ = (MountInformation(input.span), ProcessStat(input.span), Pressure(input.span))
    _ = (SocketStatistics(input.span), ProcessIO(input.span), LoadAverage(input.span))
    _ = (NetworkTables.softNet(input), NetworkTables.protocolCounters(input), RaidArrays(input))
    _ = (NetworkTables.protocol6Counters(input), NetworkTables.connectionTracking(input))
    _ = (NFSStatistics(input), KernelStatistics.entries(input), SchedulerStatistics(input))
  }
}
