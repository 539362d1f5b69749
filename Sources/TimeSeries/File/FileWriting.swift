internal import Metrics

/// What a writer of a ring file keeps at hand: nothing that the file does not say.
///
/// After a failure all of it is read again from the file, so that a writer never believes more than is there.
struct FileWriting: Sendable {
  let bytes: any WritableFileBytes
  var head: FileHead
  var index = FileIndex()
  var indexLog: FrameLog
  var journalLog: FrameLog
  /// How far each series was written.
  var states: [BlockKey: BlockState] = [:]
  /// In which flush a series was last seen in the ring.
  var visits: [UInt32: UInt32] = [:]
  var round: UInt32 = 0
  var nextSeries: UInt32 = 0
  var report = FlushReport()
  /// When the newest frame of the journal was written.
  private(set) var lastFlush: Int64 = 0

  /// The ring of the last flush and what its series are called here.
  private weak var ring: Ring?
  /// The ring that was flushed last, whether what is known of it was read again since or not.
  private weak var former: Ring?
  private var known: [[KnownSeries]] = []
  /// Whether it is another process's.
  private var isFollowing = false
  private var frame = JournalFrame(time: 0)
  private var hasUnsynchronised = false
  private var needsReload = false
  /// Whether both copies of the head say the same.
  private var isSettled = true
  /// Whether the half of the journal, or of the index, that counts is to be left as it is.
  var needsCheckpoint = false
  var needsCompaction = false
  /// Until which flush no series is added because the index is full of series that have something.
  var fullIndexUntil: UInt32 = 0

  /// How many series one hold of the ring's lock looks at.
  private static let slice: UInt32 = 128
  /// Every so many flushes what is known of series that are gone is forgotten; a checkpoint may be hours away.
  private static let forgetting: UInt32 = 30

  init(
    creating bytes: any WritableFileBytes, _ layout: RingFileLayout, _ facts: RingFileFacts
  ) throws(RingFileError) {
    guard facts.encoded.count <= RingFileFacts.most else {
      throw .longFacts(bytes: facts.encoded.count, most: RingFileFacts.most)
    }
    self.bytes = bytes
    head = FileHead(layout: layout, facts: facts)
    indexLog = FrameLog(layout.indexHalf(0), sequence: 1)
    journalLog = FrameLog(layout.journalHalf(0), sequence: 1)
    do throws(FileFailure) {
      if try bytes.byteCount() != layout.fileBytes { try bytes.resize(to: layout.fileBytes) }
      let end = layout.tableOffset + layout.tableBytes
      for offset in stride(from: 0, to: end, by: 1 << 20) {
        try bytes.write([UInt8](repeating: 0, count: min(1 << 20, end - offset)), at: offset)
      }
      for half in 0...1 {
        try bytes.write(FrameLog.end, at: layout.indexOffset(half))
        try bytes.write(FrameLog.end, at: layout.journalOffset(half))
      }
      try bytes.synchronise()
      try writeHead(head)
    } catch {
      throw .failure(error)
    }
  }

  init(opening bytes: any WritableFileBytes) throws(RingFileError) {
    self.bytes = bytes
    head = try FileHead.read(bytes).head
    indexLog = FrameLog(head.layout.indexHalf(0), sequence: 1)
    journalLog = FrameLog(head.layout.journalHalf(0), sequence: 1)
    do throws(FileFailure) {
      try load()
      if try bytes.byteCount() < head.layout.fileBytes {
        try bytes.resize(to: head.layout.fileBytes)
      }
    } catch {
      throw .failure(error)
    }
  }

  /// Reads what the file says.
  private mutating func load() throws(FileFailure) {
    isSettled = false
    let layout = head.layout
    index = FileIndex()
    indexLog = FrameLog(layout.indexHalf(head.indexHalf), sequence: head.indexSequence)
    var loaded = FileIndex()
    try indexLog.read(bytes) { payload in if let payload { loaded.apply(payload) } }
    try indexLog.noteEnd(bytes)
    index = loaded
    var journal = Journal(keepsBlocks: false)
    journalLog = FrameLog(layout.journalHalf(head.journalHalf), sequence: head.journalSequence)
    try journalLog.read(bytes) { journal.apply($0) }
    try journalLog.noteEnd(bytes)
    states = journal.states
    lastFlush = journal.lastTime ?? 0
    nextSeries = max(head.nextSeries, index.nextSeries, journal.nextSeries)
    visits = [:]
    for key in states.keys { visits[key.series] = round }
    known = []
    ring = nil
    needsCheckpoint = needsCheckpoint || !journalLog.damage.isEmpty
    needsCompaction = needsCompaction || !indexLog.damage.isEmpty
  }

