internal import Metrics
internal import Sharing
public import TimeSeries

/// The ring of another process as it goes on: its arena as it is now, and its file for what is older.
///
/// It waits for nobody and nobody waits for it. An arena that only this user or root can have written is mapped; of one
/// that is somebody else's the file is read, which is ten seconds behind.
public final class Follower: SampleStandIn {
  /// Who is followed.
  public enum State: Hashable, Sendable {
    /// This process writes the ring.
    case following(Holder)
    /// Nobody does any more; this one did.
    case alone(Holder)
  }

  private struct Parts: Sendable {
    var holder: Holder
    var isAlone = false
    var arena: Ring?
    var file: RingFile?
    var fileLook: ContinuousClock.Instant?
    var changes = 1
  }

  private let path: String
  private let parts: Guarded<Parts>

  /// Begins to follow the writer of a ring file; nothing is opened before the first look.
  ///
  /// - Parameters:
  ///   - path: the ring file.
  ///   - holder: who writes it.
  public init(path: String, holder: Holder) {
    self.path = path
    parts = Guarded(Parts(holder: holder))
  }

  /// Looks at what the writer has done since the last look; called by one thread.
  ///
  /// - Returns: who is followed now.
  /// - Throws: where neither arena nor file can be read.
  public func look() throws(FileFailure) -> State {
    let known = parts.withLock { $0 }
    guard let holder = WriterLock.holder(of: path) else {
      parts.withLock { $0.isAlone = true }
      if known.file == nil { try open(known.holder) }
      return .alone(known.holder)
    }
    if holder != known.holder || (known.arena == nil && known.file == nil) {
      try open(holder)
      return .following(holder)
    }
    known.arena?.refresh()
    let isDue = known.fileLook.map { ContinuousClock.now - $0 >= Flusher.interval } ?? true
    if isDue { refreshFile(known.file) }
    return .following(holder)
  }

  private func refreshFile(_ file: RingFile?) {
    parts.withLock { $0.fileLook = .now }
    // A file that cannot be read now shows what it had; the next look asks again.
    if let file {
      _ = try? file.refresh()
    } else if let opened = try? openFile() {
      parts.withLock { parts in
        parts.file = opened
        parts.changes += 1
      }
    }
  }

  private func open(_ holder: Holder) throws(FileFailure) {
    let arena = holder.arena.flatMap { path in
      (try? ArenaFile(path: path).openForReading()).flatMap { try? Ring(reading: $0) }
    }
    var file: RingFile?
    do throws(FileFailure) {
      file = try openFile()
    } catch {
      // The writer may not have made it yet.
      if arena == nil { throw error }
    }
    parts.withLock { [file] parts in
      parts.holder = holder
      parts.isAlone = false
      parts.arena = arena
      parts.file = file
      parts.fileLook = .now
      parts.changes += 1
    }
  }

  private func openFile() throws(FileFailure) -> RingFile {
    let bytes: DescriptorFile
    do throws(StorageError) {
      bytes = try DescriptorFile(path, .reading)
    } catch {
      throw FileFailure(operation: "open", number: error.number, reason: error.reason)
    }
    let patient = try PatientFile(bytes)
    do throws(RingFileError) {
      return try RingFile(patient)
    } catch {
      throw FileFailure(error)
    }
  }

  /// How often answers that were given before became wrong.
  public var changes: Int { parts.withLock { $0.changes } }

  /// Whether what is followed is only as new as the file.
  public var isBehind: Bool { parts.withLock { $0.arena == nil } }

  /// Its arena before its file, or what of them there is.
  public var source: (any SampleSource)? {
    parts.withLock { parts -> (any SampleSource)? in
      guard let arena = parts.arena else { return parts.file }
      return parts.file.map { Tiers(arena: arena, history: $0) } ?? arena
    }
  }
}
