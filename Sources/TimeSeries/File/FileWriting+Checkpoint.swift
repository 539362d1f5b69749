/// One half of the journal on its way into the other, and into segments.
struct Checkpoint {
  var head: FileHead
  var log: FrameLog
  var frame: JournalFrame
  /// What may still be carried over of complete blocks, and of open ones.
  var roomOfSealed: Int
  var roomOfOpen: Int
  let time: Int64
}

extension FileWriting {
  /// Writes what is complete into segments, and what is not to the beginning of the other half, which then counts.
  ///
  /// The half that counted so far and what the head says of segments stay as they are until then.
  mutating func checkpoint() throws(FileFailure) {
    try settleHead()
    var work = makeCheckpoint()
    forgetUnseen()
    // A class at a time, so that no more than its part of the half is in memory.
    for ringClass in RingClass.allCases {
      var journal = Journal(ringClass: ringClass, keepsBlocks: true)
      var log = FrameLog(
        head.layout.journalHalf(head.journalHalf), sequence: head.journalSequence)
      try log.read(bytes) { journal.apply($0) }
      for level in Level.allCases {
        try move(journal, ringClass, level, &work)
      }
    }
    try finish(&work)
  }

  /// The other half, empty.
  func makeCheckpoint() -> Checkpoint {
    let half = 1 - head.journalHalf
    var work = Checkpoint(
      head: head,
      log: FrameLog(head.layout.journalHalf(half), sequence: journalLog.sequence + 1),
      frame: JournalFrame(time: lastFlush), roomOfSealed: head.layout.journalHalfBytes / 4,
      roomOfOpen: head.layout.journalHalfBytes / 2, time: lastFlush)
    work.head.generation += 1
    work.head.journalHalf = half
    work.head.journalSequence = work.log.sequence
    work.head.nextSeries = nextSeries
    return work
  }

  /// Makes the other half count.
  mutating func finish(_ work: inout Checkpoint) throws(FileFailure) {
    try emit(&work, isLast: true)
    try synchronise()
    try writeHead(work.head)
    journalLog = work.log
    needsCheckpoint = false
    report.hasCheckpoint = true
  }

  /// Forgets how far series were written that the ring does not have any more.
  mutating func forgetUnseen() {
    guard round > 1 else { return }
    let oldest = round - 1
    for (series, visit) in visits where visit < oldest {
      visits[series] = nil
      for level in Level.allCases { states[BlockKey(series, level)] = nil }
    }
  }

  /// Sorts the blocks of a circle into those that are complete and those that are not.
  private mutating func move(
    _ journal: Journal, _ ringClass: RingClass, _ level: Level, _ work: inout Checkpoint
  ) throws(FileFailure) {
    let circle = RingFileLayout.circle(ringClass, level)
    var complete: [StoredBlock] = []
    var open: [StoredBlock] = []
    let keys = journal.blocks.keys.filter { $0.level == level }
    for key in keys.sorted(by: { $0.number < $1.number }) {
      for block in journal.blocks[key] ?? [] {
        let isOpen = isOpen(block, key, journal)
        if isOpen, block.storedBytes <= work.roomOfOpen || !deferBlock(key, journal) {
          open.append(block)
          work.roomOfOpen = max(0, work.roomOfOpen - block.storedBytes)
        } else {
          complete.append(block)
        }
      }
    }
    complete.sort { ($0.series, $0.firstTime, $1.count) < ($1.series, $1.firstTime, $0.count) }
    try store(unique(complete), circle, &work)
    // After what is complete of the same series, so that a reader finds the open block last.
    for block in open {
      work.frame.add(circle, block, since: nil, isSealed: false)
      try emit(&work)
    }
    try noteComplete(journal, level, circle, &work)
  }

  /// Whether more of a block may follow; what is about to be written already follows from it.
  private func isOpen(_ block: StoredBlock, _ key: BlockKey, _ journal: Journal) -> Bool {
    guard visits[key.series] != nil, let last = journal.states[key] else { return false }
    return !last.isSealed && last.firstTime == block.firstTime && Int(last.bits) == block.bits
  }

  /// Puts off what a block gains until it is complete; false where more of it is about to be written.
  private mutating func deferBlock(_ key: BlockKey, _ journal: Journal) -> Bool {
    guard let state = states[key], let last = journal.states[key],
      state.firstTime == last.firstTime, state.bits == last.bits, !state.isSealed
    else { return false }
    states[key]?.isDeferred = true
    report.deferredBlocks += 1
    return true
  }

  /// Of copies of one block the longest.
  func unique(_ blocks: [StoredBlock]) -> [StoredBlock] {
    var result: [StoredBlock] = []
    result.reserveCapacity(blocks.count)
    for block in blocks
    where result.last?.series != block.series || result.last?.firstTime != block.firstTime {
      result.append(block)
    }
    return result
  }

  /// Fills segments; what does not fill one is carried over where there is room.
  mutating func store(
    _ blocks: [StoredBlock], _ circle: Int, _ work: inout Checkpoint
  ) throws(FileFailure) {
    guard head.layout.circles[circle] > 0 else { return }
    var parts = packed(blocks)
    let rest = parts.popLast() ?? []
    for part in parts { try writeSegment(part, circle, &work) }
    guard !rest.isEmpty else { return }
    let size = rest.reduce(0) { $0 + $1.storedBytes }
    guard size <= work.roomOfSealed else { return try writeSegment(rest, circle, &work) }
    work.roomOfSealed -= size
    for block in rest {
      work.frame.add(circle, block, since: nil, isSealed: true)
      try emit(&work)
    }
  }

