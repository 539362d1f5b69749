/// What the NFS client counts for each mount.
///
/// Source: the kernel's `fs/nfs/super.c` and `net/sunrpc/stats.c`, `/proc/<pid>/mountstats`.
public struct MountStatistics: Equatable, Sendable {
  /// How the client reaches the server over one connection.
  public struct Transport: Equatable, Sendable {
    /// `tcp`, `udp` or `rdma`.
    public var transportProtocol: String
    /// The numbers by name; those that the protocol or this version does not have are absent.
    public var numbers: [String: UInt64]
  }

  /// What was asked of the server.
  public struct Operation: Equatable, Sendable {
    /// The operation's name, such as `READ`.
    public var name: String
    /// Requests, transmissions, timeouts, bytes sent, bytes received, then milliseconds of queueing, response, request.
    public var numbers: [UInt64]
  }

  /// One mount of NFS.
  public struct Mount: Equatable, Sendable {
    /// Which of the file's mounts it is, counted from 0.
    public var index: Int
    /// What is mounted.
    public var device: String
    /// Where it is mounted.
    public var mountPoint: String
    /// The age in seconds; `nil` when the kernel does not report it.
    public var ageSeconds: Double?
    /// The numbers of the line `bytes:`, in the kernel's order.
    public var bytes: [UInt64] = []
    /// The numbers of the line `events:`, in the kernel's order.
    public var events: [UInt64] = []
    /// The connections.
    public var transports: [Transport] = []
    /// What was asked.
    public var operations: [Operation] = []
  }

  /// The mounts of NFS, in the kernel's order.
  public private(set) var mounts: [Mount] = []
  /// Whether every line could be read.
  public private(set) var isWhole = true

  /// The reading; other file systems and lines of other kinds are passed over.
  public init(_ bytes: [UInt8]) {
    var index = -1
    var isOpen = false
    var isInOperations = false
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
      let row = Table(Array(line)).rows.first ?? []
      if row.first == "device" {
        index += 1
        isInOperations = false
        isOpen = open(row, index)
      } else if isOpen, let last = mounts.indices.last {
        if isInOperations {
          isWhole = MountStatistics.readOperation(row, &mounts[last]) && isWhole
        } else if row.first == "per-op" {
          isInOperations = true
        } else {
          isWhole = MountStatistics.read(row, &mounts[last]) && isWhole
        }
      }
    }
  }

  /// Begins a mount where the line names one with statistics: `device D mounted on P with fstype nfs statvers=1.1`.
  private mutating func open(_ row: [String], _ index: Int) -> Bool {
    guard row.count > 8, row[2] == "mounted", row[6] == "fstype", ["nfs", "nfs4"].contains(row[7])
    else { return false }
    mounts.append(Mount(index: index, device: row[1], mountPoint: row[4]))
    return true
  }

  /// Whether the line is what it says to be.
  private static func read(_ row: [String], _ mount: inout Mount) -> Bool {
    let numbers = row.dropFirst().compactMap { UInt64($0) }
    switch row.first {
    case "age:": mount.ageSeconds = numbers.first.map { Double($0) }
    case "bytes:":
      guard numbers.count == 8, row.count == 9 else { return false }
      mount.bytes = numbers
    case "events:":
      guard numbers.count >= 27, numbers.count == row.count - 1 else { return false }
      mount.events = numbers
    case "xprt:":
      guard let transport = transport(row) else { return false }
      mount.transports.append(transport)
    default: break
    }
    return true
  }

  private static let connected = [
    "port", "bind", "connect", "connect_idle", "idle", "sends", "receives", "bad", "requests",
    "backlog", "slots", "sending", "pending",
  ]

  private static func transport(_ row: [String]) -> Transport? {
    let numbers = row.dropFirst(2).compactMap { UInt64($0) }
    guard row.count > 2, numbers.count == row.count - 2 else { return nil }
    let isDatagram = row[1] == "udp"
    let names = isDatagram ? connected.filter { !idleNames.contains($0) } : connected
    guard numbers.count >= names.count - 3 else { return nil }
    var result = Dictionary(zip(names, numbers)) { first, _ in first }
    // There are no connections of datagrams that could be made or be idle.
    if isDatagram { for name in idleNames { result[name] = 0 } }
    return Transport(transportProtocol: row[1], numbers: result)
  }

  private static let idleNames = ["connect", "connect_idle", "idle"]

  private static func readOperation(_ row: [String], _ mount: inout Mount) -> Bool {
    guard !row.isEmpty else { return true }
    let numbers = row.dropFirst().compactMap { UInt64($0) }
    guard numbers.count >= 8, numbers.count == row.count - 1 else { return false }
    let name = row[0].hasSuffix(":") ? String(row[0].dropLast()) : row[0]
    mount.operations.append(Operation(name: name, numbers: numbers))
    return true
  }
}
