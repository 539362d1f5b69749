public import Metrics

extension Ring {
  /// The oldest moment of which any class still has something; `nil` before the first block is begun.
  public var oldest: Timestamp? {
    status().shares.values.compactMap { share in
      [share.oldestRaw, share.oldestTenSeconds, share.oldestMinute].compactMap { $0 }.min()
    }.min()
  }

  /// How full the ring is and how far back it reaches.
  public func status() -> RingStatus {
    withStore { store in
      var status = RingStatus()
      for ringClass in RingClass.allCases {
        status.shares[ringClass] = store.classes[ringClass.rawValue].share
      }
      status.appendedSamples = store.totals.appended
      status.outOfOrderSamples = store.totals.outOfOrder
      status.refusedSamples = store.totals.refused
      status.longestLockHold = store.longestHold
      return status
    }
  }

  /// Traps where the index contradicts itself; for tests, after each change.
  ///
  /// - Complexity: O(everything).
  package func checkInvariants() {
    withStore { store in
      for number in RingClass.allCases.indices { store.classes[number].checkInvariants() }
    }
  }
}

extension ClassStore {
  var share: RingStatus.Share {
    var share = RingStatus.Share()
    share.bytesUsed = bytes
    share.byteBound = limit ?? 0
    share.series = index.series.entries.count
    share.samples = isFollowing ? followedSamples : samples
    share.evictedBlocks = evictedBlocks
    share.forgottenSeries = forgottenSeries
    share.oldestRaw = oldest(.raw)
    share.oldestTenSeconds = oldest(.tenSeconds)
    share.oldestMinute = oldest(.oneMinute)
    return share
  }

  /// Since when a resolution is complete; `nil` where it holds nothing.
  private func oldest(_ level: Level) -> Timestamp? {
    let area = level.rawValue
    if isFollowing { return oldestFollowed(level) }
    guard areas[area].used > 0 else { return nil }
    let lost = lostThrough[area]
    guard lost == .min else { return Timestamp(milliseconds: lost &+ 1) }
    return areas[area].oldestTime.map(Timestamp.init(milliseconds:))
  }

  func checkInvariants() {
    var blocks: InlineArray<3, Int> = .init(repeating: 0)
    for series in 0..<UInt32(index.series.entries.highWater) where index[series].generation != 0 {
      let entry = index[series]
      if isFollowing { continue }
      for level in Level.allCases {
        let number = level.rawValue
        blocks[number] += Int(entry.blocks[number])
        check(series, entry, level)
      }
      if entry.active != .none {
        precondition(active[entry.active].series == series, "a series' active part is its own")
        precondition(
          active[entry.active].generation == entry.generation, "an active part is of this time")
      }
    }
    for level in Level.allCases where !isFollowing {
      let broken = areas[level.rawValue].brokenInvariant()
      precondition(broken == nil, broken ?? "")
      precondition(
        blocks[level.rawValue] == areas[level.rawValue].used, "every block belongs to a series")
    }
    let broken = index.brokenInvariant()
    precondition(broken == nil, broken ?? "")
    if let limit { precondition(bytes <= limit, "\(bytes) bytes are in use of \(limit)") }
  }

  private func check(_ series: UInt32, _ entry: SeriesEntry, _ level: Level) {
    let memory = areas[level.rawValue].memory
    var block = entry.newest[level.rawValue]
    var later = Int64.max
    for step in 0..<entry.blocks[level.rawValue] {
      precondition(
        memory.owner(block) == series, "a block belongs to the series whose chain it is in")
      precondition(memory.firstTime(block) <= later, "a chain runs back in time")
      precondition(memory.publication(block).count > 0, "a block holds something")
      if step > 0 { precondition(memory.isIntact(block) == true, "an older block is sealed") }
      later = memory.firstTime(block)
      block = memory.previous(block)
    }
  }
}

extension BlockArea {
  /// The first time of the oldest block.
  var oldestTime: Int64? {
    (0..<payerCount).compactMap { payer in
      let block = oldest(of: UInt16(payer))
      return block == .none ? nil : memory.firstTime(block)
    }.min()
  }
}

extension SeriesIndex {
  /// What is wrong with the index, if anything.
  func brokenInvariant() -> String? {
    var nodes = 0
    var words = 0
    for number in 0..<UInt32(series.entries.highWater) where self[number].generation != 0 {
      var node = self[number].firstNode
      while node != .none {
        guard postings.nodes[node].series == number else { return "a node is another's" }
        nodes += 1
        node = postings.nodes[node].sibling
      }
      words += Int(self[number].recordWords)
    }
    guard nodes == postings.nodes.count else { return "nodes without a series" }
    var pairs = 0
    for number in 0..<UInt32(postings.pairs.highWater) where postings.pairs[number].count > 0 {
      pairs += Int(postings.pairs[number].count)
    }
    guard pairs == nodes else { return "pairs count other series than they have" }
    for number in 0..<UInt32(symbols.entries.highWater) where symbols[number].references > 0 {
      words += Int(symbols[number].words)
    }
    for number in 0..<UInt32(families.highWater) where families[number].series > 0 {
      words += FamilyEntry.recordWords
    }
    return words == log.liveWords ? nil : "\(log.liveWords) live words in records, not \(words)"
  }
}
