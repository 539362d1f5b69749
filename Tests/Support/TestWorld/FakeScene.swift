/// What happens on a made-up machine: a scene and a seed make the same machine every time.
package enum FakeScene: String, CaseIterable, Sendable {
  /// One process takes every CPU.
  case cpuHog
  /// One process keeps a disk busy with writing.
  case diskWriter
  /// Nothing to speak of.
  case idle
  /// Short-lived compilers take 60 % of the CPUs.
  case busyBuild
  /// The kernel writes back what was dirty: a busy disk that nobody waits for.
  case writebackBurst
  /// A process of niceness 19 takes what no one else wants.
  case niceHog
  /// One process keeps one CPU of 16 busy.
  case oneHotCore
  /// A quiet machine whose kernel tells nothing of pressure.
  case pressureOff

  /// The resource that is saturated by a process; `nil` where nothing is.
  package var saturated: String? {
    switch self {
    case .cpuHog: "cpu"
    case .diskWriter: "disk"
    case .idle, .busyBuild, .writebackBurst, .niceHog, .oneHotCore, .pressureOff: nil
    }
  }

  /// The machine on which the scene plays.
  ///
  /// - Parameters:
  ///   - seed: chooses devices, names, the number of CPUs and all magnitudes.
  ///   - withDecoys: adds a process with the most memory, one that read the most and one with the most CPU time since
  ///     boot, none of which does anything now that matters.
  /// - Returns: the machine with its files written.
  /// - Throws: where the files cannot be written.
  package func machine(seed: UInt64, withDecoys: Bool = false) throws(FileTree.Refused) -> FakeHost
  {
    var random = SeededGenerator(seed: seed)
    let cpuCount = self == .oneHotCore ? 16 : random.pick([2, 4, 6, 8, 12])
    let host = try FakeHost(
      cpuCount: cpuCount, memoryBytes: random.number(4...64) << 30,
      interface: random.pick(["eth0", "ens3", "enp1s0f0", "wlan0"]),
      uptime: Double(random.number(100_000...5_000_000)))
    host.disks = FakeScene.disks(&random)
    host.processes = FakeScene.background(&random)
    host.receiveRate = Double(random.number(1...900)) * 1000
    host.transmitRate = Double(random.number(1...900)) * 1000
    host.load = [0.2, 0.3, 0.4]
    host.mount("/", FakeUsage(sizeBytes: 100e9, availableBytes: 61e9))
    if withDecoys { addDecoys(to: host, &random) }
    play(on: host, &random)
    try host.write()
    return host
  }

  private static func disks(_ random: inout SeededGenerator) -> [FakeDisk] {
    var names = random.pick([
      ["sda", "sdb"], ["nvme0n1", "nvme1n1"], ["vda", "vdb"], ["xvda", "mmcblk0"],
    ])
    if random.next() % 2 == 0 { names.swapAt(0, 1) }
    return names.enumerated().map { index, name in
      var disk = FakeDisk(name: name)
      disk.minor = index
      disk.age(by: 1e5, readRate: Double(random.number(1...40)) * 1e5, writeRate: 3e5)
      return disk
    }
  }

  private static func background(_ random: inout SeededGenerator) -> [FakeProcess] {
    var processes = [FakeProcess(pid: 1, comm: "systemd", commandLine: "/sbin/init")]
    let names = ["sshd", "cron", "dbus-daemon", "nginx", "redis-server", "rsyslogd", "agetty"]
    var pid = 200
    for name in names.shuffled(using: &random).prefix(random.number(4...7)) {
      pid += random.number(1...300)
      var process = FakeProcess(pid: pid, comm: name, commandLine: "/usr/sbin/\(name) -D")
      process.controlGroup = "/system.slice/\(name).service"
      process.residentBytes = random.number(2...60) << 20
      process.userCores = Double(random.number(0...2)) / 100
      process.userSeconds = Double(random.number(1...300))
      processes.append(process)
    }
    return processes
  }

  private func addDecoys(to host: FakeHost, _ random: inout SeededGenerator) {
    var largest = FakeProcess(
      pid: 301, comm: "java", commandLine: "java -Xmx\(host.memoryBytes >> 21)m -jar app.jar")
    largest.residentBytes = host.memoryBytes / 3
    var reader = FakeProcess(pid: 302, comm: "backup", commandLine: "backup --verify")
    reader.readBytes = 9e12
    reader.readRate = 2e6
    reader.userCores = 0.01
    var oldest = FakeProcess(
      pid: 303, comm: "prometheus", commandLine: "prometheus --web.listen-address=:9090")
    oldest.userSeconds = host.uptime * 0.9
    oldest.userCores = 0.02
    host.processes += [largest, reader, oldest]
  }

  private func play(on host: FakeHost, _ random: inout SeededGenerator) {
    switch self {
    case .idle: break
    case .pressureOff: host.pressure = nil
    case .cpuHog: playCPUHog(on: host, &random)
    case .diskWriter: playDiskWriter(on: host, &random)
    case .busyBuild:
      host.unseenCores = 0.6 * Double(host.cpuCount) - host.busyCores
      host.forkRate = Double(random.number(40...150))
      host.set("cpu", some: 0.08)
    case .writebackBurst: playWriteback(on: host, &random)
    case .niceHog:
      var hog = FakeScene.culprit(["boinc", "xmrig", "folding"], &random)
      hog.niceness = 19
      hog.threads = host.cpuCount
      hog.userCores = Double(host.cpuCount) - host.busyCores
      host.processes.append(hog)
      host.set("cpu", some: 0.05)
    case .oneHotCore:
      var hot = FakeScene.culprit(["gzip", "sort", "node"], &random)
      hot.pinnedCPU = random.number(0...15)
      hot.userCores = 0.98
      host.processes.append(hot)
      host.set("cpu", some: 0.02)
    }
  }

  private func playCPUHog(on host: FakeHost, _ random: inout SeededGenerator) {
    var hog = FakeScene.culprit(["stress-ng", "ffmpeg", "python3", "ld.lld"], &random)
    hog.threads = host.cpuCount * 2
    let free = Double(host.cpuCount) - host.busyCores
    hog.systemCores = Double(random.number(1...9)) / 100
    hog.userCores = free - hog.systemCores
    host.processes.append(hog)
    host.load = [2.1, 1.4, 0.9].map { $0 * Double(host.cpuCount) }
    host.set("cpu", some: Double(random.number(70...95)) / 100)
  }

  private func playDiskWriter(on host: FakeHost, _ random: inout SeededGenerator) {
    var writer = FakeScene.culprit(["mysqld", "postgres", "dd", "qemu-img"], &random)
    writer.writeRate = Double(random.number(30...400)) * 1e6
    writer.systemCores = Double(random.number(5...15)) / 100
    writer.isBlocked = true
    host.processes.append(writer)
    host.disks[0].writeRate = writer.writeRate * 1.05
    host.disks[0].writeRequests = writer.writeRate / 131_072
    host.disks[0].awaitSeconds = Double(random.number(30...120)) / 1000
    host.disks[0].queue = host.disks[0].writeRequests * host.disks[0].awaitSeconds
    host.disks[0].utilisation = 1
    host.iowaitShare = 0.5
    host.set("io", some: Double(random.number(75...95)) / 100, full: 0.6)
  }

  private func playWriteback(on host: FakeHost, _ random: inout SeededGenerator) {
    var flusher = FakeProcess(pid: 77, comm: "kworker/u8:2", commandLine: "")
    flusher.systemCores = 0.06
    host.processes.append(flusher)
    host.disks[0].writeRate = Double(random.number(50...300)) * 1e6
    host.disks[0].writeRequests = host.disks[0].writeRate / 524_288
    host.disks[0].awaitSeconds = 0.02
    host.disks[0].queue = host.disks[0].writeRequests * 0.02
    host.disks[0].utilisation = 0.9
    host.set("io", some: 0.03)
  }

  static func culprit(_ names: [String], _ random: inout SeededGenerator) -> FakeProcess {
    let name = random.pick(names)
    var process = FakeProcess(
      pid: random.number(4000...90_000), comm: name,
      commandLine: "/usr/bin/\(name) --job \(random.number(1...99))")
    process.user = 1000
    process.controlGroup = "/user.slice/user-1000.slice"
    process.startSeconds = 300
    return process
  }
}

extension FakeHost {
  /// The process that makes the scene.
  package var culprit: FakeProcess? { processes.first { $0.user == 1000 } }

  /// Sets for which share of time tasks wait for a resource, where the kernel tells.
  package func set(_ resource: String, some: Double, full: Double = 0) {
    guard let index = pressure?.firstIndex(where: { $0.resource == resource }) else { return }
    pressure?[index].some = some
    pressure?[index].full = full
  }
}
