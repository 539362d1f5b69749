public import Metrics

/// Who writes a ring file, as its lock file tells.
public struct Holder: Hashable, Sendable {
  /// The number of the process.
  public var pid: Int32
  /// What it is: "ringside", "ringside record".
  public var command: String
  /// Since when it writes.
  public var since: Timestamp
  /// The file of its arena; `nil` where its memory is its own.
  public var arena: String?
  /// The folder of its inbox; `nil` where it has none.
  public var inbox: String?

  /// A process that writes.
  public init(
    pid: Int32, command: String, since: Timestamp, arena: String? = nil, inbox: String? = nil
  ) {
    self.pid = pid
    self.command = command
    self.since = since
    self.arena = arena
    self.inbox = inbox
  }

  /// Whether it collects without a screen, so that others need not.
  public var isRecorder: Bool { command == Holder.recorder }

  /// What the recorder is called.
  public static let recorder = "ringside record"
  /// What the dashboard is called.
  public static let dashboard = "ringside"

  /// The most bytes of a lock file that are read.
  static let mostBytes = 16 << 10

  /// The lines of the lock file.
  var text: String {
    var lines = ["pid \(pid)", "since \(since.milliseconds)", "command \(command)"]
    if let arena { lines.append("arena \(arena)") }
    if let inbox { lines.append("inbox \(inbox)") }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Reads the lines of a lock file; `nil` where they name no process.
  init?(_ text: String) {
    var fields: [Substring: String] = [:]
    for line in text.split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else { continue }
      fields[line[..<space]] = String(line[line.index(after: space)...])
    }
    guard let pid = fields["pid"].flatMap({ Int32($0) }), pid > 0,
      let since = fields["since"].flatMap({ Int64($0) })
    else { return nil }
    self.init(
      pid: pid, command: fields["command"] ?? Holder.dashboard,
      since: Timestamp(milliseconds: since), arena: fields["arena"], inbox: fields["inbox"])
  }
}
