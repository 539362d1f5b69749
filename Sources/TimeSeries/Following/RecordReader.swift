internal import Metrics
internal import Synchronization

/// The records of one class of an arena that another process writes: which text a symbol is, which labels a series has.
///
/// Records are taken in the order in which they were written, so that of two with one number the later stays. A block
/// that was reused before it was read is no loss: what was alive in it was written again first.
struct RecordReader {
  /// A text, or the symbols of its parts.
  private enum Text {
    case bytes([UInt8])
    case parts([UInt32])
  }

  /// A metric family as symbols.
  private struct Family {
    var name: UInt32
    var help: UInt32
    var unit: UInt32
    var type: UInt8
  }

  /// How far a block was read.
  private struct Progress {
    var generation: UInt32 = 0
    var words = 0
  }

  /// A series as it was declared, and who pays for it.
  struct Declared {
    var declaration: SeriesDeclaration
    var payer: ByteString
    var isCounter: Bool
  }

  private let memory: BlockMemory
  private let log: BegunLog
  private var symbols: [UInt32: Text] = [:]
  private var families: [UInt32: Family] = [:]
  /// Series that no block was found of yet.
  private(set) var series: [UInt32: SeriesRecord] = [:]
  private var progress: [Progress]
  private var begun: UInt64 = 0
  /// The block that was begun last of those that were read.
  private var open = UInt32.none

  init(_ memory: BlockMemory, _ log: BegunLog) {
    self.memory = memory
    self.log = log
    progress = Array(repeating: Progress(), count: memory.limit ?? 0)
  }

  /// Reads what was written since, or everything.
  ///
  /// - Returns: false where the writer was too fast to catch up with; then what is known may not fit together.
  mutating func read(everything: Bool) -> Bool {
    var isWhole = everything
    for _ in 0..<16 {
      let end = log.begun
      let fresh = isWhole ? nil : log.blocks(since: begun, through: end)
      let blocks = fresh.map { [open] + $0 } ?? Array(0..<UInt32(log.highWater))
      if isWhole || fresh == nil {
        symbols.removeAll(keepingCapacity: true)
        for block in progress.indices { progress[block] = Progress() }
      }
      isWhole = false
      take(blocks)
      begun = end
      // The newest block may be empty yet.
      if end > 0, let last = log.blocks(since: end - 1, through: end)?.first { open = last }
      if log.begun == end { return true }
    }
    return false
  }

  /// Forgets the record of a series that is known by now.
  mutating func settle(_ number: UInt32) { series[number] = nil }

  private mutating func take(_ blocks: [UInt32]) {
    var found: [(block: UInt32, sequence: Int64)] = []
    for block in blocks {
      guard let view = memory.checkedView(block), view.kind == .records else { continue }
      if view.isSealed, memory.isIntact(block) == false { continue }
      found.append((block, view.firstTime))
    }
    found.sort { $0.sequence < $1.sequence }
    for (block, _) in found { take(block) }
    if let last = found.last { open = last.block }
  }

  /// Takes the records of a block that were not read yet.
  private mutating func take(_ block: UInt32) {
    let before = memory.publication(block)
    let from = progress[Int(block)].generation == before.generation ? progress[Int(block)].words : 0
    let end = min(before.bits, BlockHeader.capacity(memory.blockBytes)) / 64
    guard from < end else { return }
    let source = unsafe memory.words(block) + BlockHeader.words
    let words = (from..<end).map { unsafe source[$0].load(ordering: .relaxed) }
    atomicMemoryFence(ordering: .acquiring)
    guard memory.publication(block).generation == before.generation else { return }
    progress[Int(block)] = Progress(generation: before.generation, words: end)
    var place = 0
    while place < words.count {
      let head = words[place]
      let count = Int(head >> 8 & 0xff_ffff)
      let next = place + 1 + (count + 7) / 8
      guard next <= words.count, let kind = RecordLog.Kind(rawValue: UInt8(head & 0xff)) else {
        return
      }
      take(kind, UInt32(head >> 32), words[(place + 1)..<next], byteCount: count)
      place = next
    }
  }

  private mutating func take(
    _ kind: RecordLog.Kind, _ id: UInt32, _ words: ArraySlice<UInt64>, byteCount: Int
  ) {
    switch kind {
    case .symbol: symbols[id] = .bytes(RecordReader.bytes(words, byteCount))
    case .longSymbol: symbols[id] = .parts(words.map { UInt32(truncatingIfNeeded: $0) })
    case .series: series[id] = SeriesRecord(payload: words)
    case .family:
      guard words.count + 1 == FamilyEntry.recordWords else { return }
      let (first, second) = (words[words.startIndex], words[words.startIndex + 1])
      families[id] = Family(
        name: UInt32(first >> 32), help: UInt32(second >> 32),
        unit: UInt32(truncatingIfNeeded: second), type: UInt8(truncatingIfNeeded: first))
    }
  }

  private static func bytes(_ words: ArraySlice<UInt64>, _ count: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    for word in words {
      for index in 0..<UInt64(min(8, count - result.count)) {
        result.append(UInt8(truncatingIfNeeded: word >> (index * 8)))
      }
    }
    return result
  }
}

// MARK: - Records as what they mean

extension RecordReader {
  /// What a series was declared as; `nil` where a part of it is missing or has changed.
  func declared(_ number: UInt32) -> Declared? {
    guard let record = series[number], let payer = text(record.payer) else { return nil }
    var pairs: [(name: ByteString, value: ByteString)] = []
    for pair in record.pairs {
      guard let name = text(UInt32(pair >> 32)), let value = text(UInt32(truncatingIfNeeded: pair))
      else { return nil }
      pairs.append((name, value))
    }
    let labels = Labels(pairs)
    guard record.fits(labels.fingerprint) else { return nil }
    return Declared(
      declaration: declaration(labels, family: record.family), payer: payer,
      isCounter: record.isCounter)
  }

  /// A family that cannot be read leaves the labels as they are.
  private func declaration(_ labels: Labels, family number: UInt32) -> SeriesDeclaration {
    let family = families[number]
    let name = family.flatMap { text($0.name) } ?? labels.metricName ?? ByteString()
    var metadata = MetricMetadata(type: family.map { MetricType(number: $0.type) } ?? .unknown)
    if let family {
      metadata.help = text(family.help) ?? ByteString()
      metadata.unit = text(family.unit) ?? ByteString()
    }
    return SeriesDeclaration(slot: 0, labels: labels, family: name, metadata: metadata)
  }

  private func text(_ symbol: UInt32) -> ByteString? {
    switch symbols[symbol] {
    case nil: return nil
    case .bytes(let bytes): return ByteString(bytes)
    case .parts(let parts):
      var result: [UInt8] = []
      for part in parts {
        guard case .bytes(let bytes)? = symbols[part] else { return nil }
        result += bytes
      }
      return ByteString(result)
    }
  }
}
