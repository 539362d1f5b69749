/// Reads everything that a file has and says what is not as it was written.
struct FileCheck {
  private let contents: FileContents
  private let bytes: any FileBytes
  private let reader = StoredBlockReader()
  private var strangers = Set<UInt32>()
  /// What was found beyond what reading the file found.
  private(set) var damage: [FileDamage] = []

  init(_ contents: FileContents, _ bytes: any FileBytes) {
    self.contents = contents
    self.bytes = bytes
  }

  /// Hands out the blocks of each segment that are whole.
  mutating func segments(
    _ body: (_ circle: Int, [StoredBlock]) throws(FileFailure) -> Void
  ) throws(FileFailure) {
    let scan = SegmentScan(contents.head)
    let end = try bytes.byteCount()
    let layout = contents.head.layout
    for circle in layout.circles.indices
    where layout.segmentOffset(layout.firstSegment(of: circle)) < end {
      for sequence in scan.sequences(of: circle) {
        let segment = scan.segment(circle, sequence)
        // That the file ends too early is known.
        guard layout.segmentOffset(segment) < end else { continue }
        let blocks = try blocks(circle, sequence, segment)
        if !blocks.isEmpty { try body(circle, blocks) }
      }
    }
  }

  private mutating func blocks(
    _ circle: Int, _ sequence: UInt64, _ segment: Int
  ) throws(FileFailure) -> [StoredBlock] {
    let offset = contents.head.layout.segmentOffset(segment)
    let data = try bytes.read(at: offset, count: RingFileLayout.segmentBytes)
    guard let directory = SegmentDirectory(data, circle: circle) else {
      damage.append(FileDamage(offset: offset, words: "segment \(segment) is damaged"))
      return []
    }
    // A checkpoint that was not finished has taken up the oldest segments.
    guard directory.sequence == sequence else {
      if directory.sequence < sequence {
        damage.append(FileDamage(offset: offset, words: "segment \(segment) was not written"))
      }
      return []
    }
    var result: [StoredBlock] = []
    for entry in directory.entries {
      guard let block = entry.block(in: data, from: 0) else {
        note(offset + entry.offset, "a block of series \(entry.block.series) is damaged")
        continue
      }
      if check(block, at: offset + entry.offset) { result.append(block) }
    }
    return result
  }

  /// Checks the blocks of the journal.
  mutating func journal() {
    for blocks in contents.journal.blocks.values {
      for block in blocks {
        _ = check(block, at: contents.head.layout.journalOffset(contents.head.journalHalf))
      }
    }
  }

  /// Whether a block belongs to a series that is known and can be decoded.
  mutating func check(_ block: StoredBlock, at offset: Int) -> Bool {
    guard contents.index.place(of: block.series) != nil else {
      if !contents.hasForgotten(block.series), strangers.insert(block.series).inserted {
        note(offset, "what series \(block.series) is stands nowhere")
      }
      return false
    }
    guard reader.end(of: block).isWhole else {
      note(offset, "a block of series \(block.series) holds less than it says")
      return false
    }
    return true
  }

  private mutating func note(_ offset: Int, _ words: String) {
    damage.append(FileDamage(offset: offset, words: words))
  }
}

extension FileWriting {
  /// Takes over everything that is whole of another file; how many blocks that is.
  mutating func adopt(
    _ contents: FileContents, _ check: inout FileCheck
  ) throws(FileFailure) -> Int {
    index = contents.index.keeping { _ in true }
    nextSeries = max(
      contents.head.nextSeries, contents.index.nextSeries, contents.journal.nextSeries)
    try writeIndex()
    var count = 0
    var work = makeCheckpoint()
    // Both are changed by what is handed out, one after the other.
    var writing = self
    try check.segments { (circle, blocks) throws(FileFailure) in
      for part in writing.packed(blocks) { try writing.writeSegment(part, circle, &work) }
      count += blocks.count
    }
    self = writing
    for (circle, blocks) in contents.journalByCircle {
      let whole = blocks.filter {
        check.check($0, at: contents.head.layout.journalOffset(contents.head.journalHalf))
      }
      try store(unique(whole), circle, &work)
      count += whole.count
    }
    try finish(&work)
    return count
  }
}

extension FileContents {
  /// The blocks of the journal by circle, sorted as segments are.
  fileprivate var journalByCircle: [(circle: Int, blocks: [StoredBlock])] {
    var result: [Int: [StoredBlock]] = [:]
    for (key, blocks) in journal.blocks {
      guard let place = index.place(of: key.series) else { continue }
      let circle = RingFileLayout.circle(index.series[place].ringClass, key.level)
      result[circle, default: []] += blocks
    }
    return result.sorted { $0.key < $1.key }.map { circle, blocks in
      (
        circle,
        blocks.sorted { ($0.series, $0.firstTime, $1.count) < ($1.series, $1.firstTime, $0.count) }
      )
    }
  }
}
