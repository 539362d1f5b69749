/// What holds work up on a made-up machine though no process saturates a processor or a disk.
package enum FakeHindrance: String, CaseIterable, Sendable {
  /// The hypervisor gives processors to others.
  case steal
  /// Processes wait in state D while nothing is busy.
  case blocked
  /// A process grows until tasks wait for memory.
  case memory
  /// An interface drops and damages packets.
  case network
  /// TCP sends again what got lost further on.
  case retransmits
  /// A file system fills, and one process writes.
  case filling
  /// The own control group has used up its quota of CPU.
  case cpuLimit
  /// The own control group holds all the memory it may.
  case memoryLimit
  /// The own control group has all the threads it may have.
  case taskLimit

  /// A quiet machine with decoys, on which the hindrance can begin.
  ///
  /// - Parameter seed: chooses devices, names, the number of CPUs and all magnitudes.
  /// - Returns: the machine with its files written.
  /// - Throws: where the files cannot be written.
  package func machine(seed: UInt64) throws(FileTree.Refused) -> FakeHost {
    let host = try FakeScene.idle.machine(seed: seed, withDecoys: true)
    var random = SeededGenerator(seed: seed &+ 77)
    prepare(host, &random)
    try host.write()
    return host
  }

  /// What is there before, decoys included: a full file system that does not grow, files in a group's memory.
  private func prepare(_ host: FakeHost, _ random: inout SeededGenerator) {
    switch self {
    case .filling:
      host.mount("/srv/archive", FakeUsage(sizeBytes: 500e9, availableBytes: 4e9))
      host.mount(
        random.pick(["/var", "/data", "/home"]), FakeUsage(sizeBytes: 200e9, availableBytes: 2e11))
    case .cpuLimit, .memoryLimit, .taskLimit:
      var group = FakeControlGroup(
        path: random.pick(["/", "/system.slice/ringside.service", "/kubepods/pod7f3a/app"]))
      let limit = random.number(2...64) << 28
      (group.memoryLimit, group.memoryBytes) = (limit, limit)
      group.inactiveFileBytes = limit / 5 * 4
      group.quotaMicroseconds = random.pick([50_000, 150_000, 200_000])
      group.usedCores = 0.2
      group.threadLimit = random.pick([64, 200, 512])
      host.ownGroup = group
    case .blocked:
      host.disks[1].utilisation = 0.3
      host.disks[1].queue = 0.4
      host.disks[1].readRequests = 40
    default: break
    }
  }

  /// Begins it.
  package func begin(on host: FakeHost, seed: UInt64) {
    var random = SeededGenerator(seed: seed &+ 177)
    switch self {
    case .steal:
      host.stealShare = Double(random.number(15...60)) / 100
      host.set("cpu", some: 0.3)
    case .blocked: beginBlocked(on: host, &random)
    case .memory: beginMemory(on: host, &random)
    case .network:
      host.dropRate = Double(random.number(100...900))
      host.errorRate = Double(random.number(20...90))
      host.receiveRate = 4e6
    case .retransmits:
      host.segmentRate = Double(random.number(200...900))
      host.segmentAgainRate = host.segmentRate * Double(random.number(12...30)) / 100
    case .filling: beginFilling(on: host, &random)
    case .cpuLimit: beginCPULimit(on: host, &random)
    case .memoryLimit: beginMemoryLimit(on: host, &random)
    case .taskLimit:
      let limit = host.ownGroup?.threadLimit ?? 0
      host.ownGroup?.threads = limit
    }
  }

  private func beginBlocked(on host: FakeHost, _ random: inout SeededGenerator) {
    let name = random.pick(["rsync", "nginx", "postgres", "ls"])
    for offset in 0..<random.number(1...5) {
      var process = FakeScene.culprit([name], &random)
      process.pid = 5000 + offset
      process.isBlocked = true
      host.processes.append(process)
    }
  }

  private func beginMemory(on host: FakeHost, _ random: inout SeededGenerator) {
    var eater = FakeScene.culprit(["python3", "node", "chrome", "clang"], &random)
    eater.growthRate = Double(random.number(4...40) << 20)
    eater.userCores = 0.05
    eater.majorFaultRate = Double(random.number(150...900))
    host.processes.append(eater)
    host.availableBytes = random.number(100...900) << 20
    host.swapRate = Double(random.number(1000...9000))
    let some = Double(random.number(20...80)) / 100
    host.set("memory", some: some, full: some / 2)
  }

  private func beginFilling(on host: FakeHost, _ random: inout SeededGenerator) {
    var writer = FakeScene.culprit(["mysqld", "rsyslogd", "tar", "kafka"], &random)
    writer.writeRate = Double(random.number(8...60) << 20)
    writer.systemCores = 0.04
    host.processes.append(writer)
    let point = String(decoding: host.mountPoints.last ?? [], as: UTF8.self)
    let seconds = Double(random.number(900...2400))
    let left = writer.writeRate * seconds
    host.mount(
      point,
      FakeUsage(
        sizeBytes: left * Double(random.number(4...30)), availableBytes: left,
        growthRate: writer.writeRate))
    host.disks[0].writeRate = writer.writeRate
    host.disks[0].writeRequests = 200
    host.disks[0].utilisation = 0.2
  }

  /// The one within the group is to be named, not the busier one outside.
  private func beginCPULimit(on host: FakeHost, _ random: inout SeededGenerator) {
    let path = host.ownGroup?.path ?? "/"
    let quota = Double(host.ownGroup?.quotaMicroseconds ?? 0) / 100_000
    var inside = FakeScene.culprit(["java", "gunicorn", "php-fpm"], &random)
    inside.controlGroup = path
    inside.userCores = quota
    host.processes.append(inside)
    if path != "/" {
      var outside = FakeScene.culprit(["ffmpeg"], &random)
      (outside.controlGroup, outside.user) = ("/user.slice", 0)
      outside.userCores = quota * 1.2
      host.processes.append(outside)
    }
    host.ownGroup?.throttledShare = Double(random.number(4...9)) / 10
    host.ownGroup?.usedCores = quota
    host.ownGroup?.waitedSeconds = 0.4
  }

  private func beginMemoryLimit(on host: FakeHost, _ random: inout SeededGenerator) {
    let path = host.ownGroup?.path ?? "/"
    var inside = FakeScene.culprit(["java", "celery", "ruby"], &random)
    inside.controlGroup = path
    inside.growthRate = Double(4 << 20)
    inside.userCores = 0.05
    host.processes.append(inside)
    let held = host.ownGroup?.memoryBytes ?? 0
    host.ownGroup?.inactiveFileBytes = held / 100
    host.ownGroup?.failureRate = Double(random.number(12...40))
    host.set("memory", some: 0.3, full: 0.2)
  }
}
