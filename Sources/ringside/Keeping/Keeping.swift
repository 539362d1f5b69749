internal import CLinux
internal import Glibc
internal import Metrics
internal import Presentation
internal import Storage
internal import TimeSeries

/// Where the history of this process is: decided before its first thread starts.
struct Keeping: Sendable {
  /// What the collectors of this process append to.
  let ring: Ring
  /// What queries read: the ring, and before it what is older.
  let samples: [any SampleSource]
  /// What is older than this process; `nil` where there is nothing.
  var history: LateHistory?
  /// What writes the file; `nil` where this process writes none.
  var own: OwnFile?
  /// The ring of a recorder that is looked at; `nil` where none is.
  var follower: Follower?
  var followedPath = ""
  /// What the screen says about it.
  var line = StoreLine()
  /// Whether the history ends with the process though nobody wanted that.
  var isVolatile: Bool

  /// A ring file that this process writes.
  struct OwnFile: Sendable {
    let path: String
    let lock: WriterLock
    let flusher: Flusher
    /// The memory of the ring as a file; `nil` where it is this process's own.
    let arena: ArenaFile?
    let inbox: Inbox?
  }

  /// History in memory.
  ///
  /// - Parameters:
  ///   - bytes: the bound of the ring.
  ///   - reason: why, where nobody asked for that.
  init(bytes: Int, reason: String? = nil) {
    ring = Ring(byteBound: bytes)
    samples = [ring]
    isVolatile = true
    guard let reason else { return }
    line.remark = "in memory only"
    line.problem = DisplayText(reason, limit: 300)
  }

  /// Whether a process that is no recorder writes the file.
  var isBesideWriter: Bool { own == nil && history != nil }

  private init(ring: Ring, history: LateHistory) {
    self.init(ring: ring, samples: [Tiers(arena: ring, history: history)])
    self.history = history
  }

  private init(ring: Ring, samples: [any SampleSource]) {
    self.ring = ring
    self.samples = samples
    isVolatile = false
  }
}

// MARK: - A file of this process

extension Keeping {
  /// How a file is kept.
  struct Wish: Sendable {
    var path: String
    /// The bound of the ring in memory, and of the file.
    var ringBytes: Int
    var fileSize: RingFileSize
    /// What the process calls itself.
    var command: String
    /// Whether the ring's group may read it and leave letters.
    var isShared = false
    var facts: RingFileFacts
    /// Where memory files may be, the best first.
    var folders = ArenaFile.folders(runtime: Environment.value("XDG_RUNTIME_DIR"))
    /// How the file is come by; `nil` for by its path.
    var place: RingFilePlace?
  }

  /// What came of a wish.
  enum Outcome {
    /// This process writes the file.
    case own(Keeping)
    /// Another one does.
    case heldBy(Holder?)
  }

  /// Takes the right to write the file, and makes the memory of its ring; the file itself is opened by the flusher.
  ///
  /// - Throws: where there can be no lock.
  static func own(_ wish: Wish, now: Timestamp) throws(StorageError) -> Outcome {
    let mode: UInt32 = wish.isShared ? 0o640 : 0o600
    let lock: WriterLock
    switch try WriterLock.take(wish.path, mode: mode) {
    case .heldBy(let holder): return .heldBy(holder)
    case .taken(let taken): lock = taken
    }
    let stem = ArenaFile.stem(ring: wish.path, user: geteuid())
    var left = ArenaFile.left(stem, in: wish.folders)
    // The writer before may have had another folder for its memory, as where XDG_RUNTIME_DIR is not always set.
    if let arena = lock.former?.arena.map(ArenaFile.init(path:)), arena.isNamed(stem),
      !left.contains(arena), InputFile.exists(arena.path)
    {
      left.append(arena)
    }
    let layout = ArenaLayout(byteBound: wish.ringBytes)
    let (bytes, arena, objection) = ArenaFile.make(
      stem, count: layout.byteCount, in: wish.folders, mode: mode)
    let ring = Ring(arena: bytes, layout: layout, beginning: now)
    let inbox = makeInbox(wish, stem: stem, beside: arena)
    lock.note(
      Holder(
        pid: getpid(), command: wish.command, since: now, arena: arena?.path,
        inbox: inbox?.folder))
    let flusher = Flusher(
      ring: ring, file: wish.place ?? RingFilePlace(path: wish.path, mode: mode), left: left,
      size: wish.fileSize, arenaBytes: layout.byteCount,
      facts: wish.facts, clock: { SystemClock.now() })
    var keeping = Keeping(ring: ring, history: flusher.history)
    keeping.own = OwnFile(
      path: wish.path, lock: lock, flusher: flusher, arena: arena, inbox: inbox)
    var place = shown(wish.path)
    if case .bytes(let bytes) = wish.fileSize {
      place += ", at most \(Presentation.Unit.bytes.text(Double(bytes)))"
    }
    keeping.line.place = DisplayText(place, limit: 300)
    if let objection {
      keeping.line.problem = DisplayText(
        "a crash would lose the newest 10 s: \(objection)", limit: 300)
    }
    return .own(keeping)
  }

