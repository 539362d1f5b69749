internal import Metrics
internal import Rules

/// The sentences at the top of the host: what is saturated now, and the alert that waits.
struct NowSentences {
  let scene: Scene

  /// At most five lines.
  func sentences(_ reading: AnswerReading) -> [Sentence] {
    let alert = alertSentence
    let lines = scene.situation.hasHost ? now(reading) : []
    return lines.prefix(alert == nil ? 5 : 4) + (alert.map { [$0] } ?? [])
  }

  private func now(_ reading: AnswerReading) -> [Sentence] {
    let vitals = NowQueries(scene).vitals(reading)
    let verdict = Saturation(vitals: vitals).verdict()
    guard verdict.isJudged else {
      let text = TextLine("the first rates come with the next tick", .muted)
      return [Sentence(heading: "Now", text: text)]
    }
    guard !verdict.findings.isEmpty else { return quiet(verdict) }
    var lines: [Sentence] = []
    for finding in verdict.findings.prefix(2) {
      lines += saturated(finding, heading: lines.isEmpty ? "Now" : "", vitals)
    }
    return lines
  }

  // MARK: - Something is saturated

  private func saturated(
    _ finding: Verdict.Finding, heading: DisplayText, _ vitals: Vitals
  ) -> [Sentence] {
    let device = finding.device.map { " " + DisplayText($0, limit: 32).text } ?? ""
    let cause = finding.culprit == nil ? "saturated" : "saturated by a process here"
    let evidence = finding.evidence.joined(separator: ", ")
    let first = TextLine([
      TextPiece(DisplayText("\(finding.resource.rawValue)\(device) \(cause)"), .critical),
      TextPiece(DisplayText(": \(evidence), \(words(finding.since))")),
    ])
    let resource = Place.resource(finding.resource)
    let process = finding.culprit?.process.map(Place.process)
    return [
      Sentence(heading: heading, text: first, destination: resource),
      Sentence(heading: "", text: culprit(finding, vitals), destination: process ?? resource),
    ]
  }

  private func culprit(_ finding: Verdict.Finding, _ vitals: Vitals) -> TextLine {
    guard let culprit = finding.culprit else { return unknown(finding, vitals) }
    let share = Unit.ratio.text(culprit.share)
    let several = DisplayText("\(culprit.members) × ") + DisplayText(culprit.name, limit: 64)
    let verb = culprit.process == nil ? "do" : "does"
    return TextLine([
      TextPiece(culprit.process?.name ?? several, .strong),
      TextPiece(DisplayText(" \(verb) \(share) \(culprit.activity), \(culprit.amount)")),
    ])
  }

  /// Why there is no name.
  private func unknown(_ finding: Verdict.Finding, _ vitals: Vitals) -> TextLine {
    switch finding.resource {
    case .network: return TextLine("the kernel does not count traffic by process", .muted)
    case .cpu, .memory: return TextLine("no process stands out", .muted)
    case .disk: break
    }
    let hidden = vitals.processes.count { $0.pid != nil && $0.ioBytes == nil }
    guard hidden > 0 else {
      return TextLine("no process asks for it now: earlier writes are being written back", .muted)
    }
    return TextLine(DisplayText("I/O of \(hidden) processes is hidden (run as root)"), .muted)
  }

  // MARK: - Nothing is saturated

  private func quiet(_ verdict: Verdict) -> [Sentence] {
    let half = (verdict.lookedAt.count + 1) / 2
    let first = TextLine([
      TextPiece("nothing is saturated", .good),
      TextPiece(DisplayText(" \(words(verdict.quietSince)): ")),
      TextPiece(DisplayText(verdict.lookedAt.prefix(half).joined(separator: "; "))),
    ])
    let rest = verdict.lookedAt.dropFirst(half).joined(separator: "; ")
    let lines = [
      Sentence(heading: "Now", text: first),
      Sentence(heading: "", text: TextLine(DisplayText(rest))),
    ]
    return rest.isEmpty ? [lines[0]] : lines
  }

  private func words(_ since: Verdict.Since) -> String {
    switch since {
    case .moment(let milliseconds):
      let moment = Timestamp(milliseconds: milliseconds)
      let age = Age.text(seconds: (scene.moment - moment).inSeconds)
      return "since \(ClockText.withSeconds(moment, scene.situation.zone)) (\(age))"
    case .atLeast(let milliseconds):
      return "for at least \(Age.text(seconds: Double(milliseconds) / 1000))"
    }
  }

  // MARK: - The alert strip

  private var alertSentence: Sentence? {
    let book = scene.situation.rules
    guard let alert = book.mostUrgent ?? book.alerts.first(where: { $0.state == .firing }) else {
      return nil
    }
    let age = ClockText.age(alert.firedAt ?? alert.activeAt, now: scene.situation.now)
    let severity = alert.labels["severity"].map { DisplayText($0, limit: 16) + " " } ?? ""
    let others = book.count(.firing) - 1
    let state = alert.isAcknowledged ? "acknowledged" : "not acknowledged"
    let more = others > 0 ? ", \(others) more" : ""
    let text = TextLine([
      TextPiece(scene.isLive ? "" : "now: ", .muted), TextPiece(severity, .critical),
      TextPiece(DisplayText(alert.name, limit: 64), .strong), TextPiece(" "),
      TextPiece(AlertColumns.labels(alert.labels)),
      TextPiece(DisplayText("  \(age), \(state)\(more)"), .muted),
    ])
    return Sentence(
      heading: "", mark: .firing, text: text, destination: .alert(alert.labels),
      hints: [Hint(.nextAlert, "card"), Hint(.acknowledge, "ack")])
  }
}
