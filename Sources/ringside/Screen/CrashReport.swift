internal import Glibc

/// The file that a crash also writes its message to.
enum CrashReport {
  /// Opens `$XDG_STATE_HOME/ringside/crash.txt` for appending; -1 where there is no such place.
  static func open() -> Int32 {
    let state =
      Environment.value("XDG_STATE_HOME")
      ?? Environment.value("HOME").map { $0 + "/.local/state" }
    guard let state, !state.isEmpty else { return -1 }
    let folder = state + "/ringside"
    for path in [state, folder] { mkdir(path, 0o700) }
    return Glibc.open(
      folder + "/crash.txt", O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
  }
}
