internal import Glibc

/// A kernel file that is there and could not be read, or something else that a collector cannot know.
public struct CollectorProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The collector that wanted the file.
  public var collector: String
  /// The file.
  public var path: String
  /// The system's error number; 0 where only the reason says what is wrong.
  public var code: Int32
  /// What is wrong in other words than the system's; `nil` for the system's.
  public var reason: String?

  /// The file and what the system says, such as `/proc/pressure/io: permission denied (EACCES)`.
  public var description: String {
    "\(path): \(reason ?? cause)"
  }

  /// What the system says, such as `permission denied (EACCES)`.
  var cause: String { "\(String(cString: strerror(code)).lowercased())\(symbol)" }

  /// Whether it only says that this machine does not have what the collector reads.
  public var isAbsent: Bool { code != 0 && CollectorProblem.isAbsence(code) }

  /// Whether another user could read it.
  public var isDenied: Bool { code == EACCES || code == EPERM }

  private var symbol: String {
    switch code {
    case EACCES: " (EACCES)"
    case EPERM: " (EPERM)"
    case EIO: " (EIO)"
    case EMFILE: " (EMFILE)"
    case ENFILE: " (ENFILE)"
    case ENOMEM: " (ENOMEM)"
    default: ""
    }
  }

  /// Whether the number only says that this kernel does not have the file or the feature.
  static func isAbsence(_ code: Int32) -> Bool {
    [0, ENOENT, ENOTDIR, EOPNOTSUPP, ENOTSUP, ENODATA, ENODEV, ESRCH, EINVAL].contains(code)
  }
}
