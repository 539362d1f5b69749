internal import Metrics
internal import ProcFS

/// The control group that Ringside runs in, and those above it that have a limit, `cgroup`.
///
/// In a container these are the limits that everything in it shares. There is nothing to write where control groups of
/// version 2 are not mounted.
struct ControlGroupPart: HostPart {
  private let root: String
  private let own: OwnControlGroups
  private let paths: HostPaths
  private let membership: KernelFile
  private var path: [UInt8]?
  private var groups: [ControlGroup] = []
  private var numbers = NamedNumbers()

  init(_ paths: HostPaths, _ own: OwnControlGroups) {
    self.own = own
    self.paths = paths
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
    own.written.removeAll(keepingCapacity: true)
    for (index, group) in groups.enumerated()
    where group.write(to: &writer, wanted: index == 0, &numbers) {
      own.written.insert(group.id)
      group.writeOwn(to: &writer)
    }
  }

  /// The group itself first, then those above it.
  private func open(_ path: [UInt8]) -> [ControlGroup] {
    guard Tree.exists("\(root)/cgroup.controllers") else { return [] }
    let parts = path.split(separator: 0x2f)
    var names = UnitNames(paths)
    names.refresh()
    return (0...parts.count).reversed().map { depth in
      let id = [0x2f] + parts.prefix(depth).joined(separator: [0x2f])
      return ControlGroup(
        id: Array(id), folder: root + String(decoding: id, as: UTF8.self),
        names: names.labels(UnitIdentity(path: Array(id))).pairs)
    }
  }
}

/// The control groups that are read at every tick, so that nobody writes their series a second time.
final class OwnControlGroups {
  /// The paths of those that were written in the newest round.
  var written: Set<[UInt8]> = []
}
