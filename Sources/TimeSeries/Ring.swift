public import Metrics
internal import Sharing

/// One arena: the newest samples of all series of one host, in a fixed number of bytes.
///
/// Collectors append through writers, readers select; any thread may do either at any time. One lock guards the index
/// (which series there are, which blocks they have) and is held for a slice of the work at a time; the bytes of blocks
/// are read without it. docs/ring-format.md describes the blocks.
public final class Ring: Sendable {
  /// The smallest bound that leaves every class room to work in; smaller ones are raised to it.
  public static let leastByteBound = 512 * 1024

  private let store: Guarded<Store>
  /// Since when the ring has been there to be written.
  public let beginning: Timestamp
  /// Whether another process writes what this ring reads.
  let isReading: Bool
  /// The memory of each class and resolution, whose blocks are read without the lock.
  let memories: [[BlockMemory]]

  /// A ring that holds at most `byteBound` bytes: blocks, series records, symbols, postings and hash tables.
  ///
  /// - Parameters:
  ///   - byteBound: the bound; what does not fit pushes out what is oldest in its class.
  ///   - budgets: how the classes share it.
  ///   - beginning: since when it has been there; what is older must be somewhere else, if anywhere.
  public convenience init(
    byteBound: Int, budgets: Budgets = .standard,
    beginning: Timestamp = Timestamp(milliseconds: .min)
  ) {
    let layout = ArenaLayout(byteBound: byteBound, budgets: budgets)
    self.init(arena: ArenaBytes(count: layout.byteCount), layout: layout, beginning: beginning)
  }

  /// A ring in an arena of a given place, which other processes may read while this one writes; all that was in it is
  /// lost.
  ///
  /// - Parameters:
  ///   - arena: the bytes, at least as many as the layout has; nobody else may write them.
  ///   - layout: where what lies.
  ///   - beginning: since when it has been there; what is older must be somewhere else, if anywhere.
  public convenience init(
    arena: ArenaBytes, layout: ArenaLayout,
    beginning: Timestamp = Timestamp(milliseconds: .min)
  ) {
    precondition(arena.isWritable, "an arena that this process may write")
    precondition(arena.count >= layout.byteCount, "an arena as large as its layout")
    self.init(
      Store(layout, in: arena, beginning: beginning.milliseconds),
      beginning: beginning)
  }

  /// A ring that keeps everything and has no archives, for tests and for files.
  public static func unbounded() -> Ring {
    Ring(Store(), beginning: Timestamp(milliseconds: .min))
  }

  init(_ store: consuming sending Store, beginning: Timestamp, isReading: Bool = false) {
    self.beginning = beginning
    self.isReading = isReading
    memories = RingClass.allCases.map { ringClass in
      Level.allCases.map { store.classes[ringClass.rawValue].areas[$0.rawValue].memory }
    }
    self.store = Guarded(store)
  }

  /// A writer for the batches of one collector.
  public func makeWriter() -> RingWriter { RingWriter(self) }

  /// Appends samples of one series, oldest first; makes the series where it is new.
  ///
  /// - Parameters:
  ///   - labels: the identity.
  ///   - metadata: what is known of the family.
  ///   - family: the name that the metadata is filed under.
  ///   - origin: the class that pays.
  ///   - samples: the samples; one no newer than the newest of the series is dropped and counted.
  /// - Returns: what became of them.
  @discardableResult public func append(
    labels: Labels, metadata: MetricMetadata, family: ByteString, origin: SampleOrigin,
    samples: [Sample]
  ) -> AppendResult {
    let declaration = SeriesDeclaration(
      slot: 0, labels: labels, family: family, metadata: metadata)
    var result = AppendResult()
    var start = 0
    while start < samples.count {
      let end = min(start + RingWriter.sampleSlice / 4, samples.count)
      withStore { $0.append(samples[start..<end], declaration, origin, &result) }
      start = end
    }
    return result
  }

  /// The moment after which a class has every raw sample that was ever appended, in milliseconds since the epoch.
  func completeSince(_ ringClass: RingClass) -> Int64 {
    max(beginning.milliseconds, withStore { $0.classes[ringClass.rawValue].incompleteThrough })
  }

  /// The moment up to which something else may have raw samples of a class that a selection finds here no more.
  ///
  /// Where an archive's bucket stands for the last samples that were lost, it stands for those that follow in it too.
  func historyEnd(_ ringClass: RingClass) -> Int64 {
    let (lost, former) = withStore {
      ($0.classes[ringClass.rawValue].incompleteThrough, $0.formerEnd ?? .min)
    }
    let complete = lost == .min ? lost : lost.saturatingAdding(Level.oneMinute.width)
    return max(beginning.milliseconds, former, complete)
  }

  /// The moment up to which samples may have been written before the ring was there: its beginning, or where the clock
  /// had been ahead of that, a later one.
  var formerEnd: Int64 { max(beginning.milliseconds, withStore { $0.formerEnd } ?? .min) }

  /// Says how new the newest sample is that others had written when the ring began.
  ///
  /// It matters where the clock was set back since: then what they wrote is not all older than the ring.
  /// - Parameter moment: the time of that sample.
  public func note(formerEnd moment: Timestamp) {
    guard moment > beginning else { return }
    withStore { $0.note(formerEnd: moment.milliseconds) }
  }

  /// Takes note that nobody writes any more: buckets that are not over go into the archives as far as they are filled.
  ///
  /// Without it they end with the writer, and when their raw samples are gone nothing says what they were. A series that
  /// is written again all the same goes on.
  public func endSeries() {
    for number in RingClass.allCases.indices {
      var next: UInt32 = 0
      while next != .none { next = withStore { $0.classes[number].endSeries(from: next) } }
    }
  }

  /// Runs `body` under the lock and notes how long that took; what it gave up is freed afterwards.
  func withStore<Result>(_ body: (inout Store) -> Result) -> Result {
    var discarded: [Labels?]?
    defer { _ = discarded }
    return store.withLock { store in
      let start = ContinuousClock.now
      defer { store.longestHold = max(store.longestHold, ContinuousClock.now - start) }
      let result = body(&store)
      discarded = store.takeDiscardedLabels()
      return result
    }
  }
}

extension Store {
  mutating func append(
    _ samples: ArraySlice<Sample>, _ declaration: SeriesDeclaration, _ origin: SampleOrigin,
    _ result: inout AppendResult
  ) {
    let (ringClass, payer) = origin.share
    let number = ringClass.rawValue
    let place = samples.first.flatMap {
      classes[number].place(
        declaration, payer: payer, at: $0.timestamp.milliseconds, isReturning: false)
    }
    guard let active = place?.active else {
      result.refused += samples.count
      totals.refused += samples.count
      return
    }
    var appended = 0
    for sample in samples
    where classes[number].append(
      active, sample.timestamp.milliseconds, sample.value.bitPattern)
    {
      appended += 1
    }
    result.appended += appended
    result.outOfOrder += samples.count - appended
    totals.appended += appended
    if appended > 0, let last = samples.map(\.timestamp.milliseconds).max() { note(newest: last) }
    totals.outOfOrder += samples.count - appended
  }
}
