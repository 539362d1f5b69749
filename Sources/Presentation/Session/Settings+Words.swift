/// A setting by its name: what `:set` and the file of settings call it.
public enum SettingName: String, Hashable, Sendable, CaseIterable {
  /// The colours.
  case theme
  /// The characters that draw.
  case glyphs
  /// The vertical axis.
  case axis
  /// The zone of all times.
  case zone
  /// What the bell does.
  case bell
  /// Clicks and the wheel.
  case mouse
  /// How CPU is counted.
  case cpu
}

extension Settings {
  /// The word of a setting as it is.
  public func word(_ name: SettingName) -> String {
    switch name {
    case .theme: theme.rawValue
    case .glyphs: glyphs.rawValue
    case .axis: axis.rawValue
    case .zone: zone.word
    case .bell: bell.rawValue
    case .mouse: isMouseOn ? "on" : "off"
    case .cpu: cpuUnit.word
    }
  }

  /// The words that a setting can have; a zone also takes offsets such as `+05:30`.
  public static func words(_ name: SettingName) -> [String] {
    switch name {
    case .theme: ThemeChoice.allCases.map(\.rawValue)
    case .glyphs: GlyphChoice.allCases.map(\.rawValue)
    case .axis: AxisChoice.allCases.map(\.rawValue)
    case .zone: ["local", "UTC"]
    case .bell: BellForm.allCases.map(\.rawValue)
    case .mouse: ["off", "on"]
    case .cpu: CPUUnit.allCases.map(\.word)
    }
  }

  /// Takes a word for a setting; what is wrong with it, or `nil`.
  public mutating func set(_ name: SettingName, to word: String) -> String? {
    var isKnown = true
    switch name {
    case .theme: isKnown = Settings.take(ThemeChoice(rawValue: word), &theme)
    case .glyphs: isKnown = Settings.take(GlyphChoice(rawValue: word), &glyphs)
    case .axis: isKnown = Settings.take(AxisChoice(rawValue: word), &axis)
    case .zone: isKnown = Settings.take(ZoneChoice(word: word), &zone)
    case .bell: isKnown = Settings.take(BellForm(rawValue: word), &bell)
    case .mouse: isKnown = Settings.take(["off": false, "on": true][word], &isMouseOn)
    case .cpu: isKnown = Settings.take(CPUUnit.allCases.first { $0.word == word }, &cpuUnit)
    }
    guard !isKnown else { return nil }
    let known = Settings.words(name).joined(separator: ", ")
    return "\(name.rawValue): unknown choice '\(word)'; expected \(known)"
      + (name == .zone ? " or an offset such as +05:30" : "")
  }

  private static func take<Value>(_ value: Value?, _ place: inout Value) -> Bool {
    guard let value else { return false }
    place = value
    return true
  }
}

extension CPUUnit {
  /// The word of the setting.
  var word: String {
    switch self {
    case .cores: "cores"
    case .ofOne: "of-one"
    case .ofAll: "of-all"
    case .ofLimit: "of-limit"
    }
  }
}
