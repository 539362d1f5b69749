/// What the NFS client or server counts.
///
/// Source: the kernel's `net/sunrpc/stats.c` and `fs/nfsd/stats.c`, `/proc/net/rpc/nfs` and `/proc/net/rpc/nfsd`.
public struct NFSStatistics: Equatable, Sendable {
  /// The numbers of each line by its first word, such as `rpc`.
  public let lines: [String: [Double]]

  /// The reading; fields that are no numbers end their line.
  public init(_ bytes: [UInt8]) {
    var lines: [String: [Double]] = [:]
    for row in Table(bytes).rows {
      lines[row[0]] = row.dropFirst().prefix { Table.number($0) != nil }.compactMap {
        Table.number($0)
      }
    }
    self.lines = lines
  }

  /// A number of a line; `nil` when the kernel does not report it.
  public func number(_ line: String, _ column: Int) -> Double? {
    guard let numbers = lines[line], numbers.indices.contains(column) else { return nil }
    return numbers[column]
  }

  /// The counts of a line that begins with how many they are, by name; 0 for names behind the last, none without line.
  public func operations(_ line: String, _ names: [String]) -> [(name: String, count: Double)] {
    guard let numbers = lines[line] else { return [] }
    return names.enumerated().compactMap { index, name in
      guard !name.isEmpty else { return nil }
      return (name, index + 1 < numbers.count ? numbers[index + 1] : 0)
    }
  }

  /// The operations of version 2, in the kernel's order.
  public static let version2 = [
    "Null", "GetAttr", "SetAttr", "Root", "Lookup", "ReadLink", "Read", "WrCache", "Write",
    "Create", "Remove", "Rename", "Link", "SymLink", "MkDir", "RmDir", "ReadDir", "FsStat",
  ]
  /// The operations of version 3, in the kernel's order.
  public static let version3 = [
    "Null", "GetAttr", "SetAttr", "Lookup", "Access", "ReadLink", "Read", "Write", "Create",
    "MkDir", "SymLink", "MkNod", "Remove", "RmDir", "Rename", "Link", "ReadDir", "ReadDirPlus",
    "FsStat", "FsInfo", "PathConf", "Commit",
  ]
  /// The client's operations of version 4, in the order that node_exporter takes them in.
  public static let version4Client = [
    "Null", "Read", "Write", "Commit", "Open", "OpenConfirm", "OpenNoattr", "OpenDowngrade",
    "Close", "Setattr", "FsInfo", "Renew", "SetClientID", "SetClientIDConfirm", "Lock", "Lockt",
    "Locku", "Access", "Getattr", "Lookup", "LookupRoot", "Remove", "Rename", "Link", "Symlink",
    "Create", "Pathconf", "StatFs", "ReadLink", "ReadDir", "ServerCaps", "DelegReturn", "GetACL",
    "SetACL", "FsLocations", "ReleaseLockowner", "Secinfo", "FsidPresent", "ExchangeID",
    "CreateSession", "DestroySession", "Sequence", "GetLeaseTime", "ReclaimComplete",
    "GetDeviceInfo", "LayoutGet", "LayoutCommit", "LayoutReturn", "SecinfoNoName", "TestStateID",
    "FreeStateID",
    "GetDeviceList", "BindConnToSession", "DestroyClientID", "Seek", "Allocate", "DeAllocate",
    "LayoutStats", "Clone",
  ]
  /// The server's operations of version 4, by number; an empty name is no operation or is not shown.
  public static let version4Server = [
    "", "", "", "Access", "Close", "Commit", "Create", "DelegPurge", "DelegReturn", "GetAttr",
    "GetFH", "Link", "Lock", "Lockt", "Locku", "Lookup", "LookupRoot", "Nverify", "Open",
    "OpenAttr", "OpenConfirm", "OpenDgrd", "PutFH", "", "", "Read", "ReadDir", "ReadLink",
    "Remove", "Rename", "Renew", "RestoreFH", "SaveFH", "SecInfo", "SetAttr", "SetClientID",
    "SetClientIDConfirm", "Verify", "Write", "RelLockOwner",
  ]
}
