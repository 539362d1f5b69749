internal import Glibc

/// The modes of a terminal line: saved once, given back on every way out.
///
/// Source: termios(3).
struct TerminalModes {
  private let descriptor: Int32
  private let saved: termios

  /// The modes that the line has now; `nil` where the descriptor is no terminal.
  init?(of descriptor: Int32) {
    var modes = termios()
    guard tcgetattr(descriptor, &modes) == 0 else { return nil }
    self.descriptor = descriptor
    saved = modes
  }

  /// Keys one by one, unseen, unchanged, and no key that freezes the screen or kills with a core file.
  func enterScreen() {
    var modes = saved
    modes.c_lflag &= ~tcflag_t(ICANON | ECHO | ECHONL | IEXTEN)
    modes.c_lflag |= tcflag_t(ISIG | NOFLSH)
    modes.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR | IGNCR)
    modes.c_oflag &= ~tcflag_t(OPOST)
    withUnsafeMutableBytes(of: &modes.c_cc) { characters in
      characters[Int(VMIN)] = 1
      characters[Int(VTIME)] = 0
      characters[Int(VQUIT)] = 0
    }
    apply(modes)
  }

  /// What the line had before.
  func restore() { apply(saved) }

  private func apply(_ modes: termios) {
    var modes = modes
    while tcsetattr(descriptor, TCSADRAIN, &modes) != 0, errno == EINTR {}
  }

  /// The size that the line says it has; `nil` where it says none.
  func size() -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}
