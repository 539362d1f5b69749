extension FakeHost {
  /// A number with a fixed number of decimals.
  static func fixed(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let digits = String(UInt64((value * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
    return padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// The files that time changes, by their path in the tree.
  var changingFiles: [(path: String, text: String)] {
    var files = [
      ("proc/stat", stat), ("proc/meminfo", meminfo), ("proc/vmstat", vmstat),
      ("proc/loadavg", loadAverage), ("proc/diskstats", disks.map { $0.line + "\n" }.joined()),
      ("proc/net/dev", networkDevices), ("proc/1/mountinfo", mountInformation),
      ("proc/uptime", "\(FakeHost.fixed(uptime, places: 2)) 0.00\n"),
      ("proc/net/snmp", protocolCounters),
    ]
    files += (ownGroup?.files ?? []) + units.flatMap(\.files)
    for pressure in pressure ?? [] {
      files.append(("proc/pressure/\(pressure.resource)", pressure.text))
    }
    return files
  }

  /// The files that stay as they are.
  var fixedFiles: [(path: String, text: String)] {
    var files = [
      ("proc/sys/fs/file-nr", "4096\t0\t9223372036854775807\n"),
      (
        "proc/net/sockstat",
        "sockets: used 210\nTCP: inuse 22 orphan 0 tw 3 alloc 25 mem 4\nUDP: inuse 5 mem 2\n"
      ),
      ("proc/net/sockstat6", "TCP6: inuse 6\nUDP6: inuse 2\n"),
      ("etc/passwd", FakeHost.passwd), ("sys/class/net/\(interface)/operstate", "up\n"),
      ("sys/class/net/\(interface)/speed", "10000\n"), ("udev/data/.keep", ""),
    ]
    for disk in disks {
      files.append(("sys/block/\(disk.name)/queue/rotational", disk.isRotational ? "1\n" : "0\n"))
    }
    return files
  }

  private static let passwd = """
    root:x:0:0:root:/root:/bin/sh
    postgres:x:105:110::/var/lib/postgresql:/bin/sh
    www-data:x:33:33::/var/www:/usr/sbin/nologin
    alice:x:1000:1000::/home/alice:/bin/bash

    """

  private var stat: String {
    var text =
      "cpu  " + FakeHost.numbers((0..<10).map { mode in ticks.map { $0[mode] }.reduce(0, +) })
    for (cpu, modes) in ticks.enumerated() { text += "cpu\(cpu) " + FakeHost.numbers(modes) }
    let running = processes.filter { $0.cores > 0 }.count
    let blocked = processes.filter(\.isBlocked).count
    return text + """
      intr \(UInt64(contextSwitches / 2)) 0 0
      ctxt \(UInt64(contextSwitches))
      btime \(bootTime)
      processes \(UInt64(forks))
      procs_running \(max(1, running))
      procs_blocked \(blocked)
      softirq 900 1 2 3 4 5 6 7 8 9 10

      """
  }

  private static func numbers(_ values: [Double]) -> String {
    values.map { String(UInt64($0 + 0.5)) }.joined(separator: " ") + "\n"
  }

  private var meminfo: String {
    let lines: [(String, Int)] = [
      ("MemTotal", memoryBytes), ("MemFree", availableBytes / 3), ("MemAvailable", availableBytes),
      ("Buffers", memoryBytes / 50), ("Cached", availableBytes / 2), ("SwapCached", 0),
      ("Active", memoryBytes / 4), ("Inactive", memoryBytes / 5), ("SwapTotal", 2 << 30),
      ("SwapFree", 2 << 30), ("Dirty", 4 << 20), ("Writeback", 0), ("Shmem", 16 << 20),
      ("Slab", memoryBytes / 40), ("SReclaimable", memoryBytes / 60),
    ]
    return lines.map {
      "\($0.0):\(String(repeating: " ", count: 16 - $0.0.utf8.count))\($0.1 / 1024) kB\n"
    }
    .joined()
  }

  private var vmstat: String {
    let read = processes.map(\.readBytes).reduce(0, +) / 1024
    let written = processes.map(\.writtenBytes).reduce(0, +) / 1024
    return """
      nr_free_pages \(availableBytes / 3 / 4096)
      pgpgin \(UInt64(read))
      pgpgout \(UInt64(written))
      pswpin 0
      pswpout \(UInt64(swappedPages))
      pgfault 1000000
      pgmajfault \(1000 + UInt64(processes.map(\.majorFaults).reduce(0, +)))
      oom_kill \(oomKills)

      """
  }

  private var loadAverage: String {
    let averages = load.map { FakeHost.fixed($0, places: 2) }.joined(separator: " ")
    return "\(averages) 1/\(processes.count) \(processes.map(\.pid).max() ?? 1)\n"
  }

  private var networkDevices: String {
    let c = networkCounters.map { String(UInt64($0)) }
    return """
      Inter-|   Receive                                                |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
          lo: 1000 10 0 0 0 0 0 0 1000 10 0 0 0 0 0 0
      \(interface): \(c[0]) \(c[1]) \(c[4]) \(c[5]) 0 0 0 0 \(c[2]) \(c[3]) 0 0 0 0 0 0

      """
  }

  private var protocolCounters: String {
    let counters = "\(UInt64(segments.sent)) \(UInt64(segments.again))"
    return "Tcp: OutSegs RetransSegs\nTcp: \(counters)\n"
  }

  private var mountInformation: String {
    let device = disks.first?.name ?? "sda"
    return mountPoints.enumerated().map { index, point in
      "\(index + 20) 1 259:\(index) / \(FakeHost.escaped(point)) rw,relatime shared:1 - ext4 /dev/\(device)p\(index + 1) rw\n"
    }.joined()
  }

  /// A mount point as the kernel writes it: blanks, line breaks and backslashes in octal, all else as it is.
  ///
  /// Bytes that are no UTF-8 are written in octal too, which reads back the same.
  private static func escaped(_ point: [UInt8]) -> String {
    point.map { byte in
      if (0x21..<0x7f).contains(byte), byte != 0x5c { return String(Unicode.Scalar(byte)) }
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }.joined()
  }
}

extension FakeProcess {
  /// The files of the process: all where it is new, else those that change, if it does anything.
  func files(isNew: Bool) -> [(path: String, bytes: [UInt8])] {
    guard isNew || isBusy else { return [] }
    let folder = "proc/\(pid)"
    var files: [(String, [UInt8])] = [
      ("\(folder)/stat", stat), ("\(folder)/schedstat", Array(schedule.utf8)),
      ("\(folder)/io", Array(io.utf8)),
    ]
    guard isNew else { return files }
    files += [
      ("\(folder)/cmdline", commandLine), ("\(folder)/comm", comm + [0x0a]),
      ("\(folder)/cgroup", Array("0::\(controlGroup)\n".utf8)),
      ("\(folder)/status", Array("Name:\tx\nUid:\t\(user)\t\(user)\t\(user)\t\(user)\n".utf8)),
    ]
    return files
  }

  private var stat: [UInt8] {
    let state = isBlocked ? "D" : cores > 0 ? "R" : "S"
    let user = UInt64(userSeconds * 100 + 0.5)
    let system = UInt64(systemSeconds * 100 + 0.5)
    let start = UInt64(startSeconds * 100)
    let rest =
      ") \(state) \(parent) \(pid) \(pid) 0 -1 0 500 0 \(UInt64(majorFaults)) 0 \(user) \(system) 0 0 20 \(niceness) \(threads) 0 "
      + "\(start) \(virtualBytes) \(residentBytes / 4096) 18446744073709551615\n"
    return Array("\(pid) (".utf8) + comm + Array(rest.utf8)
  }

  private var schedule: String {
    "\(UInt64((userSeconds + systemSeconds) * 1e9)) 0 \(UInt64((userSeconds + systemSeconds) * 100) + 1)\n"
  }

  private var io: String {
    "read_bytes: \(UInt64(readBytes))\nwrite_bytes: \(UInt64(writtenBytes))\n"
  }
}
