import CVTerm

/// A terminal's screen as a person would see it after all bytes so far, by libvterm.
package final class VirtualTerminal {
  /// One cell of the screen.
  package struct Cell: Equatable {
    /// The character with its marks; a blank where nothing was written, empty in the right half of a wide character.
    package var text: String
    /// Whether foreground and background are exchanged.
    package var isReverse: Bool
    /// Whether it is bold.
    package var isBold: Bool
  }

  /// Rows and columns.
  package private(set) var rows: Int
  package private(set) var columns: Int
  private let terminal: OpaquePointer
  private let screen: OpaquePointer
  private let signs: UnsafeMutablePointer<cvterm_signs>

  /// An empty screen.
  package init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    signs = .allocate(capacity: 1)
    signs.initialize(to: cvterm_signs())
    guard let terminal = vterm_new(Int32(rows), Int32(columns)),
      let screen = cvterm_start(terminal, signs)
    else { preconditionFailure("libvterm has no memory for a screen") }
    (self.terminal, self.screen) = (terminal, screen)
    // The reset of the first screen tells of properties too.
    signs.pointee = cvterm_signs()
  }

  deinit {
    vterm_free(terminal)
    signs.deallocate()
  }

  /// How often the bell rang; the end of a title is no bell.
  package var bells: Int { Int(signs.pointee.bells) }

  /// Whether the alternate screen is shown.
  package var isAlternate: Bool { signs.pointee.is_alternate != 0 }

  /// What the terminal reports of the mouse: 0 for nothing, 1 for buttons, more for movement.
  package var mouse: Int { Int(signs.pointee.mouse) }

  /// Shows what `bytes` do.
  package func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      _ = vterm_input_write(terminal, start, buffer.count)
    }
  }

  /// Changes the size as a terminal window's user does.
  package func resize(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    vterm_set_size(terminal, Int32(rows), Int32(columns))
  }

  /// The cell at a place counted from 0.
  package func cell(row: Int, column: Int) -> Cell {
    let cell = cvterm_get(screen, Int32(row), Int32(column))
    return Cell(
      text: VirtualTerminal.text(cell), isReverse: cell.is_reverse != 0, isBold: cell.is_bold != 0)
  }

  /// Whether any cell has a colour that is not the terminal's own.
  package var hasColors: Bool {
    (0..<rows).contains { row in
      (0..<columns).contains { cvterm_get(screen, Int32(row), Int32($0)).is_colored != 0 }
    }
  }

  /// The rows without the blanks at their ends.
  package var lines: [String] {
    (0..<rows).map { row in
      let cells = (0..<columns).map {
        VirtualTerminal.text(cvterm_get(screen, Int32(row), Int32($0)))
      }
      let last = cells.lastIndex { $0 != " " && !$0.isEmpty }
      return cells[..<(last.map { $0 + 1 } ?? 0)].joined()
    }
  }

  /// The whole screen, a line a row.
  package var text: String { lines.joined(separator: "\n") }

  private static func text(_ cell: cvterm_cell) -> String {
    if cell.width == 0 { return "" }
    var scalars = String.UnicodeScalarView()
    withUnsafeBytes(of: cell.characters) { buffer in
      for value in buffer.bindMemory(to: UInt32.self) {
        guard value != 0, let scalar = Unicode.Scalar(value) else { break }
        scalars.append(scalar)
      }
    }
    return scalars.isEmpty ? " " : String(scalars)
  }
}