  /// Begins again with what the file says.
  private mutating func reload() throws(FileFailure) {
    do throws(RingFileError) {
      head = try FileHead.read(bytes).head
    } catch {
      if case .failure(let failure) = error { throw failure }
      throw FileFailure(operation: "read", number: 0, reason: "\(error)")
    }
    try load()
    needsReload = false
  }

  mutating func write(_ data: [UInt8], at offset: Int) throws(FileFailure) {
    hasUnsynchronised = true
    try bytes.write(data, at: offset)
    report.bytes += data.count
  }

  mutating func synchronise() throws(FileFailure) {
    do throws(FileFailure) {
      try bytes.synchronise()
    } catch {
      // What the system has given up on may still look as if it were written: the other halves are written anew.
      (needsCheckpoint, needsCompaction) = (true, true)
      throw error
    }
    hasUnsynchronised = false
  }

  /// Makes a head count, and then writes its second copy.
  mutating func writeHead(_ new: FileHead) throws(FileFailure) {
    let page = new.encoded
    isSettled = false
    try write(page, at: 0)
    try synchronise()
    head = new
    try write(page, at: FileHead.bytes)
    isSettled = true
  }

  /// Writes a copy of the head that is not the head's, so that the other may be written next.
  ///
  /// Before this, what an earlier head says still has to stand.
  mutating func settleHead() throws(FileFailure) {
    guard !isSettled else { return }
    let page = head.encoded
    for offset in [0, FileHead.bytes]
    where try bytes.read(at: offset, count: FileHead.bytes) != page {
      try write(page, at: offset)
      try synchronise()
    }
    isSettled = true
  }

  // MARK: - Flushing

  mutating func flush(_ ring: Ring, at time: Int64) throws(FileFailure) -> FlushReport {
    report = FlushReport()
    do throws(FileFailure) {
      try flushAll(ring, at: time)
    } catch {
      needsReload = true
      throw error
    }
    return report
  }

  mutating func checkpointNow() throws(FileFailure) {
    report = FlushReport()
    do throws(FileFailure) {
      if needsReload { try reload() }
      try checkpoint()
    } catch {
      needsReload = true
      throw error
    }
  }

  private mutating func flushAll(_ ring: Ring, at time: Int64) throws(FileFailure) {
    if needsReload { try reload() }
    if needsCompaction { try compactIndex(isFull: false) }
    if needsCheckpoint { try checkpoint() }
    if self.ring !== ring {
      self.ring = ring
      forgetNumbers()
      if !ring.isReading { forgetLater(ring) }
    }
    isFollowing = ring.isReading
    round += 1
    lastFlush = time
    frame = JournalFrame(time: time)
    for ringClass in RingClass.allCases {
      try flush(ring, ringClass)
    }
    try emit()
    if hasUnsynchronised { try synchronise() }
    if round % FileWriting.forgetting == 0 { forgetUnseen() }
  }

  /// Forgets how far earlier writers had come in what is later than a new ring: the clock was set back since, and what
  /// the ring has from then on is no part of that.
  private mutating func forgetLater(_ ring: Ring) {
    let beginning = ring.beginning.milliseconds
    guard beginning != .min else { return }
    let newest = ring.newest?.milliseconds ?? beginning
    let isNew = former !== ring
    former = ring
    states = states.filter { _, state in
      isNew ? state.firstTime < beginning : state.firstTime <= newest
    }
  }

  private mutating func flush(_ ring: Ring, _ ringClass: RingClass) throws(FileFailure) {
    let number = ringClass.rawValue
    let total = ring.withStore { UInt32($0.classes[number].index.series.entries.highWater) }
    for start in stride(from: 0, to: total, by: Int(FileWriting.slice)) {
      let range = start..<min(start + FileWriting.slice, total)
      for view in views(ring, ringClass, range) {
        guard let series = self.number(of: view, ringClass) else {
          report.refusedSeries += 1
          continue
        }
        visits[series] = round
        for level in Level.allCases {
          for reference in view.blocks[level.rawValue].reversed() {
            let isNewest = reference.block == view.blocks[level.rawValue][0].block
            add(
              reference, series, level, in: ring.memories[number][level.rawValue], ringClass,
              isNewest: isNewest)
          }
          if frame.byteCount > frameLimit { try emit() }
        }
      }
    }
  }

