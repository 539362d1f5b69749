internal import Metrics

/// What can be typed after `:`: a noun with a filter, or a verb with what it acts on.
enum Command {
  /// The words that a command may begin with.
  static let words = [
    "ack", "alert", "back", "bell", "dump", "expr", "fwd", "goto", "header", "host", "live",
    "mark", "metric", "mute", "proc", "q", "reload", "self", "set", "settings", "target", "theme",
    "unack",
  ]

  /// The views behind the nouns.
  static let views: [String: ViewKind] = [
    "host": .host, "proc": .processes, "target": .targets, "metric": .explore, "alert": .alerts,
  ]

  /// The first word and the rest.
  static func split(_ line: String) -> (word: String, rest: String) {
    let trimmed = line.drop { $0 == " " }
    let word = trimmed.prefix { $0 != " " }
    let rest = trimmed.dropFirst(word.count).drop { $0 == " " }
    return (String(word), String(rest))
  }

  /// What is wrong with a line; the words that are possible while the first is being typed.
  static func remark(on line: String) -> TextLine? {
    let (word, rest) = split(line)
    if words.contains(word) { return nil }
    let possible = words.filter { $0.hasPrefix(word) }
    if possible.isEmpty || !rest.isEmpty {
      return TextLine(DisplayText("unknown command '\(word)'"), .critical)
    }
    return TextLine(DisplayText(possible.joined(separator: " ")), .muted)
  }

  /// The line with its first word, or the metric's name after it, made as long as it is certain.
  static func completed(_ line: String, _ situation: Situation) -> String {
    let (word, rest) = split(line)
    if word == "metric", line.contains(" ") {
      let names = situation.catalogue.map(\.name.text).filter { $0.hasPrefix(rest) }
      return "metric " + (commonStart(names) ?? rest)
    }
    guard rest.isEmpty, !line.hasSuffix(" ") else { return line }
    let possible = words.filter { $0.hasPrefix(word) }
    guard let start = commonStart(possible) else { return line }
    return possible.count == 1 ? start + " " : start
  }

  private static func commonStart(_ texts: [String]) -> String? {
    guard var start = texts.first else { return nil }
    for text in texts {
      while !text.hasPrefix(start) { start.removeLast() }
    }
    return start
  }
}

extension Session {
  /// Does what a typed command says.
  mutating func run(_ line: String, _ situation: Situation) -> [Effect] {
    let (word, rest) = Command.split(line)
    prompt = nil
    if let view = Command.views[word] {
      goTo(view, rest)
      return []
    }
    switch word {
    case "": break
    case "expr": if !rest.isEmpty { open(.expression(rest), under: .explore) }
    case "goto": return goToCommand(rest, situation)
    case "live": _ = applyToTime(.live, situation)
    case "back": _ = applyToPlace(.viewBack, situation, Screen.none)
    case "fwd": _ = applyToPlace(.viewForward, situation, Screen.none)
    case "header": isHeaderHidden.toggle()
    case "self": popup = .about(firstLine: 0)
    case "reload": return [.reload]
    case "q": return [.quit]
    case "dump" where !rest.isEmpty: return [.dump(path: rest)]
    case "bell" where rest == "test": return [.testBell]
    case "mute": return apply(.mute, in: situation, seeing: Screen.none)
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

  private mutating func goTo(_ view: ViewKind, _ rest: String) {
    if view == .explore, !rest.isEmpty, !rest.hasPrefix("/") {
      return open(.metric(ByteString(rest)), under: .explore)
    }
    open(view)
    if rest.hasPrefix("/") { level.filter = String(rest.dropFirst()) }
  }

  private mutating func goToCommand(_ text: String, _ situation: Situation) -> [Effect] {
    switch TimeText.parsed(text, now: situation.now, zone: situation.zone) {
    case .success(let moment): go(to: moment, situation)
    case .failure(let problem): say(DisplayText(problem.description), .critical, situation)
    }
    return []
  }
}
