internal import Collectors
internal import Metrics
internal import Presentation

/// Reads what is open on the file system that is looked at, every three seconds.
struct MountWatch: Sendable {
  private let watch: PatientWatch<MountKey, MountFacts>

  /// Watches nothing yet.
  ///
  /// - Parameters:
  ///   - paths: where the process file system is.
  ///   - exchange: where what was read is published.
  init(paths: HostPaths, exchange: Exchange) {
    watch = PatientWatch(
      PatientWatch.Work(
        pause: .seconds(3),
        read: { mount, tick, before in
          let start = before?.stoppedAfter ?? 0
          return Self.facts(mount, paths, after: start, at: tick).growing(since: before)
            .continuing(before, after: start)
        },
        complain: { mount, tick, waited in
          var facts = MountFacts(mount, at: tick)
          facts.problem = DisplayText(WaitWords.text(waited))
          return facts
        },
        publish: { facts in exchange.publish { $0.mountFacts = facts } }))
  }

  /// Has a file system read after a tick, if that is due; `nil` for none.
  func look(at mount: MountKey?, tick: Timestamp) { watch.look(at: mount, tick: tick) }

  /// Reads what is open on a file system now.
  ///
  /// - Parameters:
  ///   - mount: which one.
  ///   - paths: where the process file system is.
  ///   - start: goes on behind the process with this number; 0 for all.
  ///   - tick: the tick after which it is read.
  /// - Returns: what was read, or why nothing was.
  static func facts(
    _ mount: MountKey, _ paths: HostPaths, after start: Int32 = 0, at tick: Timestamp
  ) -> MountFacts {
    var facts = MountFacts(mount, at: tick)
    let search = MountSearch(mount.mountPoint, paths, after: start)
    guard search.isMounted else {
      facts.problem = "nothing is mounted there any more"
      return facts
    }
    facts.files = search.files.map { HeldFile($0) }
    facts.processes = search.processes
    facts.hiddenProcesses = search.denied
    facts.stoppedAfter = search.stoppedAfter
    facts.unaskedMappings = search.unaskedMappings
    return facts
  }
}

extension HeldFile {
  /// An open file, in the terms of the screen.
  init(_ file: MountSearch.File) {
    self.init(
      key: RowKey("\(file.identity.device):\(file.identity.inode)"), path: file.path,
      sizeBytes: Double(file.sizeBytes), heldBytes: Double(file.heldBytes),
      isWritable: file.isWritable, isDeleted: file.isDeleted,
      holders: file.holders.map { ProcessKey(pid: ByteString("\($0.pid)"), comm: $0.comm) })
  }
}
