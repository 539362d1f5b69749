/// What came from the terminal.
public enum InputEvent: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// Text was pasted as one piece; it must never act as keys.
  case paste(String)
  /// A button or the wheel of the mouse at a cell, counted from 0.
  case mouse(MouseAct, column: Int, row: Int)
  /// The terminal has another size.
  case resize(GridSize)
}

/// What was done with the mouse.
public enum MouseAct: Hashable, Sendable {
  /// The left button went down.
  case press
  /// The wheel turned.
  case wheelUp, wheelDown
}
