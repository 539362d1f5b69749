internal import Collectors
internal import Glibc
internal import Metrics
internal import Storage
internal import TestWorld
internal import TimeSeries

/// What a recording of a made-up machine with 300 processes takes, by class and resolution.
///
/// Of the processes 60 use some CPU, a third of those more or less memory and storage from tick to tick; a new one comes
/// every minute and stays for ten. The default of `ringside record` is computed from these figures.
struct RecordingMeasurement {
  private static let start: Int64 = 1_700_000_000_000
  private static let arenaBytes = 64 << 20
  private static let processes = 300
  private static let busy = 60
  /// Seconds from one new process to the next, and how many of them there are at a time.
  private static let newcomerSeconds: Int64 = 60
  private static let newcomers = 10

  /// Seconds of time from tick to tick.
  let interval: Int64
  /// Seconds that are recorded.
  let length: Int64

  /// The figures, a line each.
  ///
  /// - Throws: where the machine or the file cannot be written.
  func rows() throws -> [String] {
    let path = "/tmp/ringside-bench-\(getpid()).ring"
    defer { unlink(path) }
    let ring = Ring(byteBound: Self.arenaBytes)
    let file = try RingFileWriter(
      creating: DescriptorFile(path, .creating(mode: 0o600)),
      layout: RingFileLayout(fileBytes: 4 << 30, arenaBytes: Self.arenaBytes), facts: Self.facts)
    let (report, samples) = try record(ring, file)
    try file.checkpoint()
    let summary = try RingFile(DescriptorFile(path, .reading)).summary
    let status = ring.status()
    let held = summary.shares.values.reduce(0) { $0 + $1.segments } << 16
    var rows = summary.shares.sorted { $0.key.rawValue < $1.key.rawValue }.map(row)
    rows += [
      "recording.samples: \(samples), \(Self.rounded(Double(samples) / Double(length))) a second",
      "recording.ring: \(status.bytesUsed) bytes for \(status.samples) raw samples, "
        + "\(Self.rounded(Double(status.bytesUsed) / Double(status.samples))) a sample",
      "recording.file: \(held + summary.journalBytes + summary.indexBytes) bytes, "
        + "\(Self.rounded(Double(held + summary.journalBytes + summary.indexBytes) / Double(samples)))"
        + " a sample; index \(summary.indexBytes), journal \(summary.journalBytes)",
      "recording.written: \(Self.rounded(Double(report.bytes) / Double(report.payloadBytes))) times"
        + " the payload of \(report.payloadBytes) bytes",
    ]
    return rows
  }

  private func record(
    _ ring: Ring, _ file: RingFileWriter
  ) throws -> (report: FlushReport, samples: Int) {
    let host = try FakeScene.idle.machine(seed: 3)
    var generator = SeededGenerator(seed: 300)
    populate(host, &generator)
    var options = Workload.options(host)
    options.reportsCollectors = true
    var collector = HostCollector(options)
    // Every collector of batches has slots of its own.
    var writers: [RingWriter] = []
    var report = FlushReport()
    var samples = 0
    var seconds: Int64 = 0
    var flushed: Int64 = 0
    while seconds < length {
      seconds += interval
      pass(host, seconds, &generator)
      try host.advance(by: Double(interval))
      let moment = Timestamp(milliseconds: Self.start + seconds * 1000)
      for (place, batch) in collector.collect(at: moment).enumerated() {
        while writers.count <= place { writers.append(ring.makeWriter()) }
        samples += writers[place].append(batch).appended
      }
      guard seconds - flushed >= 10 else { continue }
      flushed = seconds
      let flush = try file.flush(ring, at: moment)
      report.bytes += flush.bytes
      report.payloadBytes += flush.payloadBytes
    }
    return (report, samples)
  }

  // MARK: - The machine

  private func populate(_ host: FakeHost, _ generator: inout SeededGenerator) {
    let names = [
      "postgres", "nginx", "java", "python3", "node", "containerd-shim", "sshd", "worker",
    ]
    for number in host.processes.count..<Self.processes {
      let name = names[number % names.count]
      var process = FakeProcess(
        pid: 2000 + number * 7, comm: name, commandLine: "/usr/bin/\(name) --id \(number)")
      process.residentBytes = generator.number(2...400) << 20
      process.controlGroup = "/system.slice/\(name).service"
      process.threads = generator.number(1...40)
      process.userSeconds = Double(generator.number(1...9000))
      host.processes.append(process)
    }
    host.segmentRate = 300
    host.forkRate = 4
  }

  /// What the machine does until the next tick.
  private func pass(_ host: FakeHost, _ seconds: Int64, _ generator: inout SeededGenerator) {
    for number in 0..<min(Self.busy, host.processes.count) {
      let cores = Double(generator.number(0...40)) / 1000
      host.processes[number].userCores = cores
      host.processes[number].systemCores = cores / 4
      guard number % 3 == 0 else { continue }
      host.processes[number].growthRate = Double(generator.number(-64...64) << 12)
      host.processes[number].residentBytes = max(4 << 20, host.processes[number].residentBytes)
      host.processes[number].writeRate = Double(generator.number(0...64) << 12)
    }
    host.receiveRate = Double(generator.number(50_000...900_000))
    host.transmitRate = Double(generator.number(50_000...900_000))
    host.availableBytes = host.memoryBytes / 2 + generator.number(0...4096) << 12
    host.load = (0..<3).map { _ in Double(generator.number(20...300)) / 100 }
    for number in host.disks.indices {
      host.disks[number].writeRequests = Double(generator.number(0...60))
      host.disks[number].writeRate = Double(generator.number(0...4000) << 9)
      host.disks[number].utilisation = Double(generator.number(0...30)) / 100
      host.disks[number].awaitSeconds = 0.002
    }
    guard seconds % Self.newcomerSeconds < interval else { return }
    var process = FakeProcess(
      pid: 10_000 + Int(seconds / Self.newcomerSeconds), comm: "job",
      commandLine: "/usr/bin/job --run \(seconds)")
    process.startSeconds = host.uptime
    process.userCores = 0.1
    host.processes.append(process)
    if host.processes.count > Self.processes + Self.newcomers {
      host.processes.remove(at: Self.processes)
    }
  }

  // MARK: - Words

  private func row(_ ringClass: RingClass, _ share: RingFileSummary.Share) -> String {
    let rates = [share.raw, share.tenSeconds, share.minute].map { circle in
      Self.rounded(Double(circle.segments << 16) / Double(length))
    }
    return "recording.\(ringClass): \(share.series) series; bytes a second: raw \(rates[0]), "
      + "10 s \(rates[1]), 1 min \(rates[2])"
  }

  private static func rounded(_ value: Double) -> String { Workload.rounded(value) }

  static let facts = RingFileFacts(
    machineID: "4f2a", hostName: "bench", zoneName: "UTC", zoneOffset: 0, interval: 5000,
    created: Timestamp(milliseconds: start), program: "ringside-bench")
}
