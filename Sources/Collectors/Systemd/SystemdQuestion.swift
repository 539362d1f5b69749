internal import Children
internal import Glibc
internal import ProcFS

/// A question to systemd on its way: first what it says of itself, then of its units; one `systemctl show` at a time.
struct SystemdQuestion {
  private let program: [String]
  private let takesAll: Bool
  private var child: ChildProcess?
  /// What it said of itself; `nil` until it has.
  private var manager: [UInt8]?
  private var command: ChildCommand

  /// How long each answer may take.
  static let timeLimit = Duration.seconds(5)
  /// Up to how many names of units all are asked for; of more only the kinds that have series.
  private static let mostNames: UInt64 = 512
  /// The kinds of units that node_exporter reads unless it is told otherwise.
  private static let patterns = [
    "*.service", "*.socket", "*.timer", "*.target", "*.path", "*.swap",
  ]

  /// A question that is not asked yet.
  ///
  /// - Parameters:
  ///   - program: the words that start `systemctl`.
  ///   - takesAll: whether units of all kinds may have series.
  init(_ program: [String], takesAll: Bool) {
    (self.program, self.takesAll) = (program, takesAll)
    command = SystemdQuestion.command(program + SystemdQuestion.words(SystemdManager.properties))
  }

  /// Goes on with it; the answer, once it is there.
  ///
  /// - Parameter waits: whether the answer is waited for.
  /// - Returns: the answer, what systemd says of itself first; `nil` while there is none.
  mutating func answer(waits: Bool) -> SystemdAnswer? {
    do throws(ChildError) {
      while true {
        let running: ChildProcess
        if let child { running = child } else { running = try ChildProcess(command) }
        child = running
        guard let end = waits ? running.wait() : running.look() else { return nil }
        child = nil
        let answer = SystemdAnswer(end, command)
        guard case .units(let bytes) = answer else { return answer }
        if let manager { return .units(manager + [0x0a] + bytes) }
        manager = bytes
        command = unitsCommand(bytes)
      }
    } catch {
      return .refused(String(cString: strerror(error.code)).lowercased())
    }
  }

  private func unitsCommand(_ manager: [UInt8]) -> ChildCommand {
    let names = SystemdManager(manager.span).names ?? .max
    let isAll = takesAll || names <= SystemdQuestion.mostNames
    return SystemdQuestion.command(
      program + SystemdQuestion.words(SystemdUnit.properties) + ["--"]
        + (isAll ? ["*"] : SystemdQuestion.patterns))
  }

  private static func words(_ properties: [String]) -> [String] {
    ["show", "--no-pager", "--all", "--property=" + properties.joined(separator: ",")]
  }

  /// How `systemctl` is started: with no environment but what makes its words those that are read here.
  ///
  /// - Parameters:
  ///   - words: its path and its arguments.
  ///   - limit: how many bytes it may print.
  ///   - timeLimit: how long it may take.
  /// - Returns: the command.
  static func command(
    _ words: [String], limit: Int = 4 << 20, timeLimit: Duration = SystemdQuestion.timeLimit
  ) -> ChildCommand {
    var command = ChildCommand(
      words.map { Array($0.utf8) },
      environment: [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC",
        "SYSTEMD_COLORS=0", "SYSTEMD_PAGER=",
      ], timeLimit: timeLimit)
    command.outputLimit = limit
    command.errorsKept = 256
    return command
  }

  /// Whether units of all kinds are among those that are told of.
  static func isWhole(_ units: [SystemdUnit], _ manager: SystemdManager) -> Bool {
    // Where the machine has slices, as every one does, they are missing only if they were not asked for.
    manager.names != nil && units.contains { $0.name == Array("-.slice".utf8) }
  }

  /// Whether a unit is of a kind that has series unless options say otherwise.
  static func isUsual(_ name: [UInt8]) -> Bool {
    patterns.contains { name.reversed().starts(with: $0.utf8.dropFirst().reversed()) }
  }
}
