internal import ProcFS

/// How much CPU a control group allows.
///
/// Source: Documentation/admin-guide/cgroup-v2.rst, `cpu.max`.
struct ControlGroupLimit {
  private let root: String

  init(_ paths: HostPaths) { root = paths.sys("fs/cgroup") }

  /// The fewest cores that the group or one above it allows; `nil` where none of them has a limit.
  func cores(_ path: [UInt8]) -> Double? {
    let names = path.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    // What lies outside our own tree is named from above.
    guard !names.contains("..") else { return nil }
    return (0...names.count).compactMap { depth in
      let folder = ([root] + names.prefix(depth)).joined(separator: "/")
      return Tree.text(folder + "/cpu.max").flatMap(ControlGroupLimit.cores)
    }.min()
  }

  /// Microseconds in a period, and how long the period is; `max` stands for no limit.
  private static func cores(_ text: String) -> Double? {
    let words = text.split(separator: " ")
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), period > 0
    else { return nil }
    return quota / period
  }
}
