internal import Metrics

/// What holds work up though no resource of the machine is saturated.
extension Saturation {
  var hindrances: [Verdict.Finding] {
    var findings = [stolen, blocked].compactMap { $0 }
    findings += vitals.interfaces.compactMap(losses).sorted { $0.score > $1.score }.prefix(1)
    if !findings.contains(where: { $0.cause == .losing }), let again = sentAgain {
      findings.append(again)
    }
    findings += vitals.fileSystems.compactMap(filling).sorted { $0.score > $1.score }.prefix(2)
    findings += limits + unitLimits
    return findings
  }

  // MARK: - Processors

  private var stolen: Verdict.Finding? {
    let scores = scores.stolen
    guard let since = since(scores), let cores = vitals.cores,
      let steal = vitals.modes["steal"].flatMap(steady)
    else { return nil }
    let used = steady(vitals.cores(without: ["idle", "iowait", "steal"]))
    let evidence = [
      "\(Unit.ratio.text(steal / cores)) of \(Unit.cores.text(cores)) \(cores == 1 ? "core" : "cores")"
    ]
    return Verdict.Finding(
      cause: .stolen, evidence: evidence + cpuQueue,
      remark: "processes here get \(Unit.cores.text(used)) cores; other guests of the same host"
        + " take \(Unit.cores.text(steal))",
      since: since, score: scores.last ?? 0)
  }

  private var blocked: Verdict.Finding? {
    let scores = scores.blocked
    let stuck = self.scores.stuck
    let since =
      since(scores) ?? since(stuck, start: vitals.coarseStart, step: vitals.coarseStep)
    guard let since else { return nil }
    let count = max(steady(vitals.blocked)?.rounded() ?? 0, Double(vitals.stuck.count), 1)
    var evidence = ["\(Unit.count.text(count)) \(count == 1 ? "task" : "tasks") in state D"]
    if let cores = vitals.cores, cores > 0 {
      let busy = steady(vitals.cores(without: ["idle", "iowait"]))
      evidence.append("cpu \(Unit.ratio.text((busy ?? 0) / cores)) busy")
    }
    if let busiest = vitals.disks.compactMap({ steady($0.busy) }).max() {
      evidence.append("no disk more than \(Unit.ratio.text(min(busiest, 1))) busy")
    }
    return Verdict.Finding(
      cause: .blocked, evidence: evidence,
      remark: vitals.stuck.isEmpty ? "none of the processes that are recorded waits" : nil,
      waiting: vitals.stuck, since: since,
      score: max(scores.last ?? 0, stuck.last ?? 0) + min(count, 100) / 100)
  }

  // MARK: - Network

  private func losses(_ interface: Vitals.Interface) -> Verdict.Finding? {
    let scores = scores.losses(interface)
    guard let since = since(scores) else { return nil }
    let (drops, errors) = (steady(interface.drops) ?? 0, steady(interface.errors) ?? 0)
    let all = (steady(interface.packets) ?? 0) + drops + errors
    var evidence: [String] = []
    if drops >= 1 { evidence.append("\(Unit.count.text(drops)) dropped a second") }
    if errors >= 1 { evidence.append("\(Unit.count.text(errors)) with errors a second") }
    evidence.append(
      "\(Unit.ratio.text((drops + errors) / all)) of \(Unit.count.text(all)) packets a second")
    return Verdict.Finding(
      cause: .losing, subject: interface.device, evidence: evidence, since: since,
      score: min(scores.last ?? 0, 10))
  }

  /// Losses beyond this machine show in what is sent again.
  private var sentAgain: Verdict.Finding? {
    let scores = scores.sentAgain
    guard let since = since(scores, start: vitals.coarseStart, step: vitals.coarseStep),
      let sent = vitals.segmentsSent.last, let again = vitals.segmentsSentAgain.last
    else { return nil }
    let evidence = [
      "\(Unit.ratio.text(again / sent)) of TCP segments sent again",
      "\(Unit.count.text(again)) of \(Unit.count.text(sent)) a second",
    ]
    return Verdict.Finding(
      cause: .losing, evidence: evidence,
      remark: "the interfaces here lose nothing: look at the way to the peers", since: since,
      score: min(scores.last ?? 0, 10))
  }

  // MARK: - File systems

  private func filling(_ fileSystem: Vitals.FileSystem) -> Verdict.Finding? {
    guard let forecast = fileSystem.fill.forecast else { return nil }
    let evidence = [
      "\(Unit.ratio.text(forecast.usedShare)) full",
      "+\(Unit.bytesPerSecond.text(forecast.bytesPerSecond))",
      "full in \(rough(forecast.secondsToFull))",
    ]
    let fill = fileSystem.fill
    return Verdict.Finding(
      cause: .filling, subject: fileSystem.mountPoint, evidence: evidence,
      culprit: culprits.writer(least: forecast.bytesPerSecond / 2),
      remark: "no process stands out among those that write",
      since: Saturation.since(
        index: forecast.since, of: fill.available.values.count, start: fill.start,
        step: fill.step),
      score: min(max(3600 / max(forecast.secondsToFull, 1), 1), 10))
  }

