internal import Metrics
internal import ProcFS

/// The control group that Ringside runs in, and those above it that have a limit, `cgroup`.
///
/// In a container these are the limits that everything in it shares. There is nothing to write where control groups of
/// version 2 are not mounted.
struct ControlGroupPart: HostPart {
  private let root: String
  private let membership: KernelFile
  private var path: [UInt8]?
  private var groups: [ControlGroup] = []
  private var numbers = NamedNumbers()

  init(_ paths: HostPaths) {
    root = paths.sys("fs/cgroup")
    membership = KernelFile(paths.proc("self/cgroup"), capacity: 1024)
  }

  var files: [KernelFile] { [membership] + groups.flatMap(\.files) }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    let found = membership.parse { ControlGroupFiles.path($0) } ?? nil
    if found != path {
      path = found
      groups = found.map(open) ?? []
    }
    for (index, group) in groups.enumerated() {
      group.write(to: &writer, wanted: index == 0, &numbers)
    }
  }

  /// The group itself first, then those above it.
  private func open(_ path: [UInt8]) -> [ControlGroup] {
    guard Tree.exists("\(root)/cgroup.controllers") else { return [] }
    let names = path.split(separator: 0x2f)
    return (0...names.count).reversed().map { depth in
      let id = [0x2f] + names.prefix(depth).joined(separator: [0x2f])
      return ControlGroup(id: Array(id), folder: root + String(decoding: id, as: UTF8.self))
    }
  }
}