  /// Blocks in parts that fill a segment each, the last one but for what is left.
  func packed(_ blocks: [StoredBlock]) -> [[StoredBlock]] {
    var parts: [[StoredBlock]] = []
    var size = RingFileLayout.segmentBytes
    for block in blocks {
      size += block.storedBytes
      if size > RingFileLayout.segmentBytes {
        parts.append([])
        size = SegmentDirectory.headBytes + block.storedBytes
      }
      parts[parts.count - 1].append(block)
    }
    return parts
  }

  mutating func writeSegment(
    _ blocks: [StoredBlock], _ circle: Int, _ work: inout Checkpoint
  ) throws(FileFailure) {
    let layout = head.layout
    let sequence = work.head.nextSegments[circle]
    let segment = layout.firstSegment(of: circle) + Int(sequence % UInt64(layout.circles[circle]))
    let reader = StoredBlockReader()
    let entry = SegmentEntry(
      sequence: sequence, blocks, ends: blocks.map { reader.end(of: $0).time })
    try write(
      SegmentDirectory.segment(sequence: sequence, circle: circle, blocks),
      at: layout.segmentOffset(segment))
    try write(entry.encoded, at: layout.entryOffset(segment))
    work.head.nextSegments[circle] = sequence + 1
  }

  /// Notes how far series were written of which nothing is open, so that a flush after a restart knows it.
  private mutating func noteComplete(
    _ journal: Journal, _ level: Level, _ circle: Int, _ work: inout Checkpoint
  ) throws(FileFailure) {
    let kind: BlockKind = level == .raw ? .floats : .gauges
    let keys = journal.states.keys.filter { $0.level == level && visits[$0.series] != nil }
    for key in keys.sorted(by: { $0.number < $1.number }) {
      guard let state = journal.states[key], state.isSealed,
        work.log.room - work.frame.byteCount > head.layout.journalHalfBytes / 4
      else { continue }
      work.frame.addMark(circle, key.series, kind, state.firstTime)
      try emit(&work)
    }
  }

  /// Writes the frame of a checkpoint when it is long enough.
  private mutating func emit(
    _ work: inout Checkpoint, isLast: Bool = false
  ) throws(FileFailure) {
    let limit = min(64 * 1024, head.layout.journalHalfBytes / 16)
    guard work.frame.byteCount > limit || isLast else { return }
    work.log = try append(work.frame.payload, to: work.log)
    work.frame = JournalFrame(time: work.time)
  }
}

extension FileWriting {
  /// Writes the index anew to its other half, which then counts.
  ///
  /// Where it is full, series go: those of which the file has nothing, and where that does not help the oldest that are
  /// not in the ring.
  mutating func compactIndex(isFull: Bool) throws(FileFailure) {
    try settleHead()
    let layout = head.layout
    let half = 1 - head.indexHalf
    var compact = isFull ? try livingIndex() : index.keeping { _ in true }
    let room = layout.indexHalfBytes * 3 / 4
    if isFull, compact.pendingBytes > room {
      let excess = Double(compact.pendingBytes - room) / Double(compact.pendingBytes)
      let others = compact.series.map(\.number).filter { !isInRing($0) }
      let going = Set(others.prefix(Int(Double(compact.series.count) * excess) + 1))
      compact = compact.keeping { !going.contains($0) }
    }
    // The newest ones stay out where those of the ring alone are too many.
    while compact.pendingBytes > layout.indexHalfBytes * 7 / 8 {
      fullIndexUntil = round + 60
      let kept = Set(compact.series.prefix(compact.series.count * 9 / 10).map(\.number))
      compact = compact.keeping { kept.contains($0) }
      forgetNumbers()
    }
    try replaceIndex(compact, half)
  }

  private mutating func replaceIndex(_ compact: FileIndex, _ half: Int) throws(FileFailure) {
    var compact = compact
    var log = FrameLog(head.layout.indexHalf(half), sequence: indexLog.sequence + 1)
    var new = head
    new.generation += 1
    new.indexHalf = half
    new.indexSequence = log.sequence
    new.nextSeries = nextSeries
    try write(FrameLog.end, at: log.position)
    while let payload = compact.pending.first, log.fits(payload.count) {
      log = try append(payload, to: log)
      compact.dropPending(1)
    }
    try synchronise()
    try writeHead(new)
    (index, indexLog) = (compact, log)
    needsCompaction = false
  }

  private func isInRing(_ series: UInt32) -> Bool {
    (visits[series] ?? 0) + 1 >= round && visits[series] != nil
  }

  /// The index with the series that are in the ring, in the journal or in a segment.
  private func livingIndex() throws(FileFailure) -> FileIndex {
    var living = Set(visits.keys)
    for key in states.keys { living.insert(key.series) }
    var journal = Journal(keepsBlocks: true)
    var log = FrameLog(head.layout.journalHalf(head.journalHalf), sequence: head.journalSequence)
    try log.read(bytes) { journal.apply($0) }
    for key in journal.blocks.keys { living.insert(key.series) }
    for circle in head.layout.circles.indices {
      try SegmentScan(head).directories(of: circle, in: bytes) { directory, _ in
        for entry in directory.entries { living.insert(entry.block.series) }
      }
    }
    return index.keeping { living.contains($0) }
  }
}

extension FileIndex {
  var pendingBytes: Int { pending.reduce(0) { $0 + $1.count + FrameLog.headBytes } }
}