  /// A forecast in one unit: more would promise what no slope can keep.
  private func rough(_ seconds: Double) -> String {
    if seconds < 120 { return "\(Unit.count.text(seconds.rounded())) s" }
    if seconds < 7200 { return "\(Unit.count.text((seconds / 60).rounded())) min" }
    return "\(Unit.count.text((seconds / 3600).rounded())) h"
  }

  // MARK: - Limits

  /// The gravest of each kind: a group and the one above it are seldom both the reason.
  private var limits: [Verdict.Finding] {
    let kinds: [(Vitals.ControlGroup) -> Verdict.Finding?] = [throttled, memoryLimit, tasksLimit]
    return kinds.compactMap { kind in
      vitals.controlGroups.compactMap { kind($0) }.max { $0.score < $1.score }
    }
  }

  /// The gravest of each kind among all other groups, after what holds the whole machine up.
  private var unitLimits: [Verdict.Finding] {
    let (start, step) = (vitals.unitStart, vitals.unitStep)
    let points = max(1, Int(10_000 / max(step, 1)))
    let kinds: [(Vitals.ControlGroup) -> Verdict.Finding?] = [
      { group in
        throttled(group, group.throttled.smoothed(points)) { since($0, start: start, step: step) }
      },
      { group in
        memoryLimit(group, group.memoryShare.smoothed(points)) {
          since($0, start: start, step: step)
        }
      },
      { group in
        tasksLimit(group, group.tasksShare.smoothed(points)) { since($0, start: start, step: step) }
      },
    ]
    return kinds.compactMap { kind in
      let worst = vitals.units.compactMap { group in kind(group).map { (group, $0) } }
        // Of a group and one in it that are held back alike, the inner one says more.
        .max { ($0.1.score, $0.0.id.bytes.count) < ($1.1.score, $1.0.id.bytes.count) }
      guard let (group, finding) = worst, case .limited(let limit) = finding.cause else {
        return nil
      }
      var named = finding
      named.cause = .unitLimited(limit)
      named.name = group.name
      named.score = min(0.5 + finding.score / 100, 0.99)
      return named
    }
  }

  private func throttled(_ group: Vitals.ControlGroup) -> Verdict.Finding? {
    throttled(group, vitals.steady(group.throttled), since)
  }

  private func memoryLimit(_ group: Vitals.ControlGroup) -> Verdict.Finding? {
    memoryLimit(group, vitals.steady(group.memoryShare), since)
  }

  private func tasksLimit(_ group: Vitals.ControlGroup) -> Verdict.Finding? {
    tasksLimit(group, vitals.steady(group.tasksShare), since)
  }

  private func throttled(
    _ group: Vitals.ControlGroup, _ course: Course, _ since: ([Double]) -> Verdict.Since?
  ) -> Verdict.Finding? {
    let scores = scores.throttled(course)
    guard let since = since(scores), let throttled = course.last else { return nil }
    var evidence = ["throttled in \(Unit.ratio.text(throttled)) of its periods"]
    if let quota = group.quotaCores {
      let used = group.usedCores.map { Unit.cores.text($0) + " of " } ?? ""
      evidence.append("uses \(used)\(Unit.cores.text(quota)) cores")
    }
    if let waited = group.throttledSeconds {
      evidence.append("waits \(Unit.seconds.text(waited)) each second")
    }
    return Verdict.Finding(
      cause: .limited(.cpu), subject: group.id, evidence: evidence,
      culprit: culprits.within(group.id).cpu, since: since, score: scores.last ?? 0)
  }

  private func memoryLimit(
    _ group: Vitals.ControlGroup, _ course: Course, _ since: ([Double]) -> Verdict.Since?
  ) -> Verdict.Finding? {
    let scores = scores.share(course)
    guard let since = since(scores) else { return nil }
    var evidence = [
      "holds \(Unit.bytes.text(group.memory)) of \(Unit.bytes.text(group.memoryLimit))"
    ]
    if let failures = group.failures, failures >= 0.1 {
      evidence.append("the limit reached \(Unit.count.text(failures)) times a second")
    }
    return Verdict.Finding(
      cause: .limited(.memory), subject: group.id, evidence: evidence,
      culprit: culprits.within(group.id).memory, since: since,
      score: (scores.last ?? 0) + min(group.failures ?? 0, 5))
  }

  private func tasksLimit(
    _ group: Vitals.ControlGroup, _ course: Course, _ since: ([Double]) -> Verdict.Since?
  ) -> Verdict.Finding? {
    let scores = scores.share(course)
    guard let since = since(scores) else { return nil }
    let evidence = [
      "has \(Unit.count.text(group.tasks)) of \(Unit.count.text(group.tasksLimit)) threads"
    ]
    return Verdict.Finding(
      cause: .limited(.tasks), subject: group.id, evidence: evidence,
      remark: "new threads and processes are refused at the limit", since: since,
      score: scores.last ?? 0)
  }
}