  private static func makeInbox(
    _ wish: Wish, stem: String, beside arena: ArenaFile?
  ) -> Inbox? {
    let folder = arena.map { "\(Folders.parent(of: $0.path))/\(stem).inbox" }
    let inbox = Inbox(folder: folder ?? wish.path + ".inbox")
    do throws(StorageError) {
      try inbox.make(isShared: wish.isShared)
      return inbox
    } catch {
      return nil
    }
  }

  /// Who writes a file: `pid 1234 (ringside record), since 2026-11-25T01:02:03Z`.
  static func words(_ holder: Holder?) -> String {
    guard let holder else { return "another process" }
    let since = LocalTime(holder.since, in: .utc)
    let command = DisplayText(holder.command, limit: 64).text
    return "pid \(holder.pid) (\(command)), since \(since.date)T\(since.timeWithSeconds)Z"
  }

  /// A path with `~` for the person's own folder.
  static func shown(_ path: String) -> String {
    guard let home = Environment.value("HOME"), home.hasPrefix("/"), path.hasPrefix(home + "/")
    else { return path }
    return "~" + path.dropFirst(home.utf8.count)
  }
}

// MARK: - A file of another process

extension Keeping {
  /// History in memory, and before it what another process has written.
  static func beside(_ holder: Holder?, path: String, bytes: Int, now: Timestamp) -> Keeping {
    let history = LateHistory(until: now)
    let ring = Ring(byteBound: bytes, beginning: now)
    var keeping = Keeping(ring: ring, history: history)
    keeping.isVolatile = true
    let who = holder.map { "pid \($0.pid)" } ?? "another process"
    keeping.line.remark = DisplayText("ring kept by \(who); this history stays in memory")
    keeping.line.place = DisplayText(
      "\(shown(path)) is held by \(words(holder)); this history stays in memory", limit: 300)
    return keeping
  }
}

// MARK: - The ring of a recorder

extension Keeping {
  /// The ring of a recorder, and beside it one in memory for what this process reads itself.
  static func attached(to holder: Holder, path: String, bytes: Int) -> Keeping {
    let follower = Follower(path: path, holder: holder)
    let ring = Ring(byteBound: bytes)
    var keeping = Keeping(ring: ring, samples: [follower, ring])
    keeping.follower = follower
    keeping.followedPath = path
    keeping.line.place = DisplayText(shown(path), limit: 300)
    keeping.line.remark = DisplayText("attached to \(holder.command), pid \(holder.pid)")
    return keeping
  }

  /// Leaves a letter for the recorder that is looked at; what went wrong, in words.
  func tellRecorder(_ command: InboxCommand, at now: Timestamp) -> String? {
    guard follower != nil else { return nil }
    guard let folder = WriterLock.holder(of: followedPath)?.inbox else {
      return "the recorder is gone"
    }
    do throws(StorageError) {
      let name = "\(now.milliseconds)-\(getpid())-\(UInt32.random(in: 0 ... .max))"
      try Inbox(folder: folder).leave(command.json, name: name)
      return nil
    } catch {
      return "not told to the recorder: \(error)"
    }
  }

  /// How often answers that were given before became wrong, as older samples came.
  var changes: Int { history?.changes ?? follower?.changes ?? 0 }
}

// MARK: - The end

extension Keeping {
  /// How long the end of the program waits for the disk.
  static let patience = Duration.seconds(2)

  /// Has everything written, and waits for that, but not for ever; the arena stays where it was not all written.
  ///
  /// - Parameter thread: the flusher's.
  func close(_ thread: RunningThread?) {
    guard let own else { return }
    own.flusher.stop()
    own.inbox?.remove()
    guard thread?.join(atMost: Keeping.patience) == true, own.flusher.isAllWritten else { return }
    own.arena?.remove()
  }
}
