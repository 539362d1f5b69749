internal import Glibc
public import Metrics
internal import ProcFS

/// Who fills one file system: the files on it that are open for writing, and those that hold room without a name.
///
/// What a descriptor is open on is known from the kernel's tables; only files of the mount that is asked about are asked
/// for their size, so that another one that hangs stops nothing. The mount itself may hang: so this is to be read on a
/// thread that may be lost.
public struct MountSearch: Sendable {
  /// A process that has a file open.
  public struct Holder: Hashable, Sendable {
    /// Its number.
    public var pid: Int32
    /// Its name as the kernel has it.
    public var comm: ByteString
  }

  /// A file on the mount.
  public struct File: Sendable {
    /// Which file: its device and its number there.
    public struct Identity: Hashable, Sendable {
      /// The device's number.
      public var device: UInt64
      /// The file's number.
      public var inode: UInt64
    }

    /// Which file.
    public var identity: Identity
    /// Its path as its first holder sees it.
    public var path: ByteString
    /// Bytes from its beginning to its end.
    public var sizeBytes: UInt64
    /// Bytes of the file system that it holds.
    public var heldBytes: UInt64
    /// Whether some process may write to it.
    public var isWritable: Bool
    /// Whether it has no name any more, so that its room is free only when the last holder closes it.
    public var isDeleted: Bool
    /// The processes that have it open, by number, each once.
    public var holders: [Holder]
  }

  /// How far a search goes.
  public struct Limits: Sendable {
    /// Processes that are looked into.
    public var processes = 20_000
    /// Descriptors that are looked at.
    public var descriptors = 50_000
    /// How long it goes on.
    public var duration: Duration = .milliseconds(500)

    /// The usual limits.
    public init() {}
  }

  /// How much is read of what a process has mapped, and how many deleted files of it are looked at.
  private static let mappingBytes = 4 << 20
  private static let mostMappings = 256

  /// The files, in no order that means anything.
  public private(set) var files: [File] = []
  /// Processes that were looked into.
  public private(set) var processes = 0
  /// Processes that this user may not look into.
  public private(set) var denied = 0
  /// The last process that was looked at where a limit ended the search; `nil` where it came to its end.
  public private(set) var stoppedAfter: Int32?
  /// Deleted files that a process has only mapped and that this user may not ask for their size.
  public private(set) var unaskedMappings = 0
  /// Whether something is mounted at the point.
  public private(set) var isMounted = true

  /// Searches now.
  ///
  /// - Parameters:
  ///   - mountPoint: where the file system is mounted.
  ///   - paths: where the process file system is.
  ///   - start: goes on behind the process with this number, where an earlier search stopped; 0 for all.
  ///   - limits: how far to go.
  public init(
    _ mountPoint: ByteString, _ paths: HostPaths, after start: Int32 = 0, limits: Limits = Limits()
  ) {
    let clock = ContinuousClock()
    let end = clock.now + limits.duration
    self.init(mountPoint, paths, after: start, limits: limits, look: .kernel) { clock.now >= end }
  }

  init(
    _ mountPoint: ByteString, _ paths: HostPaths, after start: Int32 = 0, limits: Limits,
    look: DescriptorLook, isOver: () -> Bool
  ) {
    let list =
      Tree.bytes(paths.proc("1/mountinfo")) ?? Tree.bytes(paths.proc("self/mountinfo")) ?? []
    let devices = MountDevices(MountInformation(list.span))
    guard let device = devices.device(at: mountPoint.bytes) else {
      isMounted = false
      return
    }
    var walk = Walk(device: device, devices: devices, look: look, left: limits.descriptors)
    let pids = Tree.names(paths.procfs).compactMap { Int32($0) }.filter { $0 > start }.sorted()
    var last = start
    for pid in pids {
      guard processes + denied < limits.processes, walk.left > 0, !isOver() else {
        stoppedAfter = last
        break
      }
      last = pid
      switch walk.visit(pid, paths.proc("\(pid)"), isOver: isOver) {
      case .looked: processes += 1
      case .denied: denied += 1
      case .gone: break
      }
    }
    // A process that was looked into in part is not begun again: it might never be finished.
    if walk.isCut, stoppedAfter == nil, last != pids.last { stoppedAfter = last }
    unaskedMappings = walk.unasked
    files = Array(walk.files.values)
  }

  /// What a search has found so far.
  private struct Walk {
    enum Visit { case looked, denied, gone }

