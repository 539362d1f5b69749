internal import Collectors
internal import Metrics
internal import Rules
internal import Storage

/// Does what letters in the inbox ask, in the name of those who left them.
struct InboxDesk {
  private let inbox: Inbox
  private let marks: MarkWriter
  private var names: UserNames

  /// A desk for one inbox.
  init(_ inbox: Inbox, marks: MarkWriter, paths: HostPaths) {
    self.inbox = inbox
    self.marks = marks
    names = UserNames(paths)
  }

  /// Does what the letters that are there ask: marks are left at once.
  ///
  /// - Parameters:
  ///   - now: the moment of a mark that names none.
  ///   - complain: takes a line about a letter that cannot be read.
  /// - Returns: what is asked of the rules, with the user's name.
  mutating func open(
    at now: Timestamp, complain: (String) -> Void
  ) -> [(command: RulesCommand, user: ByteString)] {
    var commands: [(command: RulesCommand, user: ByteString)] = []
    for letter in inbox.take() {
      let user = ByteString(names.name(letter.owner))
      switch InboxCommand.parse(letter.bytes) {
      case .failure(let problem):
        complain("a letter of \(user.text) cannot be read: \(problem.message)")
      case .success(.mark(let text, let moment, let labels)):
        marks.write(text, at: moment ?? now, labels: labels, user: user)
      case .success(.acknowledge(let alerts)): commands.append((.acknowledge(alerts), user))
      case .success(.unacknowledge(let alerts)): commands.append((.unacknowledge(alerts), user))
      case .success(.silence(let silence)): commands.append((.silence(silence), user))
      case .success(.endSilence(let matchers)):
        let ended = Silence(matchers: matchers, from: now, until: now, by: user)
        commands.append((.endSilence(ended), user))
      }
    }
    return commands
  }
}
