internal import CLinux
internal import Glibc

/// Keeps in memory what of the program's own pages it uses, so that it answers where memory is taken back all the time.
///
/// Where less may be kept, because of the system's limit or of the control group's, less is kept.
struct ProgramPages {
  /// The share of the control group's memory that may be kept: the rest has to do for everything else.
  static let share: UInt64 = 3

  private let most: UInt64

  /// Finds out how much may be kept.
  init() {
    most = ProgramPages.memoryLimit(Self.text("/proc/self/cgroup"), Self.text) / Self.share
  }

  /// Keeps what is in memory now; how many bytes that is.
  func keep() -> Int { max(0, Int(clinux_lock_program(most))) }

  /// The least that a control group, or one above it, may hold; the highest number where none has a limit.
  ///
  /// Source: Documentation/admin-guide/cgroup-v2.rst, `memory.max`; Documentation/admin-guide/cgroup-v1/memory.rst.
  ///
  /// - Parameters:
  ///   - groups: what `/proc/self/cgroup` says.
  ///   - read: the text of a file; `nil` where there is none.
  /// - Returns: bytes.
  static func memoryLimit(_ groups: String?, _ read: (String) -> String?) -> UInt64 {
    var least = UInt64.max
    for line in (groups ?? "").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isFirst = parts[1].split(separator: ",").contains("memory")
      guard isFirst || parts[1].isEmpty else { continue }
      let root = isFirst ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup"
      let file = isFirst ? "memory.limit_in_bytes" : "memory.max"
      let names = parts[2].split(separator: "/")
      for depth in 0...names.count {
        let path = ([root] + names.prefix(depth).map(String.init) + [file]).joined(separator: "/")
        let text = read(path)?.split(separator: "\n").first
        if let limit = text.flatMap({ UInt64($0) }) { least = min(least, limit) }
      }
    }
    return least
  }

  private static func text(_ path: String) -> String? {
    (try? InputFile.read(path)).map { String(decoding: $0, as: UTF8.self) }
  }
}
