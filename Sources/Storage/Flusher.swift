internal import CLinux
public import Metrics
internal import Sharing
public import TimeSeries

/// Writes what a ring has into its file every ten seconds, on a thread of its own.
///
/// It opens the file, has it take what earlier writers have left in their arenas, and lets it be read. Whatever the disk
/// does, the ring goes on: nobody waits for this thread.
public final class Flusher: Sendable {
  /// How often the file is written.
  public static let interval = Duration.seconds(10)

  /// What the file has; empty until it is open.
  public let history = LateHistory()
  /// How the writing fares.
  public let ledger = FlushLedger()

  private let ring: Ring
  private let place: RingFilePlace
  private let left: [ArenaFile]
  private let layout: RingFileLayout
  private let facts: RingFileFacts
  private let clock: @Sendable () -> Timestamp
  private let bell = WakeUp()
  private let state = Guarded((isStopping: false, isAllWritten: false))

  /// A flusher that has not begun.
  ///
  /// - Parameters:
  ///   - ring: what is written.
  ///   - file: where to.
  ///   - left: the arenas of earlier writers, the oldest first; each goes once the file has what was in it.
  ///   - layout: how a file that is not there yet is shared out.
  ///   - facts: what it says about where it comes from.
  ///   - clock: the time now.
  public init(
    ring: Ring, file: RingFilePlace, left: [ArenaFile] = [], layout: RingFileLayout,
    facts: RingFileFacts, clock: @escaping @Sendable () -> Timestamp
  ) {
    self.ring = ring
    place = file
    self.left = left
    self.layout = layout
    self.facts = facts
    self.clock = clock
  }

  /// Writes until it is told to stop, and once more then.
  ///
  /// The thread's CPU time has no lower rank than that of others: it holds the ring's lock for moments, and whoever
  /// waits for it would wait as long as it does. Only its requests to the disk stand behind those of others.
  public func run() {
    _ = clinux_yield_disk()
    var writing = Writing(left: left)
    while !isStopping {
      ledger.note(clock) { () throws(FileFailure) in try flush(&writing) }
      _ = bell.wait(atMost: Flusher.interval)
    }
    let isDone = ledger.note(clock) { () throws(FileFailure) in try flush(&writing) }
    state.withLock { $0.isAllWritten = isDone }
  }

  /// Has the thread write once more and end.
  public func stop() {
    state.withLock { $0.isStopping = true }
    bell.ring()
  }

  /// Whether the thread has ended and the file has everything that was in the ring.
  public var isAllWritten: Bool { state.withLock { $0.isAllWritten } }

  private var isStopping: Bool { state.withLock { $0.isStopping } }

  /// What the thread has at hand.
  private struct Writing {
    var file: RingFileWriter?
    var left: [ArenaFile]
    /// What others read; `nil` until it is open.
    var source: RingFile?
  }

  /// Writes what is new; how many bytes that took.
  private func flush(_ writing: inout Writing) throws(FileFailure) -> Int {
    if writing.file == nil { writing.file = try open() }
    guard let file = writing.file else { return 0 }
    var bytes = 0
    while let arena = writing.left.first {
      bytes += try absorb(arena, into: file)
      writing.left.removeFirst()
    }
    if writing.source == nil { writing.source = try letRead() }
    bytes += try file.flush(ring, at: clock()).bytes
    // What is read now may be behind the disk for a while; what is written is not lost by that.
    try? writing.source?.refresh()
    history.refresh()
    return bytes
  }

  private func open() throws(FileFailure) -> RingFileWriter {
    let bytes: any WritableFileBytes
    do throws(StorageError) {
      bytes = try place.openToWrite()
    } catch {
      throw FileFailure(operation: "open", number: error.number, reason: error.reason)
    }
    let isNew = try bytes.byteCount() == 0
    do throws(RingFileError) {
      return isNew
        ? try RingFileWriter(creating: bytes, layout: layout, facts: facts)
        : try RingFileWriter(opening: bytes)
    } catch {
      throw FileFailure(error)
    }
  }

  /// Has the file take what a dead writer has left in memory; how many bytes that took.
  private func absorb(_ arena: ArenaFile, into file: RingFileWriter) throws(FileFailure) -> Int {
    // What cannot be read, as it is of another version or not this user's, cannot be taken either.
    guard let bytes = try? arena.openForReading(), let dead = try? Ring(reading: bytes) else {
      arena.remove()
      return 0
    }
    let written = try file.flush(dead, at: clock()).bytes
    arena.remove()
    return written
  }

  private func letRead() throws(FileFailure) -> RingFile {
    let bytes: any FileBytes
    do throws(StorageError) {
      bytes = try place.openToRead()
    } catch {
      throw FileFailure(operation: "open", number: error.number, reason: error.reason)
    }
    let patient = try PatientFile(bytes)
    do throws(RingFileError) {
      let source = try RingFile(patient)
      history.take(source, newest: source.newest)
      return source
    } catch {
      throw FileFailure(error)
    }
  }
}

extension FileFailure {
  /// Why a ring file cannot be opened, as a failure.
  init(_ error: RingFileError) {
    if case .failure(let failure) = error {
      self = failure
    } else {
      self.init(
        operation: "open", number: 0,
        reason: "\(error); 'ringside ring repair' may save what is in it")
    }
  }
}
