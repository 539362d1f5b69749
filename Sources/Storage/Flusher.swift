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
  public let history: LateHistory
  /// How the writing fares.
  public let ledger = FlushLedger()

  private let ring: Ring
  private let place: RingFilePlace
  private let left: [ArenaFile]
  private let size: RingFileSize
  private let arenaBytes: Int
  private let facts: RingFileFacts
  private let clock: @Sendable () -> Timestamp
  private let bell = Semaphore()
  private let state = Guarded(State())

  private struct State: Sendable {
    var isStopping = false
    var isAllWritten = false
    var sizeWords: String?
  }

  /// A flusher that has not begun.
  ///
  /// - Parameters:
  ///   - ring: what is written.
  ///   - file: where to.
  ///   - left: the arenas of earlier writers, the oldest first; each goes once the file has what was in it.
  ///   - size: how large a file is made that is not there yet.
  ///   - arenaBytes: the bytes of the ring's arena.
  ///   - facts: what it says about where it comes from.
  ///   - clock: the time now.
  public init(
    ring: Ring, file: RingFilePlace, left: [ArenaFile] = [], size: RingFileSize,
    arenaBytes: Int, facts: RingFileFacts, clock: @escaping @Sendable () -> Timestamp
  ) {
    self.ring = ring
    history = LateHistory(until: ring.beginning)
    place = file
    self.left = left
    self.size = size
    self.arenaBytes = arenaBytes
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
    ring.endSeries()
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

  /// What a size by reach came to, for people; `nil` where none was asked for, or it is not measured yet.
  public var sizeWords: String? { state.withLock { $0.sizeWords } }

  private var isStopping: Bool { state.withLock { $0.isStopping } }

  /// What the thread has at hand.
  private struct Writing {
    var file: RingFileWriter?
    var measure: RateMeasure?
    var left: [ArenaFile]
    /// What others read; `nil` until it is open.
    var source: RingFile?
    var flushes = 0
  }

  /// Writes what is new.
  private func flush(_ writing: inout Writing) throws(FileFailure) -> FlushedBytes {
    if writing.file == nil { writing.file = try open(&writing) }
    // Without a file what is new stays in the arena until its size is known.
    guard let file = writing.file else { return FlushedBytes() }
    var bytes = FlushedBytes()
    while let arena = writing.left.first {
      try absorb(arena, into: file, &bytes)
      writing.left.removeFirst()
    }
    if writing.source == nil { writing.source = try letRead() }
    let report = try file.flush(ring, at: clock())
    bytes.add(report)
    writing.flushes += 1
    if let source = writing.source {
      show(report, source, isMinuteOver: writing.flushes % Flusher.quietFlushes == 0)
    }
    return bytes
  }

  /// After so many flushes without a question what was read of the file is put away.
  private static let quietFlushes = 6

  /// Has those who ask find what was written, and keeps little in memory where nobody does.
  private func show(_ report: FlushReport, _ source: RingFile, isMinuteOver: Bool) {
    // What is read now may be behind the disk for a while; what is written is not lost by that. Of a file that rests
    // nothing changes for the history but its oldest moment, and that with a checkpoint.
    if !source.isResting || report.hasCheckpoint { _ = try? source.refresh() }
    history.refresh()
    if source.rest(after: Flusher.quietFlushes) || report.hasCheckpoint || isMinuteOver {
      clinux_give_back_memory()
    }
  }

  /// Opens the file, or makes it; `nil` where its size has still to be measured.
  private func open(_ writing: inout Writing) throws(FileFailure) -> RingFileWriter? {
    let bytes: any WritableFileBytes
    do throws(StorageError) {
      bytes = try place.openToWrite()
    } catch {
      throw FileFailure(operation: "open", number: error.number, reason: error.reason)
    }
    do throws(RingFileError) {
      let byteCount: Int
      do throws(FileFailure) { byteCount = try bytes.byteCount() } catch { throw .failure(error) }
      guard byteCount == 0 else {
        let file = try RingFileWriter(opening: bytes)
        if case .reach(let reach, _) = size {
          say(
            "the file is there, of \(sizeText(file.layout.fileBytes)); "
              + "to keep \(PrometheusDuration.text(reach)) move it away first")
        }
        return file
      }
      guard let layout = try layout(&writing) else { return nil }
      return try RingFileWriter(creating: bytes, layout: layout, facts: facts)
    } catch {
      throw FileFailure(error)
    }
  }

  /// How a new file is shared out; `nil` where that has still to be measured.
  private func layout(_ writing: inout Writing) throws(RingFileError) -> RingFileLayout? {
    switch size {
    case .bytes(let bytes): return RingFileLayout(fileBytes: bytes, arenaBytes: arenaBytes)
    case .holding(let needs): return RingFileLayout(holding: needs, arenaBytes: arenaBytes)
    case .reach(let reach, let most):
      // Where no time is left for measuring it is the usual size.
      guard !isStopping else {
        return RingFileLayout(fileBytes: min(most, arenaBytes * 8), arenaBytes: arenaBytes)
      }
      return try measuredLayout(&writing, reach: reach, most: most)
    }
  }

  private func measuredLayout(
    _ writing: inout Writing, reach: Duration, most: Int
  ) throws(RingFileError) -> RingFileLayout? {
    if writing.measure == nil {
      writing.measure = try RateMeasure(arenaBytes: arenaBytes, facts: facts)
    }
    let rates: [RingClass: Double]?
    do throws(FileFailure) {
      rates = try writing.measure?.rates(ring, facts: facts)
    } catch {
      throw .failure(error)
    }
    guard let rates else { return nil }
    writing.measure = nil
    let budgets = RingFileSize.budgets(rates)
    let wanted = RingFileSize.bytes(reach: reach, rates: rates, budgets: budgets)
    let rate = sizeText(Int(rates.values.reduce(0, +) * 86_400))
    let words = "\(PrometheusDuration.text(reach)) of raw samples at \(rate) a day"
    say(
      wanted <= most
        ? "\(sizeText(wanted)) for \(words)"
        : "\(sizeText(most)), as \(words) would take \(sizeText(wanted)); --ring FILE insists")
    return RingFileLayout(
      fileBytes: min(wanted, most), arenaBytes: arenaBytes, budgets: budgets)
  }

  private func say(_ words: String) { state.withLock { $0.sizeWords = words } }

  /// Has the file take what a dead writer has left in memory.
  private func absorb(
    _ arena: ArenaFile, into file: RingFileWriter, _ written: inout FlushedBytes
  ) throws(FileFailure) {
    // What cannot be read, as it is of another version or not this user's, cannot be taken either.
    guard let bytes = try? arena.openForReading(), let dead = try? Ring(reading: bytes) else {
      return arena.remove()
    }
    written.add(try file.flush(dead, at: clock()))
    arena.remove()
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
      let newest = source.newest
      if let newest { ring.note(formerEnd: newest) }
      history.take(source, newest: newest)
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
