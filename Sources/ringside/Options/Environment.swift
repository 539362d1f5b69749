internal import Glibc

/// The environment of this process.
enum Environment {
  /// What the terminal is chosen by.
  static var ofTerminal: [String: String] {
    let names = [
      "TERM", "NO_COLOR", "COLORFGBG", "VTE_VERSION", "TMUX", "ESCDELAY", "SSH_CONNECTION",
      "LC_ALL", "LC_CTYPE", "LANG",
    ]
    var result: [String: String] = [:]
    for name in names { result[name] = value(name) }
    return result
  }

  /// The value of one variable; `nil` where it is not set.
  static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
