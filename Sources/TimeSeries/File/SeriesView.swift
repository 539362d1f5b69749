internal import Metrics
internal import Synchronization

/// Which number a series of a ring has in a file.
struct KnownSeries: BitwiseCopyable, Sendable {
  var generation: UInt32 = 0
  var number = UInt32.none
}

/// What a flush has to do about a series of a ring: found under the lock, done without it.
struct SeriesView {
  var ringNumber: UInt32
  var generation: UInt32
  var isCounter: Bool
  /// Its number in the file, and what it is where that is not known yet.
  var number = UInt32.none
  var labels = Labels.empty
  var family = ByteString()
  var metadata = MetricMetadata()
  /// The blocks of each resolution of which something is not written, newest first.
  var blocks: InlineArray<3, [BlockReference]> = .init(repeating: [])
}

extension ClassStore {
  /// What is not written of the series in a range of numbers.
  mutating func views(
    _ range: Range<UInt32>, _ known: [KnownSeries], _ states: [BlockKey: BlockState]
  ) -> [SeriesView] {
    var result: [SeriesView] = []
    for series in range where index[series].generation != 0 {
      let entry = index[series]
      var view = SeriesView(
        ringNumber: series, generation: entry.generation, isCounter: entry.isCounter)
      if Int(series) < known.count, known[Int(series)].generation == entry.generation {
        view.number = known[Int(series)].number
      }
      if view.number == .none {
        view.labels = index.labels(of: series)
        view.family = index.text(index.families[entry.family].name)
        view.metadata = index.metadata(entry.family)
      }
      for level in Level.allCases where entry.blocks[level.rawValue] > 0 {
        let state = view.number == .none ? nil : states[BlockKey(view.number, level)]
        view.blocks[level.rawValue] = unwritten(series, entry, level, state)
      }
      result.append(view)
    }
    return result
  }

  /// Walks a chain back to the block that was written last; a chain that leads elsewhere ends.
  private func unwritten(
    _ series: UInt32, _ entry: SeriesEntry, _ level: Level, _ state: BlockState?
  ) -> [BlockReference] {
    let memory = areas[level.rawValue].memory
    var block = entry.newest[level.rawValue]
    var later = Int64.max
    var result: [BlockReference] = []
    for _ in 0..<entry.blocks[level.rawValue] where block != .none {
      let first = memory.firstTime(block)
      guard memory.owner(block) == series, first < later, first >= state?.firstTime ?? .min
      else { return result }
      let publication = memory.publication(block)
      let isKnown = first == state?.firstTime
      if isKnown, let state,
        state.isSealed || (publication.bits == Int(state.bits) && !memory.isSealed(block))
      {
        return result
      }
      result.append(
        BlockReference(block: block, generation: publication.generation, firstTime: first))
      if isKnown { return result }
      later = first
      block = memory.previous(block)
    }
    return result
  }
}

extension BlockMemory {
  /// Whether a block gets no more bits.
  func isSealed(_ block: UInt32) -> Bool {
    unsafe words(block)[1].load(ordering: .acquiring) & BlockHeader.sealed != 0
  }

  /// A copy of a block, of its payload what begins with the byte of bit `start`; `nil` where it is another by now.
  func stored(
    _ reference: BlockReference, series: UInt32, _ level: Level, from start: Int
  ) -> (block: StoredBlock, isSealed: Bool)? {
    let words = unsafe words(reference.block)
    let identity = unsafe words[1].load(ordering: .acquiring)
    let publication = publication(reference.block)
    guard publication.generation == reference.generation, publication.count > 0,
      publication.bits <= BlockHeader.capacity(blockBytes), publication.bits >= start,
      let kind = BlockKind(rawValue: UInt8(truncatingIfNeeded: identity >> 24)), level.takes(kind)
    else { return nil }
    var payload: [UInt8] = []
    let bytes = (start / 8)..<((publication.bits + 7) / 8)
    payload.reserveCapacity(bytes.count)
    for place in bytes {
      let word = unsafe words[BlockHeader.words + place / 8].load(ordering: .relaxed)
      payload.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - place % 8 * 8)))
    }
    // Bits behind the committed ones are not ours yet.
    if publication.bits % 8 != 0, !payload.isEmpty {
      payload[payload.count - 1] &= 0xff << UInt8(8 - publication.bits % 8)
    }
    atomicMemoryFence(ordering: .acquiring)
    guard self.publication(reference.block).generation == reference.generation else { return nil }
    let block = StoredBlock(
      series: series, level: level, kind: kind,
      encoding: UInt8(truncatingIfNeeded: identity >> 16), firstTime: reference.firstTime,
      count: publication.count, bits: publication.bits, payload: payload)
    return (block, identity & BlockHeader.sealed != 0)
  }
}
