internal import Metrics

/// What a reader keeps of a file: everything but the segments.
struct FileContents: Sendable {
  private(set) var head: FileHead
  private(set) var index = FileIndex()
  private(set) var journal = Journal(keepsBlocks: true)
  /// What the table says of each segment; `nil` where it says nothing that counts.
  private(set) var table: [SegmentEntry?] = []
  /// What is not as it was written.
  private(set) var damage: [FileDamage] = []
  private var indexLog: FrameLog
  private var journalLog: FrameLog

  /// Reads a file; where a writer changes it meanwhile, it is read again.
  init(_ bytes: any FileBytes) throws(RingFileError) {
    var attempts = 0
    while true {
      let (head, damaged) = try FileHead.read(bytes)
      self.head = head
      damage = damaged.map {
        FileDamage(offset: $0 * FileHead.bytes, words: "copy \($0 + 1) of the head is damaged")
      }
      indexLog = FrameLog(head.layout.indexHalf(head.indexHalf), sequence: head.indexSequence)
      journalLog = FrameLog(
        head.layout.journalHalf(head.journalHalf), sequence: head.journalSequence)
      do throws(FileFailure) {
        try load(bytes)
      } catch {
        throw .failure(error)
      }
      attempts += 1
      if attempts == 3 { return }
      if try FileHead.read(bytes).head.generation == head.generation { return }
    }
  }

  private mutating func load(_ bytes: any FileBytes) throws(FileFailure) {
    (index, journal) = (FileIndex(), Journal(keepsBlocks: true))
    try follow(bytes)
    try indexLog.noteEnd(bytes)
    try journalLog.noteEnd(bytes)
    damage += indexLog.damage.map { FileDamage(offset: $0.offset, words: "index: " + $0.words) }
    damage += journalLog.damage.map { FileDamage(offset: $0.offset, words: "journal: " + $0.words) }
    let layout = head.layout
    let count = try bytes.byteCount()
    if count < layout.fileBytes {
      damage.append(
        FileDamage(
          offset: count, words: "the file ends after \(count) of \(layout.fileBytes) bytes"))
    }
    try readTable(bytes, there: max(0, min(layout.tableBytes, count - layout.tableOffset)))
  }

  /// How much of the table is read at once.
  private static let piece = 2048 * SegmentEntry.bytes

  /// Reads the table, a piece at a time, so that of a large file nothing is in memory twice.
  private mutating func readTable(
    _ bytes: any FileBytes, there: Int
  ) throws(FileFailure) {
    let layout = head.layout
    table = []
    table.reserveCapacity(min(layout.segmentCount, there / SegmentEntry.bytes))
    for start in stride(from: 0, to: there, by: FileContents.piece) {
      let count = min(FileContents.piece, there - start)
      let data = try bytes.read(at: layout.tableOffset + start, count: count)
      for place in 0..<(data.count / SegmentEntry.bytes) where table.count < layout.segmentCount {
        table.append(SegmentEntry(data, at: place * SegmentEntry.bytes))
      }
      if data.count < count { break }
    }
    let whole = table.count
    let scan = SegmentScan(head)
    for circle in layout.circles.indices where layout.firstSegment(of: circle) < whole {
      let sequences = scan.sequences(of: circle)
      // Behind the newest of a circle that is not full yet nothing counts.
      let first = layout.firstSegment(of: circle)
      let unused = (first + sequences.count)..<(first + layout.circles[circle])
      for segment in unused.clamped(to: 0..<whole) { table[segment] = nil }
      for sequence in sequences where scan.segment(circle, sequence) < whole {
        let segment = scan.segment(circle, sequence)
        let found = table[segment]?.sequence
        if found == sequence { continue }
        table[segment] = nil
        guard found ?? 0 < sequence || found == nil else { continue }
        table[segment] = try recovered(segment, circle, sequence, bytes)
      }
    }
  }

  /// Forgets what the file says, but for its head and what is damaged.
  mutating func putAway() {
    (index, journal, table) = (FileIndex(), Journal(keepsBlocks: true), [])
    indexLog = FrameLog(head.layout.indexHalf(head.indexHalf), sequence: head.indexSequence)
    journalLog = FrameLog(
      head.layout.journalHalf(head.journalHalf), sequence: head.journalSequence)
  }

  /// The entry of a segment that the table says nothing true of, made of its directory.
  private mutating func recovered(
    _ segment: Int, _ circle: Int, _ sequence: UInt64, _ bytes: any FileBytes
  ) throws(FileFailure) -> SegmentEntry? {
    if damage.count < 1000 {
      damage.append(
        FileDamage(
          offset: head.layout.entryOffset(segment),
          words: "the table's entry of segment \(segment) is damaged"))
    }
    let offset = head.layout.segmentOffset(segment)
    guard let directory = try SegmentScan.directory(bytes, at: offset, circle),
      directory.sequence == sequence
    else { return nil }
    return SegmentEntry(recovering: directory)
  }

  /// Whether a series that the index does not have may be one that had to go when the index was full, and is no damage.
  ///
  /// The index was written anew since, all of it can be read, and the number was given before the head was written.
  func hasForgotten(_ series: UInt32) -> Bool {
    head.indexSequence > 1 && indexLog.damage.isEmpty && series < head.nextSeries
  }

  /// What the table says of a segment.
  func entry(_ segment: Int) -> SegmentEntry? { segment < table.count ? table[segment] : nil }

  /// Takes in what was added to both logs.
  private mutating func follow(_ bytes: any FileBytes) throws(FileFailure) {
    var (index, journal) = (index, journal)
    (self.index, self.journal) = (FileIndex(), Journal(keepsBlocks: true))
    defer { (self.index, self.journal) = (index, journal) }
    try indexLog.read(bytes) { payload in if let payload { index.apply(payload) } }
    try journalLog.read(bytes) { journal.apply($0) }
  }

  /// Takes in what a writer has added since; false where the file has to be read anew.
  mutating func refresh(_ bytes: any FileBytes) throws(RingFileError) -> Bool {
    guard try FileHead.read(bytes).head.generation == head.generation else { return false }
    do throws(FileFailure) {
      try follow(bytes)
    } catch {
      throw .failure(error)
    }
    return true
  }

  /// How many bytes of the halves that count are in use.
  var logBytes: (index: Int, journal: Int) {
    (
      indexLog.position - indexLog.range.lowerBound,
      journalLog.position - journalLog.range.lowerBound
    )
  }
}

extension SegmentEntry {
  /// What can be said of a segment from its directory alone.
  init?(recovering directory: SegmentDirectory) {
    let blocks = directory.entries.map(\.block)
    guard !blocks.isEmpty else { return nil }
    self.init(sequence: directory.sequence, blocks, ends: [.max])
  }
}
