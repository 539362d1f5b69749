/// What came from the terminal.
public enum InputEvent: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// Text was pasted as one piece; it must never act as keys.
  case paste(String)
  /// The terminal has another size.
  case resize(GridSize)
}
