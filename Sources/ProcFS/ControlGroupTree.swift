/// How many control groups there are below one: `cgroup.stat`.
///
/// Source: Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files". What the kernel does not report is absent.
public struct ControlGroupTree: Equatable, Sendable {
  /// Groups below this one, at any depth.
  public var descendants: UInt64?
  /// Groups that were removed and whose memory is not given back yet.
  public var dyingDescendants: UInt64?

  /// The reading; lines that are unknown or hold no number are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let (name, value) = ControlGroupFiles.pair(bytes, &position) {
      if Scan.equals(bytes, name, "nr_descendants") {
        descendants = value
      } else if Scan.equals(bytes, name, "nr_dying_descendants") {
        dyingDescendants = value
      }
    }
  }
}

/// Whether anything lives in a control group: `cgroup.events`.
///
/// Source: Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files". What the kernel does not report is absent.
public struct ControlGroupState: Equatable, Sendable {
  /// Whether the group or one below it has a process.
  public var isPopulated: Bool?
  /// Whether its processes are stopped.
  public var isFrozen: Bool?

  /// The reading; a value other than 0 and 1 is none.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let (name, value) = ControlGroupFiles.pair(bytes, &position) {
      let flag = value > 1 ? nil : value == 1
      if Scan.equals(bytes, name, "populated") {
        isPopulated = flag
      } else if Scan.equals(bytes, name, "frozen") {
        isFrozen = flag
      }
    }
  }
}
