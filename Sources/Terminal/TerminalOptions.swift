public import TerminalUI

/// What the user and the environment say about the terminal.
public struct TerminalOptions: Sendable {
  /// Whether colours are used.
  public enum Color: Hashable, Sendable {
    /// As many as the terminal has, none with `NO_COLOR`.
    case auto
    /// None.
    case never
    /// At most this many.
    case atMost(ColorDepth)
  }

  /// `TERM`, `NO_COLOR`, `COLORFGBG`, `VTE_VERSION`, `TMUX`, `ESCDELAY` and `SSH_CONNECTION` are read from it.
  public var environment: [String: String]
  /// Whether colours are used.
  public var color: Color
  /// How roles look.
  public var theme: Theme
  /// The program's version, for the message of a crash.
  public var version: String
  /// An open file that also gets a crash's message; negative for none.
  public var crashReport: Int32

  /// Options with everything decided by the terminal.
  public init(environment: [String: String], version: String, theme: Theme = .standard) {
    self.environment = environment
    self.version = version
    self.theme = theme
    color = .auto
    crashReport = -1
  }
}
