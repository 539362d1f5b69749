internal import Collectors
internal import Glibc
internal import Storage

/// Which ring file a dashboard keeps, if any: what the command line and the environment come to.
enum RingFileChoice: Equatable {
  /// History stays in memory; why, where nobody asked for that.
  case memory(reason: String?)
  /// It is kept in this file; one that was named is kept whatever speaks against it.
  case file(path: String, isNamed: Bool)

  /// The choice of a dashboard.
  ///
  /// - Parameters:
  ///   - options: the command line.
  ///   - fileBytes: how large the file may become.
  /// - Returns: the file, or memory and the reason.
  static func dashboard(_ options: DashboardOptions, fileBytes: Int) -> RingFileChoice {
    if options.isStoreless { return .memory(reason: nil) }
    if let ring = options.ring { return .file(path: Folders.absolute(ring), isNamed: true) }
    guard let path = usualPath(options.paths) else {
      return .memory(reason: StoreObjection.noPlace.description)
    }
    let folder = makeFolder(for: path)
    let stored = try? DescriptorFile(path, .reading)
    let objection = StoreObjection.objection(
      fileBytes: fileBytes, storedBytes: stored?.facts?.storedBytes ?? 0,
      place: folder.flatMap(FileSystemFacts.init(folder:)))
    return objection.map { .memory(reason: $0.description) } ?? .file(path: path, isNamed: false)
  }

  /// The recorder of this machine that a dashboard looks at instead of collecting; `nil` where none is to be had.
  ///
  /// It is the one that contrib/ringside.service starts, or one of this user, whatever file it writes.
  static func recorder(_ options: DashboardOptions) -> (path: String, holder: Holder)? {
    guard !options.isStoreless, options.ring == nil else { return nil }
    if options.paths == HostPaths(), let holder = WriterLock.holder(of: servicePath),
      holder.isRecorder
    {
      return (servicePath, holder)
    }
    return RecorderNote(options.paths)?.recorder
  }

  /// The file that the service records into.
  static let servicePath = "/var/lib/ringside/host.ring"

  /// The file of this machine that is kept where nobody names one.
  ///
  /// - Parameter paths: where the machine's files are.
  /// - Returns: its path; `nil` where there is no place for it.
  static func usualPath(_ paths: HostPaths = HostPaths()) -> String? {
    // Where another machine's processes are looked at, this one's id would give it this one's ring.
    let isKnown = paths.procfs == HostPaths().procfs || paths.rootfs != HostPaths().rootfs
    let root = paths.rootfs == "/" ? "" : paths.rootfs
    let id = isKnown ? try? InputFile.read(root + "/etc/machine-id") : nil
    return RingPlace.path(
      stateHome: Environment.value("XDG_STATE_HOME"), home: Environment.value("HOME"),
      machineID: id.map { String(decoding: $0.prefix(128), as: UTF8.self) },
      hostName: HostName.read(procfs: paths.procfs))
  }

  /// Makes the folder of a file that nobody named; `nil` where it is not there afterwards.
  static func makeFolder(for path: String) -> String? {
    usualHome.flatMap { Folders.make(for: path, below: $0) }
  }

  /// The folder that must be there already: what is below it is made.
  private static var usualHome: String? {
    let state = Environment.value("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return state.map(Folders.parent) ?? Environment.value("HOME")
  }
}
