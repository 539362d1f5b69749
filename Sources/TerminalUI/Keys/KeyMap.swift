public import Presentation

/// Which key means what: the one table that keys, hints and help are read from.
public struct KeyMap: Hashable, Sendable {
  /// In the order of the help.
  public let bindings: [KeyBinding]
  private let actions: [KeyContext: [Key: Action]]
  private let keys: [KeyContext: [Action: Key]]

  /// The map of these bindings; where a context binds a key twice the first counts.
  public init(_ bindings: [KeyBinding]) {
    self.bindings = bindings
    var actions: [KeyContext: [Key: Action]] = [:]
    var keys: [KeyContext: [Action: Key]] = [:]
    for binding in bindings {
      if let key = binding.keys.first, keys[binding.context]?[binding.action] == nil {
        keys[binding.context, default: [:]][binding.action] = key
      }
      for key in binding.keys where actions[binding.context]?[key] == nil {
        actions[binding.context, default: [:]][key] = binding.action
      }
    }
    self.actions = actions
    self.keys = keys
  }

  /// What a key means on a frame; `nil` where it means nothing.
  ///
  /// The nearest context that binds the key decides. While a line is typed every character is text and no farther
  /// context is asked; in the help `q` closes until something has been typed.
  public func action(for key: Key, on screen: Screen) -> Action? {
    for context in screen.contexts {
      if KeyMap.takesText(context), let text = KeyMap.text(of: key) {
        if context == .help, text == "q", !screen.hasSearchText { return .quit }
        return .insert(text)
      }
      if let action = actions[context]?[key] { return action }
      if KeyMap.isExclusive(context) { return nil }
    }
    return nil
  }

  /// The first key of an action in the nearest of `contexts` that has one; `nil` where it can only be named.
  public func key(for action: Action, in contexts: [KeyContext]) -> Key? {
    for context in contexts {
      if let key = keys[context]?[action] { return key }
    }
    return nil
  }

  private static func takesText(_ context: KeyContext) -> Bool {
    context == .prompt || context == .help || context == .chooser
  }

  private static func isExclusive(_ context: KeyContext) -> Bool {
    takesText(context) || context == .question
  }

  private static func text(of key: Key) -> String? {
    guard case .character(let scalar) = key else { return nil }
    return String(scalar)
  }
}

extension Screen {
  fileprivate var hasSearchText: Bool {
    guard case .help(let search, _) = popup else { return false }
    return !search.before.isEmpty || !search.after.isEmpty
  }
}
