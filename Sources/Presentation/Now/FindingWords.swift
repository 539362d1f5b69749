internal import Metrics

/// What is said about a finding in two lines, and where each leads.
struct FindingWords {
  let scene: Scene
  let vitals: Vitals

  /// What holds work up, its evidence, and since when.
  func first(_ finding: Verdict.Finding) -> TextLine {
    var evidence = finding.evidence.joined(separator: ", ")
    if case .limited = finding.cause, let group = finding.subject {
      evidence = "control group \(DisplayText(group, limit: 48).text) \(evidence)"
    }
    return TextLine([
      TextPiece(DisplayText(head(finding)), .critical),
      TextPiece(DisplayText(": \(evidence), \(SinceWords(scene: scene).text(finding.since))")),
    ])
  }

  private func head(_ finding: Verdict.Finding) -> String {
    let subject = finding.subject.map { DisplayText($0, limit: 48).text } ?? ""
    switch finding.cause {
    case .saturated(let resource):
      let device = subject.isEmpty ? "" : " " + subject
      let cause = finding.culprit == nil ? "saturated" : "saturated by a process here"
      return "\(resource.rawValue)\(device) \(cause)"
    case .stolen: return "cpu stolen by the hypervisor"
    case .blocked: return "idle but blocked"
    case .losing:
      return subject.isEmpty ? "network loses packets" : "network \(subject) loses packets"
    case .filling: return "\(subject) is filling"
    case .limited(let limit):
      return "\(limit.rawValue) held back by a limit"
    case .unitLimited(let limit):
      return "\(finding.name?.text ?? subject) held back by its \(limit.rawValue) limit"
    }
  }

  /// Who is behind it, or why there is no name.
  func second(_ finding: Verdict.Finding) -> TextLine {
    if !finding.waiting.isEmpty { return waiting(finding.waiting) }
    guard let culprit = finding.culprit else {
      return finding.remark.map { TextLine(DisplayText($0), .muted) } ?? unknown(finding)
    }
    let share = Unit.ratio.text(culprit.share)
    let several = DisplayText("\(culprit.members) × ") + DisplayText(culprit.name, limit: 64)
    let verb = culprit.process == nil ? "do" : "does"
    return TextLine([
      TextPiece(culprit.process?.name ?? several, .strong),
      TextPiece(DisplayText(" \(verb) \(share) \(culprit.activity), \(culprit.amount)")),
    ])
  }

  private func waiting(_ processes: [ProcessKey]) -> TextLine {
    let names = processes.prefix(3).map(\.name).joined(separator: ", ")
    let others = processes.count - 3
    let verb = processes.count == 1 ? "waits" : "wait"
    return TextLine([
      TextPiece(names, .strong),
      TextPiece(DisplayText(others > 0 ? " and \(others) more \(verb)" : " \(verb)")),
      TextPiece(" for what does not answer: a disk, a file server or the kernel"),
    ])
  }

  private func unknown(_ finding: Verdict.Finding) -> TextLine {
    switch finding.cause {
    case .saturated(.network), .losing:
      return TextLine("the kernel does not count traffic by process", .muted)
    case .saturated(.disk): break
    default: return TextLine("no process stands out", .muted)
    }
    let hidden = vitals.processes.count { $0.pid != nil && $0.ioBytes == nil }
    guard hidden > 0 else {
      return TextLine("no process asks for it now: earlier writes are being written back", .muted)
    }
    let advice = scene.situation.access.advice
    return TextLine(DisplayText("I/O of \(hidden) processes is hidden (\(advice))"), .muted)
  }

  // MARK: - Where Enter leads

  /// Where the evidence is.
  func place(_ finding: Verdict.Finding) -> Place {
    switch finding.cause {
    case .saturated(let resource): .resource(resource)
    case .stolen: .resource(.cpu)
    case .blocked: .resource(.disk)
    case .losing: .resource(.network)
    case .filling: .mount(MountKey(mountPoint: finding.subject ?? "", device: ""))
    case .limited(let limit): .expression(limitExpression(limit, finding))
    case .unitLimited: .unit(finding.subject ?? "")
    }
  }

  /// Where the one is who was named, else the same as the first line's.
  func secondPlace(_ finding: Verdict.Finding) -> Place {
    (finding.waiting.first ?? finding.culprit?.process).map(Place.process) ?? place(finding)
  }

  private func selector(_ metric: String, _ label: ByteString, _ finding: Verdict.Finding) -> String
  {
    scene.hostSelector(metric, QueryText.matcher(label, finding.subject ?? ""))
  }

  private func limitExpression(_ limit: Verdict.Limit, _ finding: Verdict.Finding) -> String {
    let own = { (metric: String) in selector("container_\(metric)", "id", finding) }
    switch limit {
    case .cpu:
      return "rate(\(own("cpu_cfs_throttled_periods_total"))[15s])"
        + " / rate(\(own("cpu_cfs_periods_total"))[15s])"
    case .memory:
      return "\(own("memory_working_set_bytes")) / \(own("spec_memory_limit_bytes"))"
    case .tasks: return "\(own("threads")) / \(own("threads_max"))"
    }
  }
}

/// Since when something holds, in words.
struct SinceWords {
  let scene: Scene

  func text(_ since: Verdict.Since) -> String {
    switch since {
    case .moment(let milliseconds):
      let moment = Timestamp(milliseconds: milliseconds)
      let age = Age.text(seconds: (scene.moment - moment).inSeconds)
      return "since \(ClockText.withSeconds(moment, scene.situation.zone)) (\(age))"
    case .atLeast(let milliseconds):
      return "for at least \(Age.text(seconds: Double(milliseconds) / 1000))"
    }
  }
}
