internal import Glibc
internal import Metrics
internal import Storage

/// `ringside mark TEXT`: leaves a mark in the ring of whoever writes it.
struct MarkCommand: Equatable {
  var text: String?
  var moment: String?
  var labels: [VariableArgument] = []
  var ring: String?
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    while let option = arguments.next() {
      switch option {
      case "--at": moment = try arguments.value(of: option)
      case "--label": labels.append(try MarkCommand.label(try arguments.value(of: option)))
      case "--ring": ring = try arguments.value(of: option)
      case "--help", "-h": wantsHelp = true
      case "--": break
      default: try take(option)
      }
    }
  }

  private mutating func take(_ word: String) throws(UsageError) {
    guard !word.hasPrefix("-") else {
      throw UsageError(message: "unknown option '\(word)'; see 'ringside mark --help'")
    }
    guard text == nil else {
      throw UsageError(message: "more than one text: '\(word)'; expected quotes around all of it")
    }
    guard !word.isEmpty else {
      throw UsageError(message: "the text is empty; expected what the mark is to say")
    }
    guard word.utf8.count <= InboxCommand.longestText else {
      throw UsageError(
        message: "the text has \(word.utf8.count) bytes; "
          + "expected at most \(InboxCommand.longestText)")
    }
    text = word
  }

  private static func label(_ word: String) throws(UsageError) -> VariableArgument {
    guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
      throw UsageError(
        message: "option '--label': '\(word)' is no label; expected NAME=VALUE such as version=1.4")
    }
    let name = String(word[..<sign])
    if let objection = InboxCommand.objection(to: ByteString(name)) {
      throw UsageError(message: "option '--label': '\(name)' \(objection); expected another name")
    }
    return VariableArgument(name: name, value: String(word[word.index(after: sign)...]))
  }

  /// The help of the command.
  static let help = """
    usage: ringside mark TEXT [option…]
    Leaves a mark in the ring of the recorder or the dashboard that runs on this host, for example from
    a deploy script. It is drawn in charts and listed among the events, with your name.

      --at TIME                the moment: RFC 3339, Unix seconds, or relative such as -15m (now)
      --label NAME=VALUE       a label of the mark
      --ring FILE              the ring of another file than the usual one

    Exit status: 0 the mark was handed over, 2 usage, 3 nobody writes the ring.

    """

  /// Hands the mark over.
  func run(now: Timestamp) throws(UsageError) -> ExitStatus {
    if wantsHelp { return Output.print(Self.help) }
    guard let text else {
      throw UsageError(message: "no text; expected 'ringside mark TEXT'")
    }
    var at: Timestamp?
    if let moment {
      guard let parsed = MomentArgument.parse(moment, now: now) else {
        throw UsageError(
          message: "option '--at': '\(moment)' is no time; expected RFC 3339, Unix seconds or -15m")
      }
      at = parsed
    }
    let pairs = labels.map { (name: ByteString($0.name), value: ByteString($0.value)) }
    let command = InboxCommand.mark(text: ByteString(text), at: at ?? now, labels: Labels(pairs))
    return MarkCommand.send(command, ring: ring, now: now)
  }

  private static func send(
    _ command: InboxCommand, ring: String?, now: Timestamp
  ) -> ExitStatus {
    guard let path = ring.map(Folders.absolute) ?? RingFileChoice.usualPath() else {
      Output.diagnose("no folder for a ring file; expected '--ring FILE'")
      return .world
    }
    guard let holder = WriterLock.holder(of: path), let folder = holder.inbox else {
      Output.diagnose(
        "\(path): nobody writes this ring; expected 'ringside' or 'ringside record' to run")
      return .world
    }
    do throws(StorageError) {
      // Ordered by time; two of one process at the same millisecond are not to be had.
      let name = "\(now.milliseconds)-\(getpid())"
      try Inbox(folder: folder).leave(command.json, name: name)
      return .fine
    } catch {
      Output.diagnose("\(error)")
      return .world
    }
  }
}
