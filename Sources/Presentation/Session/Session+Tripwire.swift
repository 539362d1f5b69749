internal import Metrics
internal import PromQLSyntax
internal import Rules

extension Session {
  /// Begins a tripwire on the chart that has the focus.
  mutating func beginTripwire(_ pane: PaneID, _ chart: ChartModel, _ situation: Situation) {
    tripwire = TripwireDraft(chart, pane: pane, columns: situation.chartColumns)
    if tripwire == nil { say("there is no value to draw a line at", situation) }
  }

  /// What a key does while a tripwire is being placed; `nil` where none is or the key goes on to the view.
  mutating func applyToTripwire(
    _ action: Action, _ situation: Situation, _ screen: Screen
  ) -> [Effect]? {
    guard let draft = tripwire else { return nil }
    guard let pane = screen.panes.first(where: { $0.id == draft.pane }),
      case .chart(let chart) = pane.content
    else {
      tripwire = nil
      return nil
    }
    switch action {
    case .move(.up): move(by: 1, isFine: false, chart, situation)
    case .move(.down): move(by: -1, isFine: false, chart, situation)
    case .tripwireFine(let isUp): move(by: isUp ? 1 : -1, isFine: true, chart, situation)
    case .pageUp: move(by: 5, isFine: false, chart, situation)
    case .pageDown: move(by: -5, isFine: false, chart, situation)
    case .tripwireSide(let isAbove):
      tripwire?.isAbove = isAbove
      tripwire?.isSideChosen = true
    case .enter, .submit: return set(draft, situation)
    case .back, .cancel, .quit: tripwire = nil
    case .move(.left): _ = applyToTime(.columnBack, situation)
    case .move(.right): _ = applyToTime(.columnForward, situation)
    case .redraw, .suspend, .help, .mute, .zoomIn, .zoomOut, .columnBack, .columnForward,
      .sampleBack, .sampleForward, .halfWindowBack, .halfWindowForward, .toggleLive, .live,
      .axisMode, .maximise:
      return nil
    default:
      tripwire = nil
      return nil
    }
    return []
  }

  private mutating func move(
    by rungs: Int, isFine: Bool, _ chart: ChartModel, _ situation: Situation
  ) {
    tripwire?.move(by: rungs, isFine: isFine, chart, columns: situation.chartColumns)
  }

  private mutating func set(_ draft: TripwireDraft, _ situation: Situation) -> [Effect] {
    tripwire = nil
    guard let set = draft.tripwire else {
      say("this series cannot be watched", situation)
      return []
    }
    return watch(set, situation)
  }

  /// Sets a tripwire and says so.
  mutating func watch(_ tripwire: Tripwire, _ situation: Situation) -> [Effect] {
    let subject = DisplayText(tripwire.subject, limit: 120)
    say(
      "rings at " + subject + " and when that is over; 9 lists it, X dismisses it", .good, situation
    )
    return [.setTripwire(tripwire)]
  }

  /// What a person typed after `tell-me-when`.
  mutating func tellMeWhen(_ line: String, _ situation: Situation) -> [Effect] {
    switch TellMeWhen.parsed(line, interval: situation.interval) {
    case .success(let tripwire): return watch(tripwire, situation)
    case .failure(let problem):
      // The line stays, its cursor where the mistake is.
      var wrong = PromptState(.command, text: "tell-me-when " + line)
      wrong.moveCursor(to: "tell-me-when ".count + problem.offset)
      prompt = wrong
      return []
    }
  }

  /// The tripwire that dismissing means: the card in front, the row chosen among the alerts, else the only one.
  mutating func dismissTripwire(_ situation: Situation, _ screen: Screen) -> [Effect] {
    if let silence = chosenSilence(situation, screen) { return end(silence, situation) }
    let wires = situation.rules.rules.filter(\.isSession).map(\.name)
    var chosen: ByteString?
    switch level.place {
    case .alert(let labels): chosen = labels["alertname"]
    case .rule(let index): chosen = situation.rules.rules.dropFirst(index).first?.name
    default:
      switch screen.destination {
      case .alert(let labels)?: chosen = labels["alertname"]
      case .rule(let index)?: chosen = situation.rules.rules.dropFirst(index).first?.name
      default: chosen = wires.count == 1 ? wires[0] : nil
      }
    }
    guard let chosen, wires.contains(chosen) else {
      say(
        wires.isEmpty ? "no tripwire is set" : "choose a tripwire among the alerts (9) first",
        situation)
      return []
    }
    if levels.count > 1, level.place.isAlert { goUp() }
    say(DisplayText(chosen) + " dismissed", .plain, situation)
    return [.dismissTripwire(chosen)]
  }
}

extension Place {
  fileprivate var isAlert: Bool {
    switch self {
    case .alert, .rule: true
    default: false
    }
  }
}

/// What can be typed after `tell-me-when`: a condition, and how long it must hold.
enum TellMeWhen {
  /// Why a line is none, and at which character.
  struct Problem: Error, Equatable {
    var message: String
    var offset: Int
  }

  /// Reads `EXPR` or `EXPR for 2m`.
  static func parsed(_ line: String, interval: Duration) -> Result<Tripwire, Problem> {
    let (condition, hold) = split(line)
    do throws(SyntaxError) {
      return .success(try Tripwire(ByteString(condition), hold: hold, interval: interval))
    } catch {
      let place = error.range.lowerBound
      return .failure(Problem(message: "1:\(place + 1): \(error.message)", offset: place))
    }
  }

  /// The condition, and the duration after its last ` for `.
  private static func split(_ line: String) -> (condition: String, hold: Duration?) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count > 2, words[words.count - 2] == "for",
      let hold = PrometheusDuration.parse(words[words.count - 1])
    else { return (line, nil) }
    return (words.dropLast(2).joined(separator: " "), hold)
  }

  /// How long a line says that the condition must hold; `nil` where it does not.
  static func hold(_ line: String) -> Duration? { split(line).hold }

  /// What is wrong with a line, or how it goes on.
  static func remark(on line: String) -> TextLine? {
    guard !line.isEmpty else { return TextLine("a condition: up == 0 for 2m", .muted) }
    guard case .failure(let problem) = parsed(line, interval: .seconds(1)) else { return nil }
    return TextLine(DisplayText(problem.message), .critical)
  }
}
