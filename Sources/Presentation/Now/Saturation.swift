internal import Metrics

/// Finds what holds work up, its evidence, who is behind it, and since when.
struct Saturation {
  let vitals: Vitals

  var scores: SaturationScores { SaturationScores(vitals: vitals) }
  var culprits: Culprits { Culprits(vitals: vitals) }

  /// What holds now.
  func verdict() -> Verdict {
    let disks = vitals.disks.map { ($0, scores.disk($0)) }
    let interfaces = vitals.interfaces.map { ($0, scores.network($0)) }
    let cpu = scores.cpu
    let memory = scores.memory
    var findings = [self.cpu(cpu), self.memory(memory)].compactMap { $0 }
    findings += worst(disks.compactMap(disk))
    findings += worst(interfaces.compactMap(network))
    findings += hindrances
    findings.sort { $0.score > $1.score }
    let all = [cpu, memory] + disks.map(\.1) + interfaces.map(\.1)
    return Verdict(
      findings: onePerMatter(findings), lookedAt: SaturationWords(vitals: vitals).lookedAt,
      quietSince: quietSince(all), isJudged: vitals.modes.contains { !$0.value.isEmpty })
  }

  /// Of several devices of a kind the two worst.
  private func worst(_ findings: [Verdict.Finding]) -> ArraySlice<Verdict.Finding> {
    findings.sorted { $0.score > $1.score }.prefix(2)
  }

  /// Without what is another word for something graver: who waits for a processor waits for one reason.
  private func onePerMatter(_ findings: [Verdict.Finding]) -> [Verdict.Finding] {
    var causes: [String: Verdict.Cause] = [:]
    return findings.filter { finding in
      let matter = Saturation.matter(finding.cause)
      let first = causes[matter] ?? finding.cause
      causes[matter] = first
      return first == finding.cause
    }
  }

  private static func matter(_ cause: Verdict.Cause) -> String {
    switch cause {
    case .saturated(let resource): resource.rawValue
    case .stolen: "cpu"
    case .blocked: "disk"
    case .losing: "network"
    case .filling: "space"
    case .limited(let limit): limit.rawValue
    // What is held back in a group is not what the machine is short of.
    case .unitLimited(let limit): "unit \(limit.rawValue)"
    }
  }

  func steady(_ course: Course) -> Double? { vitals.steady(course).last }

  // MARK: - Resources

  private func cpu(_ scores: [Double]) -> Verdict.Finding? {
    guard let since = since(scores), let cores = vitals.cores else { return nil }
    let busy = steady(vitals.cores(without: ["idle", "iowait", "steal"]))
    var evidence = ["\(Unit.cores.text(busy)) of \(Unit.cores.text(cores)) cores busy"]
    if let steal = vitals.modes["steal"].flatMap(steady), steal >= 0.05 * cores {
      evidence.append("\(Unit.ratio.text(steal / cores)) stolen by the hypervisor")
    }
    evidence += cpuQueue
    return Verdict.Finding(
      cause: .saturated(.cpu), evidence: evidence, culprit: culprits.cpu, since: since,
      score: scores.last ?? 0)
  }

  /// How long tasks wait for a processor, and how many.
  var cpuQueue: [String] {
    var evidence: [String] = []
    if let waiting = steady(vitals.cpuWaiting) {
      evidence.append("tasks wait \(Unit.ratio.text(waiting)) of the time")
    }
    if let running = steady(vitals.running) {
      evidence.append("run queue \(Unit.count.text(running))")
    }
    return evidence
  }

