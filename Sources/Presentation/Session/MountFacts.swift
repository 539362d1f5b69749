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
  /// The last process that was looked at where the search ended at its limits, and behind which it goes on; `nil` where
  /// it came to its end.
  public var stoppedAfter: Int32?
  /// Deleted files that are only mapped and of which this user may not ask how much they hold.
  public var unaskedMappings = 0
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
  /// The tick after which it was read; `nil` for that of all.
  public var readAt: Timestamp?

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
  /// The same with how fast each file grew since it was read before.
  ///
  /// - Parameter earlier: the reading before; `nil` for none.
  /// - Returns: the files with their growth; that of a file which was not there before is not known.
  public func growing(since earlier: MountFacts?) -> MountFacts {
    guard let earlier, earlier.mount == mount, at > earlier.at else { return self }
    let known = Dictionary(
      earlier.files.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var result = self
    for index in result.files.indices {
      guard let before = known[result.files[index].key] else { continue }
      let seconds = ((result.files[index].readAt ?? at) - (before.readAt ?? earlier.at)).inSeconds
      guard seconds > 0 else { continue }
      result.files[index].growth = (result.files[index].sizeBytes - before.sizeBytes) / seconds
    }
    return result
  }

  /// The same with what an earlier search found among the processes that this one did not look at.
  ///
  /// - Parameters:
  ///   - earlier: the reading before; `nil` for none.
  ///   - start: behind which process this search began; 0 for the first.
  /// - Returns: the files of both, with the counts of the whole round.
  public func continuing(_ earlier: MountFacts?, after start: Int32) -> MountFacts {
    guard let earlier, earlier.mount == mount, start > 0 || stoppedAfter != nil else { return self }
    let last = stoppedAfter ?? .max
    var result = self
    var places: [RowKey: Int] = [:]
    for (index, file) in files.enumerated() { places[file.key] = index }
    for var file in earlier.files {
      file.holders.removeAll { holder in
        Int32(holder.pid.text).map { $0 > start && $0 <= last } ?? true
      }
      guard !file.holders.isEmpty else { continue }
      if let index = places[file.key] {
        result.files[index].holders = MountFacts.together(file.holders, result.files[index].holders)
        result.files[index].isWritable = result.files[index].isWritable || file.isWritable
      } else {
        file.readAt = file.readAt ?? earlier.at
        result.files.append(file)
      }
    }
    guard start > 0 else { return result }
    result.processes += earlier.processes
    result.hiddenProcesses += earlier.hiddenProcesses
    result.unaskedMappings += earlier.unaskedMappings
    return result
  }

  private static func together(_ one: [ProcessKey], _ other: [ProcessKey]) -> [ProcessKey] {
    let number = { (process: ProcessKey) in Int32(process.pid.text) ?? .max }
    return (one + other).sorted { number($0) < number($1) }
  }
}

extension Session {
  /// The file system of which open files are to be read; `nil` for none, as in the past.
  public var watchedMount: MountKey? {
    guard time == .live, case .mount(let mount) = level.place else { return nil }
    return mount
  }
}
