internal import Metrics
internal import Rules

extension Session {
  /// Begins a line that silences the alert in front, the row that is chosen, or else the most urgent alert.
  mutating func beginSilence(_ situation: Situation, _ screen: Screen) {
    let labels = meantAlert(situation, screen)
    let matchers = labels.map { SilenceLine.matchers(of: $0) + " for 2h" } ?? ""
    prompt = PromptState(.command, text: "silence " + matchers)
  }

  private func meantAlert(_ situation: Situation, _ screen: Screen) -> Labels? {
    for place in [level.place, screen.destination] {
      switch place {
      case .alert(let labels)?: return labels
      case .rule(let index)?:
        guard let rule = situation.rules.rules.dropFirst(index).first else { continue }
        return ["alertname": rule.name]
      default: continue
      }
    }
    return situation.rules.mostUrgent?.labels
  }

  /// Does what was typed after `silence`; a mistake leaves the line with the cursor where it is.
  mutating func silence(_ line: String, _ situation: Situation) -> [Effect] {
    switch SilenceLine.parsed(line, at: situation.now) {
    case .success(let silence):
      let until = ClockText.short(silence.until, now: situation.now, situation.zone)
      let text = DisplayText("nobody is told until \(until) of ")
      say(
        text + DisplayText(silence.text, limit: 120) + "; 9 lists it, X ends it", .good, situation)
      return [.silence(silence)]
    case .failure(let problem):
      var wrong = PromptState(.command, text: "silence " + line)
      wrong.moveCursor(to: "silence ".count + problem.offset)
      prompt = wrong
      return []
    }
  }

  /// Ends the silence with the matchers that were typed, or the only one.
  mutating func unsilence(_ line: String, _ situation: Situation) -> [Effect] {
    let all = situation.rules.silences
    let wanted = try? Silence.matchers(ByteString(line))
    let found = line.isEmpty && all.count == 1 ? all[0] : all.first { $0.matchers == wanted }
    guard let found else {
      say(
        all.isEmpty ? "nothing is silenced" : "no silence has these matchers; 9 lists them",
        situation)
      return []
    }
    return end(found, situation)
  }

  /// The silence whose row is chosen; `nil` where none is.
  func chosenSilence(_ situation: Situation, _ screen: Screen) -> Silence? {
    guard let (pane, table) = screen.focusedTable, pane == SilencesPane.id,
      let row = table.selection
    else { return nil }
    return situation.rules.silences.first { SilencesPane.key($0) == table.rows[row].key }
  }

  mutating func end(_ silence: Silence, _ situation: Situation) -> [Effect] {
    say(DisplayText("told again of ") + DisplayText(silence.text, limit: 120), .plain, situation)
    return [.endSilence(silence)]
  }
}

/// What can be typed after `silence`: matchers, and for how long.
enum SilenceLine {
  /// How long a silence holds where the line does not say.
  static let usual = Duration.seconds(7200)

  /// Reads `MATCHERS` or `MATCHERS for 2h`.
  static func parsed(_ line: String, at now: Timestamp) -> Result<Silence, SilenceError> {
    var matchers = line
    var length = usual
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    if words.count > 2, words[words.count - 2] == "for" {
      let last = words[words.count - 1]
      guard let typed = PrometheusDuration.parse(last), typed > .zero else {
        let offset = line.utf8.count - last.utf8.count
        return .failure(SilenceError(message: "expected a duration such as 2h", offset: offset))
      }
      length = typed
      matchers = words.dropLast(2).joined(separator: " ")
    }
    do throws(SilenceError) {
      return .success(
        Silence(
          matchers: try Silence.matchers(ByteString(matchers)), from: now, until: now + length,
          by: ""))
    } catch {
      return .failure(error)
    }
  }

  /// What a line would silence now, or what is wrong with it; `nil` for another command.
  static func preview(_ line: String, _ situation: Situation) -> TextLine? {
    let (word, rest) = Command.split(line)
    guard word == "silence", line.contains(" ") else { return nil }
    switch parsed(rest, at: situation.now) {
    case .failure(let problem): return TextLine(DisplayText(problem.message), .warning)
    case .success(let silence):
      let until = ClockText.short(silence.until, now: situation.now, situation.zone)
      let covered = situation.rules.alerts.filter {
        $0.state != .resolved && silence.covers($0.labels, at: situation.now)
      }
      let all = situation.rules.alerts.count { $0.state != .resolved }
      return TextLine([
        TextPiece(DisplayText("until \(until)  "), .accent),
        TextPiece(words(covered, of: all)),
      ])
    }
  }

  /// `2 of 5 alerts: DiskFull 2 firing`.
  private static func words(_ covered: [AlertStatus], of all: Int) -> DisplayText {
    guard !covered.isEmpty else { return "nothing that fires or is pending now" }
    let groups = Dictionary(grouping: covered) { $0.name }.sorted { $0.key < $1.key }
    let names = groups.map { name, alerts in
      let firing = alerts.count { $0.state == .firing }
      let states = [(firing, "firing"), (alerts.count - firing, "pending")].filter { $0.0 > 0 }
      let words = states.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      return DisplayText(name, limit: 64) + DisplayText(" " + words)
    }
    return DisplayText("\(covered.count) of \(all) alerts: ") + names.joined(separator: "; ")
  }

  /// The matchers of exactly one alert: its name first, then what tells it from others.
  static func matchers(of labels: Labels) -> String {
    let name = labels.filter { $0.name == "alertname" }
    let others = labels.filter { !["alertname", "severity"].contains($0.name.text) }
    let silence = Silence(
      matchers: (name + others).map { LabelMatcher($0.name, equals: $0.value) },
      from: Timestamp(milliseconds: 0), until: Timestamp(milliseconds: 0), by: "")
    return silence.text.text
  }
}
