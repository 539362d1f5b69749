public import Metrics

/// Which mounted file system.
public struct MountKey: Hashable, Sendable {
  /// Where it is mounted.
  public var mountPoint: ByteString
  /// What is mounted there; empty for whatever is.
  public var device: ByteString

  /// A mount.
  ///
  /// - Parameters:
  ///   - mountPoint: where it is mounted.
  ///   - device: what is mounted there; empty for whatever is.
  public init(mountPoint: ByteString, device: ByteString) {
    self.mountPoint = mountPoint
    self.device = device
  }

  /// Whether `other`, of which the device is known, can be the mount.
  func isSame(as other: MountKey) -> Bool {
    mountPoint == other.mountPoint && (device.isEmpty || device == other.device)
  }

  /// The row that the mount has in every table.
  var row: RowKey { RowKey(device.text + " " + mountPoint.text) }
}

/// What is open on one file system, read only while someone looks at it, and recorded nowhere.
public struct MountFacts: Hashable, Sendable {
  /// Which mount.
  public var mount: MountKey
  /// The tick after which it was read.
  public var at: Timestamp
  /// The files that are open for writing or deleted.
  public var files: [HeldFile] = []
  /// Processes that were looked into.
  public var processes = 0
  /// Processes that may not be looked into.
  public var hiddenProcesses = 0
  /// Whether the search ended at its limits.
  public var isCut = false
  /// Why there is nothing, in words; empty where there is.
  public var problem: DisplayText = .empty

  /// Nothing read yet.
  ///
  /// - Parameters:
  ///   - mount: which mount.
  ///   - at: the tick after which it was read.
  public init(_ mount: MountKey, at: Timestamp) {
    self.mount = mount
    self.at = at
  }
}

/// A file that some process has open.
public struct HeldFile: Hashable, Sendable {
  /// Which file, from reading to reading.
  public var key: RowKey
  /// Its path as its first holder sees it.
  public var path: ByteString
  /// Bytes from its beginning to its end.
  public var sizeBytes: Double
  /// Bytes of the file system that it holds.
  public var heldBytes: Double
  /// Bytes by which it grew each second since the reading before; `nil` before the second.
  public var growth: Double?
  /// Whether some process may write to it.
  public var isWritable: Bool
  /// Whether it has no name any more.
  public var isDeleted: Bool
  /// The processes that have it open, by number.
  public var holders: [ProcessKey]

  /// A file.
  ///
  /// - Parameters:
  ///   - key: which file.
  ///   - path: its path as its first holder sees it.
  ///   - sizeBytes: bytes from its beginning to its end.
  ///   - heldBytes: bytes of the file system that it holds.
  ///   - isWritable: whether some process may write to it.
  ///   - isDeleted: whether it has no name any more.
  ///   - holders: the processes that have it open.
  public init(
    key: RowKey, path: ByteString, sizeBytes: Double, heldBytes: Double, isWritable: Bool,
    isDeleted: Bool, holders: [ProcessKey]
  ) {
    self.key = key
    self.path = path
    self.sizeBytes = sizeBytes
    self.heldBytes = heldBytes
    self.isWritable = isWritable
    self.isDeleted = isDeleted
    self.holders = holders
  }
}

extension MountFacts {
  /// The same with how fast each file grew since the reading before.
  ///
  /// - Parameter earlier: the reading before; `nil` for none.
  /// - Returns: the files with their growth; that of a file which was not there before is not known.
  public func growing(since earlier: MountFacts?) -> MountFacts {
    guard let earlier, earlier.mount == mount, at > earlier.at else { return self }
    let seconds = (at - earlier.at).inSeconds
    let sizes = Dictionary(
      earlier.files.map { ($0.key, $0.sizeBytes) }, uniquingKeysWith: { first, _ in first })
    var result = self
    for index in result.files.indices {
      guard let before = sizes[result.files[index].key] else { continue }
      result.files[index].growth = (result.files[index].sizeBytes - before) / seconds
    }
    return result
  }
}

extension Session {
  /// The file system of which open files are to be read; `nil` for none, as in the past.
  public var watchedMount: MountKey? {
    guard time == .live, case .mount(let mount) = level.place else { return nil }
    return mount
  }
}
