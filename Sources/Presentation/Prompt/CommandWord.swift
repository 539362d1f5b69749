/// What a word of the command line does, and what may follow it.
struct CommandWord {
  /// What follows the word.
  enum Argument {
    case nothing, text, expression, metric, target, alert, dashboard, setting, theme
  }

  var argument = Argument.nothing
  var summary: String

  /// The words that are explained, in the order of use.
  static let explained: [(word: String, meaning: CommandWord)] = [
    ("metric", CommandWord(argument: .metric, summary: "NAME [k=v,…]: its series")),
    (
      "expr",
      CommandWord(argument: .expression, summary: "EXPRESSION: a chart; the word may be left out")
    ),
    ("host", CommandWord(argument: .text, summary: "the machine")),
    ("proc", CommandWord(argument: .text, summary: "[NAME] [/filter] [k=v,…]: processes")),
    ("target", CommandWord(argument: .target, summary: "[INSTANCE]: endpoints, or one of them")),
    (
      "alert",
      CommandWord(argument: .alert, summary: "[NAME]: rules and alerts, or those of a name")
    ),
    ("dash", CommandWord(argument: .dashboard, summary: "[NAME]: dashboards, or one of them")),
    ("goto", CommandWord(argument: .text, summary: "10:32, -15m, yesterday 03:00: that moment")),
    ("live", CommandWord(summary: "back to now")),
    ("mark", CommandWord(argument: .text, summary: "TEXT: leave a mark at this moment")),
    ("ack", CommandWord(summary: "acknowledge the most urgent alert")),
    ("unack", CommandWord(summary: "take that back")),
    (
      "silence",
      CommandWord(argument: .alert, summary: "MATCHERS [for 2h]: nobody is told of these alerts")
    ),
    ("unsilence", CommandWord(argument: .text, summary: "[MATCHERS]: tell of them again")),
    ("mute", CommandWord(summary: "the bell: 15 min, 1 h, not")),
    ("bell", CommandWord(argument: .text, summary: "test: ring once")),
    (
      "tell-me-when",
      CommandWord(argument: .expression, summary: "EXPRESSION [for 2m]: beep when it holds")
    ),
    (
      "rehearse",
      CommandWord(argument: .expression, summary: "EXPRESSION [for 2m]: when it would have fired")
    ),
    (
      "backtest",
      CommandWord(
        argument: .expression, summary: "the same as rehearse; either takes a rule's name")
    ),
    ("tripwire", CommandWord(argument: .text, summary: "write FILE: tripwires as rules")),
    ("dismiss", CommandWord(summary: "take a tripwire away")),
    (
      "export",
      CommandWord(
        argument: .text, summary: "FILE: what is shown; window FILE, report FILE: the history")
    ),
    ("dump", CommandWord(argument: .text, summary: "FILE: the screen as text")),
    ("set", CommandWord(argument: .setting, summary: "NAME VALUE: a setting")),
    ("settings", CommandWord(summary: "settings, tried before they are kept")),
    ("theme", CommandWord(argument: .theme, summary: "NAME: the colours")),
    ("back", CommandWord(summary: "the view before")),
    ("fwd", CommandWord(summary: "the view after")),
    ("header", CommandWord(summary: "header on or off")),
    ("self", CommandWord(summary: "own cost and blind spots")),
    ("reload", CommandWord(summary: "read rules and configuration again")),
    ("q", CommandWord(summary: "quit")),
  ]

  private static let meanings = Dictionary(
    explained.map { ($0.word, $0.meaning) }, uniquingKeysWith: { first, _ in first })

  /// What a word means; `nil` for a word that is no command.
  static func named(_ word: String) -> CommandWord? {
    guard Command.words.contains(word) else { return nil }
    return meanings[word] ?? CommandWord(argument: .text, summary: "")
  }

  /// The commands that begin with `prefix`, in the order of use.
  static func candidates(_ prefix: String) -> [PromptCandidate] {
    let known = explained.map(\.word)
    let order = known.filter(Command.words.contains) + Command.words.filter { !known.contains($0) }
    return order.filter { $0.hasPrefix(prefix) }.map { word in
      let meaning = named(word)
      return PromptCandidate(
        word, ending: meaning?.argument == .nothing ? "" : " ",
        detail: DisplayText(meaning?.summary ?? ""))
    }
  }
}
