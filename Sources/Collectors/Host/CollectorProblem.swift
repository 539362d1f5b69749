internal import Glibc

/// A kernel file that is there and could not be read.
public struct CollectorProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The collector that wanted the file.
  public var collector: String
  /// The file.
  public var path: String
  /// The system's error number.
  public var code: Int32

  /// The file and what the system says, such as `/proc/pressure/io: permission denied (EACCES)`.
  public var description: String {
    "\(path): \(String(cString: strerror(code)).lowercased())\(symbol)"
  }

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
