internal import Metrics
internal import Rules

/// The first line, and what the last lines say about history and cost.
struct StatusBuilder {
  let scene: Scene

  private var situation: Situation { scene.situation }

  func status(_ reading: AnswerReading) -> StatusLine {
    StatusLine(
      facts: HostFacts(scene).lines(reading), alerts: alerts, clock: clock,
      window: DisplayText(PrometheusDuration.text(scene.session.window)), isLive: scene.isLive)
  }

  private var alerts: [AlertCount] {
    let book = situation.rules
    var counts: [AlertCount] = []
    let prefix = scene.alertPrefix.text
    let firing = book.count(.firing)
    if firing > 0 {
      counts.append(
        AlertCount(.firing, text: DisplayText("\(prefix)\(firing) firing"), tone: .critical))
    }
    let pending = book.count(.pending)
    if pending > 0 {
      counts.append(AlertCount(.pending, text: DisplayText("\(pending) pending"), tone: .warning))
    }
    let silent = book.rulesWithoutData
    if silent > 0 {
      let text = "\(book.rules.count) rules, \(silent) match nothing"
      counts.append(AlertCount(.noData, text: DisplayText(text), tone: .muted))
    }
    let failed = book.rules.count { if case .error = $0.health { true } else { false } }
    if failed > 0 {
      counts.append(AlertCount(.noData, text: DisplayText("\(failed) in error"), tone: .warning))
    }
    let down = situation.targets.count { $0.health == .down }
    if down > 0 {
      let text = "\(down) of \(situation.targets.count) targets down"
      counts.append(AlertCount(.stale, text: DisplayText(text), tone: .warning))
    }
    return counts
  }

  private var clock: TextLine {
    let time = ClockText.withSeconds(scene.moment, situation.zone)
    var pieces = [
      TextPiece(scene.isLive ? "LIVE " : "AT ", scene.isLive ? .good : .accent),
      TextPiece(DisplayText(time)),
    ]
    if let until = situation.bell.mutedUntil, until > situation.now {
      let left = Age.text(seconds: (until - situation.now).inSeconds)
      pieces.insert(TextPiece(DisplayText("muted \(left)  "), .warning), at: 0)
    }
    return TextLine(pieces)
  }

  /// `history 1h47m (64 MiB)   can't see: kernel log`.
  var reach: TextLine {
    if let recording = situation.recording {
      return RecordingWords(facts: recording, zone: situation.zone).reach
    }
    var pieces: [TextPiece] = []
    if let oldest = situation.oldest {
      let age = Age.text(seconds: (situation.now - oldest).inSeconds)
      let bytes = Unit.bytes.text(Double(situation.ringBytes))
      pieces.append(TextPiece(DisplayText("history \(age) (\(bytes))"), .muted))
    } else {
      pieces.append(TextPiece("no history yet", .muted))
    }
    if !situation.store.remark.isEmpty {
      let tone: Tone = situation.store.problem.isEmpty ? .muted : .warning
      pieces.append(TextPiece("   ", .muted))
      pieces.append(TextPiece(situation.store.remark, tone))
    }
    let problems = situation.problems.filter { !$0.isAbsent }
    if !problems.isEmpty {
      let subjects = problems.map(\.subject).joined(separator: ", ")
      pieces.append(TextPiece("   can't see: ", .muted))
      pieces.append(TextPiece(subjects, .warning))
    }
    return TextLine(pieces)
  }

  /// `0.6% 88M 0.8kB/s 41M/d`.
  var cost: DisplayText {
    let cost = situation.cost
    var parts: [String] = []
    if let cores = cost.cores { parts.append(NumberText.fixed(cores * 100, 1) + "%") }
    if let bytes = cost.residentBytes { parts.append(Unit.bytes.compact(bytes)) }
    if let rate = cost.terminalBytesPerSecond {
      parts.append(NumberText.scaled(rate, NumberText.thousands, spaced: false) + "B/s")
    }
    if let bytes = cost.diskBytesPerDay { parts.append(Unit.bytes.compact(bytes) + "/d") }
    return DisplayText(parts.joined(separator: " "))
  }
}
