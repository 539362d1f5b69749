/// A key as the terminal delivers it.
public enum Key: Hashable, Sendable {
  /// A key that types a character, space included.
  case character(Unicode.Scalar)
  /// A letter with Ctrl, in lower case.
  case control(Unicode.Scalar)
  /// A character with Alt, or after Esc in one burst.
  case alt(Unicode.Scalar)
  /// An arrow.
  case up, down, left, right
  /// An arrow with Shift.
  case shiftLeft, shiftRight, shiftUp, shiftDown
  /// The ends.
  case home, end
  /// A page.
  case pageUp, pageDown
  /// Return.
  case enter
  /// Esc alone.
  case escape
  /// Tab, and Tab with Shift.
  case tab, backTab
  /// Erasing.
  case backspace, delete
  /// Insert.
  case insert
  /// F1 to F20.
  case function(Int)
}

extension Key: CustomStringConvertible {
  /// The key's name as help and hints show it and as `init(named:)` reads it.
  public var description: String {
    if let name = Key.names.first(where: { $0.key == self })?.name { return name }
    return switch self {
    case .character(let scalar): String(scalar)
    case .control(let scalar): "Ctrl-" + String(scalar).uppercased()
    case .alt(let scalar): "Alt-" + String(scalar)
    case .function(let number): "F\(number)"
    default: ""
    }
  }

  private static let names: [(name: String, key: Key)] = [
    ("Space", .character(" ")), ("↑", .up), ("↓", .down), ("←", .left), ("→", .right),
    ("⇧←", .shiftLeft), ("⇧→", .shiftRight), ("⇧↑", .shiftUp), ("⇧↓", .shiftDown),
    ("Home", .home), ("End", .end), ("PgUp", .pageUp), ("PgDn", .pageDown), ("Enter", .enter),
    ("Esc", .escape), ("Tab", .tab), ("⇧Tab", .backTab), ("Backspace", .backspace),
    ("Del", .delete), ("Ins", .insert),
  ]

  private static let otherNames: [String: Key] = [
    "up": .up, "down": .down, "left": .left, "right": .right, "s-left": .shiftLeft,
    "s-right": .shiftRight, "shift-left": .shiftLeft, "shift-right": .shiftRight,
    "shift-up": .shiftUp, "shift-down": .shiftDown, "shift-tab": .backTab, "backtab": .backTab,
    "pageup": .pageUp, "pagedown": .pageDown, "return": .enter, "escape": .escape,
    "delete": .delete, "insert": .insert,
  ]

  /// The key with a name such as `Enter`, `PgUp`, `Ctrl-G`, `Alt-b`, `F5`, `up` or a single character; `nil` for no name.
  ///
  /// Names are read in upper and lower case alike; a single character stands for itself.
  public init?(named name: String) {
    let scalars = Array(name.unicodeScalars)
    if scalars.count == 1, let found = Key.names.first(where: { $0.name == name })?.key {
      self = found
    } else if scalars.count == 1, scalars[0].value > 0x20 {
      self = .character(scalars[0])
    } else if let key = Key.named(name.lowercased()) {
      self = key
    } else if scalars.count == 5, name.lowercased().hasPrefix("alt-") {
      self = .alt(scalars[4])
    } else {
      return nil
    }
  }

  private static func named(_ name: String) -> Key? {
    if let key = names.first(where: { $0.name.lowercased() == name })?.key { return key }
    if let key = otherNames[name] { return key }
    let letters = Array(name.unicodeScalars)
    if name.hasPrefix("ctrl-"), letters.count == 6 { return .control(letters[5]) }
    if letters.first == "f", let number = Int(name.dropFirst()), (1...20).contains(number) {
      return .function(number)
    }
    return nil
  }
}