  /// In a function of its own, so that nothing but `self` holds the tables when they change.
  private func views(
    _ ring: Ring, _ ringClass: RingClass, _ range: Range<UInt32>
  ) -> [SeriesView] {
    let number = ringClass.rawValue
    let (known, states) = (known[number], states)
    return ring.withStore { $0.classes[number].views(range, known, states) }
  }

  /// Looks every series of the ring up again.
  mutating func forgetNumbers() { known = RingClass.allCases.map { _ in [] } }

  /// Payloads of frames are about as long at most.
  private var frameLimit: Int { min(256 * 1024, head.layout.journalHalfBytes / 8) }

  /// What a series is called here; `nil` where it cannot be added.
  private mutating func number(of view: SeriesView, _ ringClass: RingClass) -> UInt32? {
    guard view.number == .none else { return view.number }
    var number = index.find(ringClass, view.labels)
    if number == nil, nextSeries < .max - 1, round >= fullIndexUntil {
      index.add(
        nextSeries, ringClass, view.labels, isCounter: view.isCounter, family: view.family,
        metadata: view.metadata)
      number = nextSeries
      nextSeries += 1
      report.series += 1
    }
    guard let number else { return nil }
    let place = Int(view.ringNumber)
    let row = ringClass.rawValue
    if known[row].count <= place {
      known[row] += Array(repeating: KnownSeries(), count: place + 1 - known[row].count)
    }
    known[row][place] = KnownSeries(generation: view.generation, number: number)
    return number
  }

  /// Adds to the frame what a block has gained.
  private mutating func add(
    _ reference: BlockReference, _ series: UInt32, _ level: Level, in memory: BlockMemory,
    _ ringClass: RingClass, isNewest: Bool
  ) {
    let key = BlockKey(series, level)
    var state = states[key]
    if let known = state, reference.firstTime < known.firstTime { return }
    if state?.firstTime != reference.firstTime { state = nil }
    let isDeferred = state?.isDeferred == true
    if isDeferred || state?.isSealed == true {
      guard isDeferred, !isNewest || memory.isIntact(reference.block) != nil else { return }
      state = nil
    }
    var copy = memory.stored(reference, series: series, level, from: Int(state?.bits ?? 0))
    if let known = state, copy.map({ $0.block.count < Int(known.count) }) ?? true {
      // What the file has of it cannot be its beginning.
      state = nil
      copy = memory.stored(reference, series: series, level, from: 0)
    }
    let start = Int(state?.bits ?? 0)
    guard let (block, isSealed) = copy,
      !isFollowing || isTrue(block, memory.isIntact(reference.block), from: start)
    else { return }
    let isComplete = isSealed || !isNewest
    guard block.bits > start || (isComplete && state?.isSealed == false) else { return }
    frame.add(
      RingFileLayout.circle(ringClass, level), block, since: state, isSealed: isComplete)
    states[key] = BlockState(
      firstTime: block.firstTime, bits: UInt16(block.bits), count: UInt16(block.count),
      isSealed: isComplete)
    report.blocks += 1
    report.payloadBytes += block.payload.count
  }

  /// Whether the bytes of a block that another process wrote can be what it wrote.
  private func isTrue(_ block: StoredBlock, _ isIntact: Bool?, from start: Int) -> Bool {
    if let isIntact { return isIntact }
    return start > 0 || StoredBlockReader().end(of: block).isWhole
  }

  /// Writes the frame, and before it what its series are.
  private mutating func emit() throws(FileFailure) {
    try writeIndex()
    guard !frame.isEmpty else { return }
    let payload = frame.payload
    frame = JournalFrame(time: lastFlush)
    if !journalLog.fits(payload.count) { try checkpoint() }
    journalLog = try append(payload, to: journalLog)
  }

  /// Writes a frame to a half that has room for it; the half with the frame.
  mutating func append(_ payload: [UInt8], to log: FrameLog) throws(FileFailure) -> FrameLog {
    guard log.fits(payload.count) else {
      throw FileFailure(operation: "write", number: 0, reason: "no room for a frame of its own")
    }
    try write(log.frame(payload), at: log.position)
    var result = log
    result.advance(payload)
    return result
  }

  /// Writes what was added to the index.
  mutating func writeIndex() throws(FileFailure) {
    for payload in index.pending {
      guard indexLog.fits(payload.count) else { return try compactIndex(isFull: true) }
      indexLog = try append(payload, to: indexLog)
      index.dropPending(1)
    }
  }
}
