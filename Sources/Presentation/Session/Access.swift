/// What the user that reads the processes may see of those of others.
public enum Access: Hashable, Sendable {
  /// An ordinary user: others' processes are hidden from it.
  case ordinary
  /// Root of a container that was not given CAP_SYS_PTRACE, without which processes that have more than it are hidden.
  case confined
  /// Root with all it takes: what is still refused is kept by a security module, or is another namespace's.
  case full

  /// What to do about what is hidden, or why nothing can be done.
  public var advice: String {
    switch self {
    case .ordinary: "run as root"
    case .confined: "this root lacks CAP_SYS_PTRACE"
    case .full: "refused even to root"
    }
  }
}
