import Metrics
import Testing

@testable import Presentation

/// Settings act at once, Esc takes them back, and nothing is written unasked.
@Suite struct SettingsTests {
  private var session = Session()
  private var situation: Situation = {
    var situation = Situation(host: "web-3", now: Timestamp(milliseconds: 1_700_000_000_000))
    situation.settingsPath = "~/.config/ringside/settings.yaml"
    return situation
  }()

  private mutating func press(_ actions: Action...) -> [Effect] {
    actions.flatMap { session.apply($0, in: situation, seeing: .none) }
  }

  private mutating func type(_ line: String) -> [Effect] {
    press(.palette, .insert(line), .submit)
  }

  @Test mutating func `a change acts at once, and Esc takes all of them back`() {
    #expect(press(.settings, .move(.right), .move(.down), .move(.left)) == [])
    #expect(session.settings.theme == .standard)
    #expect(session.settings.glyphs == .ascii)
    #expect(press(.back) == [])
    #expect(session.popup == nil)
    #expect(session.settings == Settings())
  }

  @Test mutating func `q keeps them for now, w writes them, the last row too`() {
    #expect(press(.settings, .move(.right), .quit) == [])
    #expect(session.popup == nil)
    var expected = Settings()
    expected.theme = .standard
    #expect(session.settings == expected)
    #expect(press(.settings, .writeSettings) == [.writeSettings(expected)])
    #expect(press(.settings, .last, .enter) == [.writeSettings(expected)])
    #expect(session.popup == nil)
  }

  @Test mutating func `without a folder for it nothing is written`() {
    situation.settingsPath = ""
    #expect(press(.settings, .writeSettings) == [])
    #expect(
      session.notice?.text.text
        == "there is no folder for settings: neither XDG_CONFIG_HOME nor HOME is set")
  }

  @Test mutating func `only rungs that the terminal shows are offered`() {
    situation.glyphChoices = [.lines, .ascii]
    var seen: [GlyphChoice] = []
    _ = press(.settings, .move(.down))
    for _ in 0..<4 {
      _ = press(.move(.right))
      seen.append(session.settings.glyphs)
    }
    #expect(seen == [.lines, .ascii, .automatic, .lines])
  }

  @Test(arguments: [
    ("set theme light", "theme is light; O and w write it"),
    ("theme mono", "theme is mono; O and w write it"),
    ("set mouse on", "mouse is on; O and w write it"),
    ("set zone +05:30", "zone is +05:30; O and w write it"),
    ("set zone -3", "zone is -03:00; O and w write it"),
    ("set zone utc", "zone is UTC; O and w write it"),
    (
      "set zone Mars",
      "zone: unknown choice 'Mars'; expected local, UTC or an offset such as +05:30"
    ),
    ("set zone +15", "zone: unknown choice '+15'; expected local, UTC or an offset such as +05:30"),
    ("set bell", "bell is sound; there are sound, line, none"),
    (
      "theme neon",
      "theme: unknown choice 'neon'; expected auto, default, light, high-contrast, mono"
    ),
    (
      "set volume 11",
      "unknown setting 'volume'; expected theme, glyphs, axis, zone, bell, mouse, cpu"
    ),
  ])
  func `a typed setting says what it did`(line: String, expected: String) {
    var copy = self
    #expect(copy.type(line) == [])
    #expect(copy.session.notice?.text.text == expected)
    #expect(copy.session.popup == nil)
  }

  @Test(arguments: ["set", "settings"])
  func `without a name they open`(line: String) {
    var copy = self
    #expect(copy.type(line) == [])
    #expect(copy.session.popup == .settings(selection: 0, original: Settings()))
  }

  @Test func `every word that is offered is taken and read back`() {
    for name in SettingName.allCases {
      for word in Settings.words(name) {
        var settings = Settings()
        #expect(settings.set(name, to: word) == nil)
        #expect(settings.word(name) == word)
      }
    }
  }

  @Test mutating func `the rows say what is chosen and what is not written yet`() {
    _ = type("set zone +01:00")
    _ = press(.settings, .move(.down))
    let screen = session.screen(Answers(), in: situation)
    guard case .settings(let model)? = screen.popup else {
      Issue.record("no settings are shown")
      return
    }
    #expect(model.rows.map(\.title.text).last == "write to")
    #expect(model.rows.last?.value.text == "~/.config/ringside/settings.yaml")
    #expect(model.rows.filter(\.isChanged).map(\.title.text) == ["time zone", "write to"])
    #expect(model.rows[3].choices.map(\.text) == ["local", "UTC", "+01:00"])
    #expect(model.selection == 1)
    #expect(screen.contexts == [.settings, .everywhere])
  }
}
