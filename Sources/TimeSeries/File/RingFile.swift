public import Metrics
internal import Sharing

/// A ring file as a source of samples, alone or behind the arena that it goes on from.
///
/// Opening reads the head, the segment table, the index and the journal; segments are read when they are asked for.
/// What cannot be read is missing, and `failure` and `damage` say so. Any thread may ask at any time. Where questions
/// are rare `rest` keeps memory small: what was read is put away and read again for the next question.
public final class RingFile: SampleSource {
  private let bytes: any FileBytes
  private let state: Guarded<State>

  fileprivate struct State: Sendable {
    var contents: FileContents
    var cache = DirectoryCache()
    var failure: FileFailure?
    var damage: [FileDamage] = []
    /// Whether the contents are put away; their oldest moment is known all the same.
    var isResting = false
    var oldest: Int64?
    /// How often `rest` was called since somebody asked.
    var quietTurns = 0
  }

  /// Opens a file.
  ///
  /// - Parameter bytes: the file; another process may be writing it.
  /// - Throws: where it cannot be read or is no ring file of this version.
  public init(_ bytes: any FileBytes) throws(RingFileError) {
    self.bytes = bytes
    state = Guarded(State(contents: try FileContents(bytes)))
  }

  /// Where the file comes from.
  public var facts: RingFileFacts { state.withLock { $0.contents.head.facts } }

  /// Why the last read of the file gave less than was asked for; `nil` where it did not.
  public var failure: FileFailure? { state.withLock { $0.failure } }

  /// What was found to be damaged so far, at most a hundred places.
  public var damage: [FileDamage] {
    state.withLock { Array(($0.contents.damage + $0.damage).prefix(100)) }
  }

  /// Takes in what a writer has added since the file was read; all of it where that was put away.
  ///
  /// - Returns: whether it has added anything.
  /// - Throws: where the file cannot be read any more; what was known before stays.
  @discardableResult public func refresh() throws(RingFileError) -> Bool {
    let (old, isResting) = state.withLock { ($0.contents, $0.isResting) }
    var new = old
    let isKnown = try isResting ? false : new.refresh(bytes)
    if !isKnown { new = try FileContents(bytes) }
    state.withLock { [new] state in state.take(new) }
    return old.head.generation != new.head.generation || old.logBytes != new.logBytes
  }

  /// When a writer last added something, by its clock; `nil` where nobody has since the file was made.
  public var lastFlush: Timestamp? {
    contents.journal.lastTime.map(Timestamp.init(milliseconds:))
  }

  /// Puts away what can be read from the file again, where nobody has asked for some turns.
  ///
  /// - Parameter turns: how often this is called without a question between before anything is put away.
  /// - Returns: whether that was done now.
  @discardableResult public func rest(after turns: Int) -> Bool {
    let isDue = state.withLock { state in
      state.quietTurns += 1
      return !state.isResting && state.quietTurns > turns
    }
    guard isDue else { return false }
    let oldest = oldest?.milliseconds
    return state.withLock { state in
      // Somebody may have asked meanwhile.
      guard state.quietTurns > turns else { return false }
      state.rest(oldest)
      return true
    }
  }

  /// Whether what was read is put away.
  public var isResting: Bool { state.withLock { $0.isResting } }

  /// What was read; where it was put away it is read again, and where that fails it is empty and `failure` says why.
  var contents: FileContents {
    let (known, isResting) = state.withLock { state in
      state.quietTurns = 0
      return (state.contents, state.isResting)
    }
    guard isResting else { return known }
    do throws(RingFileError) {
      let new = try FileContents(bytes)
      state.withLock { $0.take(new) }
      return new
    } catch {
      var failure = FileFailure(operation: "read", number: 0, reason: "\(error)")
      if case .failure(let reason) = error { failure = reason }
      state.withLock { [failure] in $0.failure = failure }
      return known
    }
  }

