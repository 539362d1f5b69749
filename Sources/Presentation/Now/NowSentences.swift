internal import Metrics
internal import Rules

/// The sentences at the top of the host: what is saturated now, and the alert that waits.
struct NowSentences {
  let scene: Scene
  /// What happened, oldest first.
  let history: [HistoryEvent]

  /// At most five lines: what holds work up now, what happened before, the alert that waits.
  func sentences(_ reading: AnswerReading) -> [Sentence] {
    let before = BeforeSentence(scene: scene, history: history).sentence
    let last = [before, alertSentence].compactMap { $0 }
    // A low screen shows fewer; the first finding goes before all else.
    let room = max(2, min(5, scene.situation.size.rows / 5) - last.count)
    return (scene.situation.hasHost ? now(reading, lines: room) : []) + last
  }

  private func now(_ reading: AnswerReading, lines count: Int) -> [Sentence] {
    let judgement = NowJudgement.of(reading)
    let verdict = judgement.verdict
    guard verdict.isJudged else {
      let text = TextLine("the first rates come with the next tick", .muted)
      return [Sentence(heading: "Now", text: text)]
    }
    guard !verdict.findings.isEmpty else { return quiet(verdict) }
    let words = FindingWords(scene: scene, vitals: judgement.vitals)
    var lines: [Sentence] = []
    var named: [Verdict.Culprit] = []
    for finding in verdict.findings {
      lines.append(
        Sentence(
          heading: lines.isEmpty ? "Now" : "", text: words.first(finding),
          destination: words.place(finding)))
      // Who was named a line ago is not named again for the same.
      if let culprit = finding.culprit, named.contains(culprit) { continue }
      named += finding.culprit.map { [$0] } ?? []
      lines.append(
        Sentence(
          heading: "", text: words.second(finding), destination: words.secondPlace(finding)))
    }
    return Array(lines.prefix(count))
  }

  // MARK: - Nothing is saturated

  private func quiet(_ verdict: Verdict) -> [Sentence] {
    let half = max(1, verdict.lookedAt.count / 2)
    let first = TextLine([
      TextPiece("nothing is saturated", .good),
      TextPiece(DisplayText(" \(SinceWords(scene: scene).text(verdict.quietSince)): ")),
      TextPiece(DisplayText(verdict.lookedAt.prefix(half).joined(separator: "; "))),
    ])
    let rest = verdict.lookedAt.dropFirst(half).joined(separator: "; ")
    let lines = [
      Sentence(heading: "Now", text: first),
      Sentence(heading: "", text: TextLine(DisplayText(rest))),
    ]
    return rest.isEmpty ? [lines[0]] : lines
  }

  // MARK: - The alert strip

  private var alertSentence: Sentence? {
    let book = scene.situation.rules
    guard let alert = book.mostUrgent ?? book.alerts.first(where: { $0.state == .firing }) else {
      return nil
    }
    let age = ClockText.age(alert.firedAt ?? alert.activeAt, now: scene.alertMoment)
    let severity = alert.labels["severity"].map { DisplayText($0, limit: 16) + " " } ?? ""
    let others = book.count(.firing) - 1
    // Who took what on is not recorded.
    let isRecording = scene.situation.recording != nil
    let state = alert.isAcknowledged ? ", acknowledged" : isRecording ? "" : ", not acknowledged"
    let more = others > 0 ? ", \(others) more" : ""
    let text = TextLine([
      TextPiece(scene.alertPrefix, .muted), TextPiece(severity, .critical),
      TextPiece(DisplayText(alert.name, limit: 64), .strong), TextPiece(" "),
      TextPiece(AlertColumns.labels(alert.labels)),
      TextPiece(DisplayText("  \(age)\(state)\(more)"), .muted),
    ])
    return Sentence(
      heading: "", mark: .firing, text: text, destination: .alert(alert.labels),
      hints: [Hint(.nextAlert, "card")] + (isRecording ? [] : [Hint(.acknowledge, "ack")]))
  }
}
