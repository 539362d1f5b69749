internal import Glibc

/// Why a file of the ring cannot be used.
public struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// Why, in words: "permission denied".
  public var reason: String
  /// The system's error number; 0 where it is not the system that refuses.
  public var number: Int32

  /// A file and why it cannot be used.
  public init(path: String, reason: String, number: Int32 = 0) {
    self.path = path
    self.reason = reason
    self.number = number
  }

  /// A file and what the system said about it.
  init(path: String, number: Int32) {
    let isLink = number == ELOOP
    self.init(
      path: path, reason: isLink ? "is a link; expected a file" : systemWords(number),
      number: number)
  }

  /// "/var/lib/ringside/a.ring: permission denied".
  public var description: String { "\(path): \(reason)" }
}

/// What the system calls an error, in lower case.
///
/// The corresponding C function is `strerror`.
func systemWords(_ number: Int32) -> String { String(cString: strerror(number)).lowercased() }
