internal import Children

/// What asking systemd came to.
package enum SystemdAnswer: Equatable, Sendable {
  /// What `systemctl show` printed.
  case units([UInt8])
  /// Why there is no answer, in words.
  case refused(String)
}

extension SystemdAnswer {
  /// What the end of a child says, in its own words where it had some.
  init(_ end: ChildEnd, _ command: ChildCommand) {
    switch end.cause {
    case .status(0): self = .units(end.output)
    case .timedOut: self = .refused("took too long and was killed")
    case .printedTooMuch:
      self = .refused("printed more than \(command.outputLimit ?? 0) bytes and was killed")
    case _ where !end.said.isEmpty: self = .refused(end.said)
    case .status(let status): self = .refused("exit status \(status)")
    case .signal(let number): self = .refused("ended by signal \(number)")
    case .killed: self = .refused("was killed")
    }
  }
}
