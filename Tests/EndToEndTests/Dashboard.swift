import Glibc
import TestTerminal
import TestWorld
import Testing

extension ShippedProgram {
  /// The name of this machine, which the dashboard shows whatever tree it reads.
  static let hostName: String = {
    var name = utsname()
    guard uname(&name) == 0 else { return "localhost" }
    return withUnsafeBytes(of: name.nodename) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }()

  /// Starts the dashboard on a made-up machine.
  ///
  /// - Parameters:
  ///   - host: the machine.
  ///   - more: further arguments.
  ///   - changes: what differs from the usual environment.
  ///   - columns: the terminal's width.
  ///   - rows: the terminal's height.
  ///   - drawsFor: the terminal whose sequences are allowed, where it is not TERM's.
  ///   - isNotice: whether a notice for the desktop is one that may be sent.
  ///   - isKept: whether it may keep its history in a file; the environment or the arguments then say where.
  /// - Returns: the running program.
  /// - Throws: where it cannot be started.
  static func dashboard(
    _ host: LiveHost, _ more: [String] = [], environment changes: [String: String] = [:],
    columns: Int = 120, rows: Int = 40, drawsFor: String? = nil,
    isNotice: @escaping (String) -> Bool = { _ in false }, isKept: Bool = false
  ) throws -> PtyProgram {
    try PtyProgram(
      try #require(path), host.arguments + (isKept ? [] : ["--no-store"]) + more,
      environment: environment(changes),
      columns: columns, rows: rows, drawsFor: drawsFor,
      isTitle: { $0.contains(hostName) && !$0.contains(HostileText.canary) }, isNotice: isNotice)
  }
}

extension PtyProgram {
  /// Reads until there is a whole frame of the host with rates: two ticks.
  func waitForFirstFrame() throws {
    try wait(forText: "LIVE")
    // Where sources are named it begins with them.
    press("2")
    try wait(for: "rates of processes") { $0.screen.text.contains("CORES") }
  }

  /// What of the terminal is not as it was: modes, screen, cursor, mouse; empty where all is.
  var leftovers: [String] {
    [
      modes == modesBefore ? nil : "modes", screen.isAlternate ? "alternate screen" : nil,
      escapes.isCursorHidden ? "hidden cursor" : nil, screen.mouse != 0 ? "mouse" : nil,
    ].compactMap { $0 }
  }
}