  /// Adds what one class has of the selected series.
  public func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    let contents = contents
    let places = contents.index.matching(ringClass, matchers)
    guard !places.isEmpty else { return }
    var reading = FileReading(contents, bytes, ringClass, request) { segment, directory in
      self.state.withLock { $0.cache.directory(segment, directory) }
    }
    found += reading.series(at: places)
    let (failure, damage) = (reading.failure, reading.damage)
    state.withLock { state in
      state.failure = failure
      for one in damage where !state.damage.contains(one) && state.damage.count < 100 {
        state.damage.append(one)
      }
    }
  }

  /// The metrics that have series here, sorted by name.
  public var metrics: [Metric] { contents.index.metrics }

  /// The names of labels that some series has, sorted.
  public var labelNames: [ByteString] { contents.index.labelNames }

  /// The values that a label has, sorted.
  public func labelValues(of name: ByteString) -> [ByteString] {
    contents.index.labelValues(of: name)
  }

  /// What is known of a family; `nil` where it has no series.
  public func metadata(of family: ByteString) -> MetricMetadata? {
    contents.index.metadata(of: family)
  }

  /// The oldest moment of which there is anything, to the second where it is in a segment; `nil` in an empty file.
  ///
  /// Of a file that rests it is the moment when it was last read.
  public var oldest: Timestamp? {
    let (contents, rested) = state.withLock { ($0.contents, $0.isResting ? $0.oldest : nil) }
    return (rested ?? contents.oldest).map(Timestamp.init(milliseconds:))
  }

  /// The newest moment of which there is a sample, to the second where it is in a segment; `nil` in an empty file.
  public var newest: Timestamp? { contents.newest.map(Timestamp.init(milliseconds:)) }
}

extension RingFile.State {
  /// Puts what was read in the place of what was known.
  fileprivate mutating func take(_ new: FileContents) {
    if contents.head.generation != new.head.generation { cache = DirectoryCache() }
    contents = new
    isResting = false
  }

  /// Puts everything away but the oldest moment.
  fileprivate mutating func rest(_ oldest: Int64?) {
    isResting = true
    self.oldest = oldest
    contents.putAway()
    cache = DirectoryCache()
  }
}

extension FileContents {
  var oldest: Int64? {
    let inSegments = table.compactMap { $0.map { Int64($0.firstSecond) * 1000 } }.min()
    let inJournal = journal.blocks.values.lazy.compactMap { $0.first?.firstTime }.min()
    return [inSegments, inJournal].compactMap { $0 }.min()
  }

  /// The newest sample, which stands in a raw block.
  var newest: Int64? {
    let reader = StoredBlockReader()
    var newest: Int64?
    for (key, blocks) in journal.blocks where key.level == .raw {
      guard let last = blocks.max(by: { $0.firstTime < $1.firstTime }) else { continue }
      newest = max(newest ?? .min, reader.end(of: last).time)
    }
    if let newest { return newest }
    return table.compactMap { $0.map { Int64($0.lastSecond) * 1000 } }.max()
  }
}

/// The directories of segments that were read last, at most two mebibytes of them.
struct DirectoryCache: Sendable {
  private var directories: [Int: (directory: SegmentDirectory, turn: Int)] = [:]
  private var turn = 0
  private var byteCount = 0

  private static let limit = 2 << 20

  /// The directory of a segment; puts `new` in its place where that is one.
  mutating func directory(_ segment: Int, _ new: SegmentDirectory?) -> SegmentDirectory? {
    turn += 1
    if let new {
      if let old = directories[segment] { byteCount -= old.directory.heldBytes }
      directories[segment] = (new, turn)
      byteCount += new.heldBytes
      if byteCount > DirectoryCache.limit { dropOlderHalf() }
      return new
    }
    directories[segment]?.turn = turn
    return directories[segment]?.directory
  }

  private mutating func dropOlderHalf() {
    let turns = directories.values.map(\.turn).sorted()
    let middle = turns[turns.count / 2]
    directories = directories.filter { $0.value.turn > middle }
    byteCount = directories.values.reduce(0) { $0 + $1.directory.heldBytes }
  }
}

extension SegmentDirectory {
  fileprivate var heldBytes: Int { entries.count * MemoryLayout<Entry>.stride + 64 }
}
