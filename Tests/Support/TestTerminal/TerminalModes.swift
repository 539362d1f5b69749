import Glibc

/// How a terminal's line treats what is typed and shown, to be compared before and after.
package struct TerminalModes: Equatable {
  private let flags: [tcflag_t]
  private let controlCharacters: [UInt8]

  /// The modes of the terminal behind a descriptor; `nil` where it is none.
  ///
  /// The corresponding C function is `tcgetattr`.
  package init?(of descriptor: Int32) {
    var modes = termios()
    guard tcgetattr(descriptor, &modes) == 0 else { return nil }
    flags = [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    controlCharacters = withUnsafeBytes(of: modes.c_cc) { Array($0) }
  }

  /// Whether typed characters are shown and lines are edited, as a shell's user expects.
  package var isCooked: Bool {
    flags[3] & tcflag_t(ECHO) != 0 && flags[3] & tcflag_t(ICANON) != 0
  }
}
