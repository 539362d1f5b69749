internal import Metrics

/// What process tables can be grouped by.
public enum ProcessGrouping: String, Hashable, Sendable, CaseIterable {
  /// The control group, by its whole path.
  case controlGroup
  /// The user.
  case user
  /// The container, those outside of any together.
  case container

  /// What a person reads: `by container`.
  var words: DisplayText {
    switch self {
    case .controlGroup: "by cgroup"
    case .user: "by user"
    case .container: "by container"
    }
  }
}

/// Rows that stand for all processes of one group, above them.
struct ProcessGroups {
  let grouping: ProcessGrouping

  /// The name of the group in which a process stands; `nil` for what is no process.
  func name(_ row: ProcessRow) -> ByteString? {
    guard row.pid != nil else { return nil }
    switch grouping {
    case .controlGroup: return row.controlGroup ?? "–"
    case .user: return row.user ?? "–"
    case .container:
      guard let path = row.controlGroup else { return "–" }
      return ContainerName.text(path) ?? "(no container)"
    }
  }

  /// One row a group with what its processes use together, in the order of the names.
  func rows(_ processes: [ProcessRow]) -> [ProcessRow] {
    var groups: [ByteString: ProcessRow] = [:]
    var counts: [ByteString: Int] = [:]
    for process in processes {
      guard let name = name(process) else { continue }
      counts[name, default: 0] += process.isAbsent ? 0 : 1
      let group = groups[name] ?? ProcessRow(group: name)
      groups[name] = group.adding(process)
    }
    return groups.sorted { $0.key < $1.key }.map { name, row in
      var row = row
      row.members = counts[name]
      return row
    }
  }

  /// Each process below its group.
  var tree: TableRule<ProcessRow>.Tree {
    TableRule.Tree(
      column: "command",
      id: { row in row.isGroup ? "=" + row.comm.text : name(row).map { _ in row.key.text } },
      parent: { row in row.isGroup ? nil : name(row).map { "=" + $0.text } },
      start: { _ in nil },
      // A group has what is below it already.
      sum: { above, below in above.isGroup ? above : above.adding(below) })
  }
}

/// The container that a control group's path names.
enum ContainerName {
  /// `docker 1a2b3c4d5e6f`, the runtime with the beginning of the container's number; `nil` outside of a container.
  ///
  /// Source: the paths that Docker, containerd, CRI-O and Podman make, with systemd's driver and without.
  static func text(_ path: ByteString) -> ByteString? {
    let parts = path.text.split(separator: "/")
    for (place, part) in parts.enumerated().reversed() {
      if part.hasPrefix("lxc.payload.") { return ByteString("lxc " + part.dropFirst(12)) }
      var name = part
      if name.hasSuffix(".scope") { name = name.dropLast(6) }
      if name.hasPrefix("crio-conmon-") || name.hasPrefix("libpod-conmon-") { return nil }
      for (prefix, runtime) in prefixes where name.hasPrefix(prefix) {
        if let number = number(name.dropFirst(prefix.utf8.count)) {
          return ByteString("\(runtime) \(number)")
        }
      }
      guard place > 0, let number = number(name) else { continue }
      let above = parts[place - 1]
      if above == "docker" { return ByteString("docker \(number)") }
      if parts.contains(where: { $0.hasPrefix("kubepods") }) { return ByteString("pod \(number)") }
    }
    return nil
  }

  private static let prefixes = [
    ("docker-", "docker"), ("cri-containerd-", "containerd"), ("crio-", "crio"),
    ("libpod-", "podman"),
  ]

  /// The first twelve digits of a number of 64; `nil` for what is none.
  private static func number(_ text: Substring) -> Substring? {
    guard text.utf8.count == 64, text.utf8.allSatisfy(isDigit) else { return nil }
    return text.prefix(12)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
