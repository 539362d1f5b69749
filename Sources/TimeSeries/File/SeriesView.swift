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
    let oldest = state.map { level.start(of: $0.firstTime) } ?? .min
    var found: [(reference: BlockReference, view: BlockView)] = []
    var block = entry.newest[level.rawValue]
    for _ in 0..<entry.blocks[level.rawValue] {
      guard let view = view(block, of: series, entry, level), view.firstTime >= oldest,
        view.firstTime <= found.last?.view.firstTime ?? .max
      else { break }
      let reference = BlockReference(
        block: block, generation: view.generation, firstTime: view.firstTime)
      // A block of a dead arena whose bits have changed is left out.
      if !isFollowing || areas[level.rawValue].memory.isIntact(block) != false {
        found.append((reference, view))
      }
      block = older(block, level)
    }
    ClassStore.number(&found)
    return found.filter { reference, view in
      guard let state, reference.firstTime <= state.firstTime else { return true }
      guard reference.firstTime == state.firstTime, !state.isSealed else { return false }
      return view.isSealed || view.bits != Int(state.bits)
    }.map(\.reference)
  }

  /// Tells blocks apart that begin in one bucket, as they do where a series paused within it: the first time of each is
  /// a millisecond behind that of the one before, which says the same to a reader.
  private static func number(_ found: inout [(reference: BlockReference, view: BlockView)]) {
    for place in found.indices.reversed().dropFirst()
    where found[place].view.firstTime == found[place + 1].view.firstTime {
      found[place].reference.firstTime = found[place + 1].reference.firstTime &+ 1
    }
  }
}

extension Level {
  /// Where the bucket of a block's first time begins; the time itself of raw samples.
  fileprivate func start(of time: Int64) -> Int64 {
    self == .raw ? time : time.bucket(width) &* width
  }
}

extension BlockMemory {
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
