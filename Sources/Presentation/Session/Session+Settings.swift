extension Session {
  /// What a key does while the settings are open: every change acts at once, and nothing is written unasked.
  mutating func applyInSettings(
    _ action: Action, _ selection: Int, _ original: Settings, _ situation: Situation
  ) -> [Effect] {
    let last = SettingName.allCases.count
    var next = selection
    switch action {
    case .move(.up): next = max(0, selection - 1)
    case .move(.down): next = min(last, selection + 1)
    case .first: next = 0
    case .last: next = last
    case .move(.left), .move(.right), .enter, .submit:
      guard selection < last else { return writeSettings(situation) }
      cycle(SettingName.allCases[selection], by: action == .move(.left) ? -1 : 1, situation)
    case .writeSettings: return writeSettings(situation)
    case .quit, .settings:
      popup = nil
      return []
    default: return []
    }
    popup = .settings(selection: next, original: original)
    return []
  }

  private mutating func cycle(_ name: SettingName, by distance: Int, _ situation: Situation) {
    let choices = Session.choices(name, settings, situation)
    let current = choices.firstIndex(of: settings.word(name)) ?? 0
    _ = settings.set(name, to: choices[(current + distance + choices.count) % choices.count])
  }

  /// The choices of a setting: only the rungs that the terminal shows, and a zone that was typed.
  static func choices(
    _ name: SettingName, _ settings: Settings, _ situation: Situation
  ) -> [String] {
    let words = Settings.words(name)
    switch name {
    case .glyphs:
      let shown = [GlyphChoice.automatic] + situation.glyphChoices
      return words.filter { word in shown.contains { $0.rawValue == word } }
    case .zone where !words.contains(settings.word(name)): return words + [settings.word(name)]
    default: return words
    }
  }

  private mutating func writeSettings(_ situation: Situation) -> [Effect] {
    popup = nil
    guard !situation.settingsPath.isEmpty else {
      say("there is no folder for settings: neither XDG_CONFIG_HOME nor HOME is set", situation)
      return []
    }
    keptSettings = settings
    return [.writeSettings(settings)]
  }

  /// `:set`, `:set NAME CHOICE`, `:settings`, `:theme NAME`.
  mutating func runSettings(_ word: String, _ rest: String, _ situation: Situation) {
    let (first, value) = Command.split(rest)
    if word == "theme" { return set(.theme, first, situation) }
    guard word == "set", !first.isEmpty else {
      popup = .settings(selection: 0, original: settings)
      return
    }
    guard let name = SettingName(rawValue: first) else {
      let names = SettingName.allCases.map(\.rawValue).joined(separator: ", ")
      return say(
        DisplayText("unknown setting '\(first)'; expected \(names)"), .critical, situation)
    }
    set(name, value, situation)
  }

  private mutating func set(_ name: SettingName, _ value: String, _ situation: Situation) {
    guard !value.isEmpty else {
      let choices = Session.choices(name, settings, situation).joined(separator: ", ")
      return say("\(name.rawValue) is \(settings.word(name)); there are \(choices)", situation)
    }
    if let problem = settings.set(name, to: value.trimmed) {
      return say(DisplayText(problem), .critical, situation)
    }
    say("\(name.rawValue) is \(settings.word(name)); O and w write it", situation)
  }
}

extension String {
  /// Without the spaces at its end.
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