  private func memory(_ scores: [Double]) -> Verdict.Finding? {
    guard let since = since(scores) else { return nil }
    var evidence: [String] = []
    if let waiting = steady(vitals.memoryWaiting) {
      evidence.append("tasks wait \(Unit.ratio.text(waiting)) of the time")
    }
    if let stalled = steady(vitals.memoryStalled), stalled >= 0.01 {
      evidence.append("all of them \(Unit.ratio.text(stalled))")
    }
    if let available = vitals.memoryAvailable {
      let share = vitals.memoryTotal.map { " (\(Unit.ratio.text(available / $0)))" } ?? ""
      evidence.append("\(Unit.bytes.text(available))\(share) available")
    }
    if let swapping = steady(vitals.swapping), swapping >= 1 {
      evidence.append("\(Unit.count.text(swapping)) pages swapped a second")
    }
    if let faults = steady(vitals.majorFaults), faults >= 10 {
      evidence.append("\(Unit.count.text(faults)) major faults a second")
    }
    return Verdict.Finding(
      cause: .saturated(.memory), evidence: evidence, culprit: culprits.memory, since: since,
      score: scores.last ?? 0)
  }

  /// Of the devices that are at work while tasks wait, the longer queue is the graver.
  private func disk(_ disk: Vitals.Disk, _ scores: [Double]) -> Verdict.Finding? {
    guard let since = since(scores) else { return nil }
    let queue = steady(disk.queue) ?? 0
    var evidence = ["queue \(Unit.count.text(queue))"]
    if let wait = disk.wait { evidence.append("await \(Unit.seconds.text(wait))") }
    if let busy = steady(disk.busy) {
      evidence.append("busy \(Unit.ratio.text(min(busy, 1)))")
    }
    if let waiting = steady(vitals.ioWaiting) {
      evidence.append("tasks wait \(Unit.ratio.text(waiting)) of the time")
    } else if let blocked = steady(vitals.blocked) {
      evidence.append("\(Unit.count.text(blocked)) tasks blocked")
    }
    return Verdict.Finding(
      cause: .saturated(.disk), subject: disk.device, evidence: evidence,
      culprit: culprits.disk(disk), since: since,
      score: (scores.last ?? 0) + min(queue, 1000) / 10_000)
  }

  private func network(_ interface: Vitals.Interface, _ scores: [Double]) -> Verdict.Finding? {
    guard let since = since(scores) else { return nil }
    let most = max(steady(interface.sentBytes) ?? 0, steady(interface.receivedBytes) ?? 0)
    var evidence = [
      "\(Unit.bytesPerSecond.text(most)) of \(Unit.bytesPerSecond.text(interface.speed))"
    ]
    if let drops = steady(interface.drops), drops > 0 {
      evidence.append("\(Unit.count.text(drops)) packets dropped a second")
    }
    return Verdict.Finding(
      cause: .saturated(.network), subject: interface.device, evidence: evidence, culprit: nil,
      since: since, score: scores.last ?? 0)
  }

  // MARK: - Since when

  /// Since when the scores are at least 1, dips of up to five seconds counted in; `nil` where the newest is not.
  func since(_ scores: [Double]) -> Verdict.Since? {
    since(scores, start: vitals.start, step: vitals.step)
  }

  func since(_ scores: [Double], start: Int64, step: Int64) -> Verdict.Since? {
    guard let last = scores.last, last >= 1 else { return nil }
    let longestDip = max(1, Int(5000 / max(step, 1)))
    var first = scores.count - 1
    var dip = 0
    for index in scores.indices.reversed() {
      if scores[index] >= 1 {
        first = index
        dip = 0
      } else {
        dip += 1
        if dip > longestDip { break }
      }
    }
    return Saturation.since(index: first, of: scores.count, start: start, step: step)
  }

  /// Since when no score is at least 1.
  private func quietSince(_ all: [[Double]]) -> Verdict.Since {
    var first = 0
    for scores in all {
      if let last = scores.lastIndex(where: { $0 >= 1 }) { first = max(first, last + 1) }
    }
    return Saturation.since(
      index: min(first, max(vitals.count - 1, 0)), of: vitals.count, start: vitals.start,
      step: vitals.step)
  }

  /// The moment of a point; where it is the first of all that was looked at, it may be older.
  static func since(index: Int, of count: Int, start: Int64, step: Int64) -> Verdict.Since {
    index == 0
      ? .atLeast(milliseconds: Int64(count - 1) * step) : .moment(start + Int64(index) * step)
  }
}