    let device: MountDevices.Device
    var devices: MountDevices
    let look: DescriptorLook
    var left: Int
    var isCut = false
    var unasked = 0
    var files: [File.Identity: File] = [:]

    init(
      device: MountDevices.Device, devices: MountDevices, look: DescriptorLook, left: Int
    ) {
      (self.device, self.devices, self.look, self.left) = (device, devices, look, left)
    }

    mutating func visit(_ pid: Int32, _ folder: String, isOver: () -> Bool) -> Visit {
      let numbers: [Int32]
      switch look.names(folder + "/fd", left + 1) {
      case .failure(let reason): return reason.isDenied ? .denied : .gone
      case .success(let found): numbers = found
      }
      var holder: Holder?
      let who = {
        let known = holder ?? Holder(pid: pid, comm: Walk.comm(folder))
        holder = known
        return known
      }
      var hasReadMounts = false
      for (place, number) in numbers.enumerated() {
        guard left > 0, place % 64 != 63 || !isOver() else {
          isCut = true
          break
        }
        left -= 1
        let isHere = lies(number, folder, &hasReadMounts)
        guard let isWritable = isHere else { continue }
        take("\(folder)/fd/\(number)", isWritable, by: who)
      }
      visitMappings(folder, by: who)
      return .looked
    }

    /// Takes deleted files that are mapped, whether or not a descriptor is still open on them.
    ///
    /// A process that is stuck in the kernel may hold what the reading of its mappings would wait for.
    private mutating func visitMappings(_ folder: String, by holder: () -> Holder) {
      guard !Walk.isStuck(folder),
        let bytes = Tree.bytes(folder + "/maps", limit: MountSearch.mappingBytes)
      else { return }
      for mapping in DeletedMapping.read(bytes.span, most: MountSearch.mostMappings)
      where device.has(mapping.major, mapping.minor) {
        let link = folder + "/map_files/" + String(decoding: mapping.name, as: UTF8.self)
        guard let status = look.status(link) else {
          let isKnown = files.values.contains { $0.identity.inode == mapping.inode }
          if !isKnown { unasked += 1 }
          continue
        }
        if status.links == 0 { take(mapping.path, status, isWritable: false, by: holder) }
      }
    }

    private static func isStuck(_ folder: String) -> Bool {
      guard let bytes = Tree.bytes(folder + "/stat", limit: 1024) else { return false }
      return ProcessStat(bytes.span).map { $0.state == UInt8(ascii: "D") } ?? false
    }

    /// Whether a descriptor of the mount may be written through; `nil` for one of another mount.
    private mutating func lies(
      _ number: Int32, _ folder: String, _ hasReadMounts: inout Bool
    ) -> Bool? {
      guard let bytes = Tree.bytes("\(folder)/fdinfo/\(number)", limit: 4096) else { return nil }
      let state = DescriptorState(bytes.span)
      guard let mount = state.mountID else { return nil }
      if devices[mount] == nil, !hasReadMounts {
        hasReadMounts = true
        let list = Tree.bytes(folder + "/mountinfo", limit: 4 << 20) ?? []
        devices.add(MountInformation(list.span))
      }
      return devices[mount] == device ? state.isWritable ?? false : nil
    }

    private mutating func take(_ link: String, _ isWritable: Bool, by holder: () -> Holder) {
      guard let text = look.target(link),
        case .file(let path, let isMarked) = DescriptorTarget(text), isWritable || isMarked,
        let status = look.status(link), isWritable || status.links == 0
      else { return }
      // The kernel's mark may be a part of the name: only a file without names is deleted.
      take(
        status.links == 0 && isMarked ? path : text, status, isWritable: isWritable, by: holder)
    }

    private mutating func take(
      _ path: [UInt8], _ status: FileStatus, isWritable: Bool, by holder: () -> Holder
    ) {
      let isDeleted = status.links == 0
      let identity = File.Identity(device: status.device, inode: status.inode)
      var file =
        files[identity]
        ?? File(
          identity: identity, path: ByteString(path),
          sizeBytes: status.sizeBytes, heldBytes: status.heldBytes, isWritable: false,
          isDeleted: isDeleted, holders: [])
      file.isWritable = file.isWritable || isWritable
      let holder = holder()
      if file.holders.last != holder { file.holders.append(holder) }
      files[identity] = file
    }

    private static func comm(_ folder: String) -> ByteString {
      var bytes = Tree.bytes(folder + "/comm", limit: 64) ?? []
      if bytes.last == 0x0a { bytes.removeLast() }
      return ByteString(bytes)
    }
  }
}
