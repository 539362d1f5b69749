internal import Metrics

/// What can be typed after `:`: a noun with a filter, or a verb with what it acts on.
enum Command {
  /// The words that a command may begin with.
  static let words = [
    "ack", "alert", "back", "backtest", "bell", "dash", "disk", "dismiss", "dump", "export",
    "expr", "fwd", "goto", "header", "host", "live", "mark", "metric", "mute", "net", "proc", "q",
    "rehearse", "reload", "self", "set", "settings", "silence", "target", "tell-me-when", "theme",
    "tripwire", "unack", "unit", "unsilence",
  ]

  /// The views behind the nouns.
  static let views: [String: ViewKind] = [
    "dash": .dashboards, "host": .host, "proc": .processes, "unit": .units, "target": .targets,
    "metric": .explore, "alert": .alerts, "disk": .disks, "net": .network,
  ]

  /// The first word and the rest.
  static func split(_ line: String) -> (word: String, rest: String) {
    let trimmed = line.drop { $0 == " " }
    let word = trimmed.prefix { $0 != " " }
    let rest = trimmed.dropFirst(word.count).drop { $0 == " " }
    return (String(word), String(rest))
  }

  /// What there is to say about a line beside its caret and candidates.
  static func remark(on line: String) -> TextLine? {
    let (word, rest) = split(line)
    return ["tell-me-when", "rehearse", "backtest"].contains(word)
      ? TellMeWhen.remark(on: rest) : nil
  }
}

extension Session {
  /// Does what a typed command says.
  mutating func run(_ line: String, _ situation: Situation) -> [Effect] {
    let (word, rest) = Command.split(line)
    prompt = nil
    if let view = Command.views[word] {
      goTo(view, rest, situation)
      return []
    }
    switch word {
    case "": break
    case "goto": return goToCommand(rest, situation)
    case "live": _ = applyToTime(.live, situation)
    case "back": _ = applyToPlace(.viewBack, situation, Screen.none)
    case "fwd": _ = applyToPlace(.viewForward, situation, Screen.none)
    case "header": isHeaderHidden.toggle()
    case "set" where shownDashboard != nil && rest.contains("="): setVariable(rest, situation)
    case "self": popup = .about(firstLine: 0)
    case "reload": return [.reload]
    case "q": return quit(situation)
    case "export" where !rest.isEmpty: return export(to: rest, situation)
    case "dump" where !rest.isEmpty: return [.dump(path: rest)]
    case "bell" where rest == "test": return [.testBell]
    case "bell": return bell(rest, situation)
    case "tell-me-when" where !rest.isEmpty: return tellMeWhen(rest, situation)
    case "tripwire" where rest.hasPrefix("write "):
      return [.writeTripwires(path: String(rest.dropFirst(6).drop { $0 == " " }))]
    case "dismiss": return apply(.dismissTripwire, in: situation, seeing: Screen.none)
    case "mute": return apply(.mute, in: situation, seeing: Screen.none)
    case "rehearse" where !rest.isEmpty, "backtest" where !rest.isEmpty:
      rehearse(rest, situation)
    case "silence" where !rest.isEmpty: return silence(rest, situation)
    case "unsilence": return unsilence(rest, situation)
    case "ack": return apply(.acknowledge, in: situation, seeing: Screen.none)
    case "unack": return apply(.unacknowledge, in: situation, seeing: Screen.none)
    case "set", "settings", "theme": runSettings(word, rest, situation)
    case "mark" where !rest.isEmpty: return [.mark(ByteString(rest), at: moment(in: situation))]
    default:
      let problem =
        Command.words.contains(word)
        ? "'\(word)' needs a word more"
        : "unknown command '\(word)'; expected one of "
          + Command.words.joined(separator: " ")
      say(DisplayText(problem), .critical, situation)
    }
    return []
  }

  private mutating func bell(_ word: String, _ situation: Situation) -> [Effect] {
    guard let form = BellForm(rawValue: word) else {
      say("expected 'bell test', 'bell sound', 'bell line' or 'bell none'", situation)
      return []
    }
    switch form {
    case .sound: say("the bell sounds, and the status line turns over", situation)
    case .line: say("the status line turns over; nothing sounds", situation)
    case .none: say("alerts are shown and counted; nothing sounds or turns over", situation)
    }
    settings.bell = form
    return []
  }

  /// `:noun [name] [/filter] [k=v,…]`: a view, or what has the name in it, with the rows that match.
  private mutating func goTo(_ view: ViewKind, _ rest: String, _ situation: Situation) {
    let words = NounArguments(rest)
    if let place = words.place(in: view, situation) {
      open(place, under: view)
      level.filter = words.filter
      return
    }
    if view == .dashboards, !rest.isEmpty, !rest.hasPrefix("/") { return open(dashboard: rest) }
    open(view)
    let filter = words.filterWithName
    if !filter.isEmpty { level.filter = filter }
  }

  private mutating func goToCommand(_ text: String, _ situation: Situation) -> [Effect] {
    switch TimeText.parsed(text, now: situation.now, zone: situation.zone) {
    case .success(let moment): go(to: moment, situation)
    case .failure(let problem): say(DisplayText(problem.description), .critical, situation)
    }
    return []
  }
}
