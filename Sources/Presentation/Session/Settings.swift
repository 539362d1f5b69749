/// What a person has chosen about how everything looks and sounds.
///
/// It acts at once; it is kept beyond the end of the program only when the person asks for that.
public struct Settings: Hashable, Sendable {
  /// The colours.
  public var theme = ThemeChoice.automatic
  /// The characters that draw.
  public var glyphs = GlyphChoice.automatic
  /// How the vertical axis of a chart begins that has no choice of its own.
  public var axis = AxisChoice.zero
  /// The zone of all times.
  public var zone = ZoneChoice.local
  /// What the bell does.
  public var bell = BellForm.sound
  /// Whether the terminal reports clicks and the wheel.
  public var isMouseOn = false
  /// How CPU is counted in tables.
  public var cpuUnit = CPUUnit.cores

  /// Nothing chosen.
  public init() {}
}

/// A theme by its name.
public enum ThemeChoice: String, Hashable, Sendable, CaseIterable {
  /// The one for the terminal's background, as far as it is known.
  case automatic = "auto"
  /// For dark backgrounds.
  case standard = "default"
  /// For light backgrounds.
  case light
  /// Strong colours on black.
  case highContrast = "high-contrast"
  /// No colours.
  case mono
}

/// A rung of glyphs by its name.
public enum GlyphChoice: String, Hashable, Sendable, CaseIterable {
  /// What the terminal's fonts have.
  case automatic = "auto"
  /// Solid eighths of a cell.
  case octants
  /// Dots.
  case braille
  /// Quarters of a cell.
  case blocks
  /// Lines with corners.
  case lines
  /// Nothing but ASCII.
  case ascii
}

/// How the vertical axis of a chart begins.
public enum AxisChoice: String, Hashable, Sendable, CaseIterable {
  /// From zero.
  case zero
  /// From the least value.
  case auto
  /// Powers of ten.
  case logarithmic = "log"
}

/// The zone of all times.
public enum ZoneChoice: Hashable, Sendable {
  /// The machine's own.
  case local
  /// Coordinated universal time.
  case utc
  /// So many minutes east of Greenwich.
  case minutesEast(Int)
}

/// What the bell does.
public enum BellForm: String, Hashable, Sendable, CaseIterable {
  /// It sounds, and the status line turns over.
  case sound
  /// The status line turns over.
  case line
  /// Neither; alerts are still shown and counted.
  case none
}

extension ZoneChoice {
  /// The zone, where the machine's own is `local`.
  public func zone(local: Zone) -> Zone {
    switch self {
    case .local: local
    case .utc: .utc
    case .minutesEast(let minutes): Zone(offset: minutes * 60, name: word)
    }
  }

  /// `local`, `UTC`, or an offset such as `+05:30`.
  public var word: String {
    switch self {
    case .local: return "local"
    case .utc: return "UTC"
    case .minutesEast(let minutes):
      let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
      return (minutes < 0 ? "-" : "+") + ZoneChoice.twoDigits(hours) + ":"
        + ZoneChoice.twoDigits(rest)
    }
  }

  /// The zone that a word names; `nil` for none.
  ///
  /// Offsets are `+2`, `-03:30`, at most 14 hours.
  public init?(word: String) {
    switch word.lowercased() {
    case "local":
      self = .local
      return
    case "utc", "z", "gmt":
      self = .utc
      return
    default: break
    }
    guard let sign = word.first, sign == "+" || sign == "-" else { return nil }
    let parts = word.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy(\.isNumber) && $0.utf8.count <= 2 }),
      let hours = parts.first.flatMap({ Int($0) }), let rest = parts.count == 2 ? Int(parts[1]) : 0,
      rest < 60, hours * 60 + rest <= 14 * 60
    else { return nil }
    self = .minutesEast((hours * 60 + rest) * (sign == "-" ? -1 : 1))
  }

  private static func twoDigits(_ number: Int) -> String {
    (number < 10 ? "0" : "") + String(number)
  }
}
