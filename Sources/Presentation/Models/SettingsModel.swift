/// The settings as rows, and what of them drawing shows by example.
public struct SettingsModel: Hashable, Sendable {
  /// A setting, or the row that writes them all.
  public struct Row: Hashable, Sendable {
    /// What is set.
    public var title: DisplayText
    /// The choice that holds.
    public var value: DisplayText
    /// What there is to choose from; empty for a row that does something.
    public var choices: [DisplayText]
    /// Whether the choice differs from what is written.
    public var isChanged: Bool
  }

  /// From top to bottom; the last writes.
  public var rows: [Row]
  /// The row that is selected.
  public var selection: Int
  /// The rungs whose test cards are shown.
  public var glyphs: [GlyphChoice]
}

extension SettingsModel {
  /// The settings of a session.
  init(_ session: Session, _ situation: Situation, selection: Int) {
    let settings = session.settings
    rows = SettingName.allCases.map { name in
      Row(
        title: SettingsModel.title(name), value: DisplayText(settings.word(name)),
        choices: Session.choices(name, settings, situation).map { DisplayText($0) },
        isChanged: settings.word(name) != session.keptSettings.word(name))
    }
    let path = situation.settingsPath
    rows.append(
      Row(
        title: "write to", value: DisplayText(path.isEmpty ? "nowhere: no home folder" : path),
        choices: [], isChanged: settings != session.keptSettings))
    self.selection = selection
    glyphs = situation.glyphChoices
  }

  private static func title(_ name: SettingName) -> DisplayText {
    switch name {
    case .theme: "theme"
    case .glyphs: "glyphs"
    case .axis: "axis from"
    case .zone: "time zone"
    case .bell: "bell"
    case .mouse: "mouse"
    case .cpu: "CPU in"
    }
  }
}
