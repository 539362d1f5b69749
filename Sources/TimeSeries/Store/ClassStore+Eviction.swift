extension ClassStore {
  /// Begins a block of a series, for which the oldest block of its class may have to go.
  mutating func beginBlock(
    _ series: UInt32, _ level: Level, kind: BlockKind, encoding: UInt8, firstTime: Int64
  ) -> BlockCursor {
    let number = level.rawValue
    let before = index[series].newest[number]
    if before != .none { areas[number].seal(before) }
    let taken = takeBlock(for: series, level)
    let block = taken.block
    // The block before may just have been the one that was reused.
    let previous = index[series].blocks[number] == 0 ? UInt32.none : index[series].newest[number]
    let incarnation = BlockIdentity.incarnation(index[series].generation)
    let generation = areas[number].begin(
      taken,
      BlockIdentity(owner: series, incarnation: incarnation, kind: kind, encoding: encoding),
      firstTime: firstTime,
      previous: previous == .none && index[series].hasOlder(level) ? BlockHeader.gone : previous)
    areas[number].link(block, newer: .none)
    if previous != .none { areas[number].link(previous, newer: block) }
    index[series].newest[number] = block
    index[series].blocks[number] += 1
    begunBlocks += 1
    return BlockCursor(areas[number].memory, block: block, generation: generation)
  }

  private mutating func takeBlock(
    for series: UInt32, _ level: Level
  ) -> (block: UInt32, isFresh: Bool) {
    let payer = index[series].payer
    while true {
      if let block = areas[level.rawValue].takeFree(payer: payer) { return block }
      evictOldest(level, for: payer, keeping: series)
    }
  }

  /// Frees the oldest block of whoever has more than a fair share; where all are open, some are sealed first.
  private mutating func evictOldest(_ level: Level, for payer: UInt16, keeping series: UInt32) {
    while areas[level.rawValue].victim(for: payer) == .none {
      sealOldest(level, keeping: series)
    }
    evict(areas[level.rawValue].victim(for: payer), level, keeping: series)
  }

  /// Of some of the active series, seals the open blocks of the sixteenth that was written least recently.
  private mutating func sealOldest(_ level: Level, keeping kept: UInt32) {
    let area = level.rawValue
    let numbers = sampled(active.highWater) { number, store in
      guard store.active[number].generation != 0, store.active[number].series != kept else {
        return false
      }
      return store.active[number].isOpen(level)
    }
    precondition(!numbers.isEmpty, "a class has room for the blocks of more than one series")
    let times = numbers.map { active[$0].lastTime }.sorted()
    let limit = times[times.count / 16]
    var rest = times.count / 16 + 1
    for number in numbers where rest > 0 && active[number].lastTime <= limit {
      areas[area].seal(index[active[number].series].newest[area])
      closeCursor(of: active[number].series, level)
      rest -= 1
    }
  }

  /// Frees a block, the oldest of its series at this resolution; a series without any block is forgotten.
  private mutating func evict(_ block: UInt32, _ level: Level, keeping kept: UInt32) {
    let number = level.rawValue
    let series = areas[number].memory.owner(block)
    noteLoss(block, level, of: series)
    areas[number].free(block)
    evictedBlocks += 1
    index[series].blocks[number] -= 1
    guard index[series].blocks[number] == 0 else { return }
    index[series].newest[number] = .none
    closeCursor(of: series, level)
    if series != kept, (0..<3).allSatisfy({ index[series].blocks[$0] == 0 }) { forget(series) }
  }

  private mutating func noteLoss(_ block: UInt32, _ level: Level, of series: UInt32) {
    let number = level.rawValue
    let newer = areas[number].newer(block)
    let last = newer == .none ? lastTime(series) : areas[number].memory.firstTime(newer) &- 1
    if last > lostThrough[number] {
      lostThrough[number] = last
      areas[number].log?.note(lostThrough: last)
    }
    switch level {
    case .raw:
      index[series].hasLostRaw = true
      samples -= areas[number].memory.publication(block).count
    case .tenSeconds: index[series].hasLostTenSeconds = true
    case .oneMinute: break
    }
  }

  /// The moment after which every raw sample is there that was ever appended; `Int64.min` where all are.
  var incompleteThrough: Int64 {
    guard isFollowing, let log = areas[0].log else {
      return max(lostThrough[Level.raw.rawValue], forgottenThrough)
    }
    return max(log.lostThrough, log.forgottenThrough)
  }

  /// The time of the newest sample of a series.
  func lastTime(_ series: UInt32) -> Int64 {
    let number = index[series].active
    return number == .none ? index[series].lastTime : active[number].lastTime
  }

  private mutating func closeCursor(of series: UInt32, _ level: Level) {
    let number = index[series].active
    guard number != .none else { return }
    switch level {
    case .raw: active[number].raw = BlockCursor()
    case .tenSeconds: active[number].tenSeconds = ArchiveCursor()
    case .oneMinute: active[number].oneMinute = ArchiveCursor()
    }
  }

  /// Forgets a series that has no block.
  mutating func forget(_ series: UInt32) {
    let number = index[series].active
    if number != .none {
      active[number].generation = 0
      active.remove(number)
    }
    let payer = index[series].payer
    index.remove(series)
    payers.count(payer, -1)
    forgottenSeries += 1
    refused = nil
  }

  /// Some of the numbers below `total` that satisfy the condition; none only where there is none.
  ///
  /// All where they are few, else some five hundred spread evenly, others each time, so that no hold of the lock looks at
  /// every series.
  mutating func sampled(
    _ total: Int, _ isWanted: (UInt32, borrowing ClassStore) -> Bool
  ) -> [UInt32] {
    let step = max(1, total / 512)
    for _ in 0..<step {
      sampleStart = (sampleStart + 1) % step
      var found: [UInt32] = []
      for number in stride(from: UInt32(sampleStart), to: UInt32(total), by: step)
      where isWanted(number, self) {
        found.append(number)
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// Of some of the series that are not spared, forgets the sixteenth that was written least recently, with their blocks.
  ///
  /// - Returns: false where there is none.
  mutating func forgetOldest(for claim: SeriesClaim) -> Bool {
    let survey = survey()
    let numbers = sampled(index.series.entries.highWater) {
      $1.index[$0].generation != 0 && !$1.isSpared($0, for: claim, survey)
    }
    guard !numbers.isEmpty else { return false }
    let times = numbers.map { lastTime($0) }.sorted()
    let limit = times[times.count / 16]
    var rest = times.count / 16 + 1
    for series in numbers where rest > 0 && lastTime(series) <= limit {
      forgetWithBlocks(series)
      rest -= 1
    }
    return true
  }

  mutating func forgetWithBlocks(_ series: UInt32) {
    let last = lastTime(series)
    if last > forgottenThrough {
      forgottenThrough = last
      areas[0].log?.note(forgottenThrough: last)
    }
    for level in Level.allCases {
      let number = level.rawValue
      var block = index[series].newest[number]
      for _ in 0..<index[series].blocks[number] {
        let previous = areas[number].memory.previous(block)
        if level == .raw { samples -= areas[number].memory.publication(block).count }
        areas[number].free(block)
        block = previous
      }
      index[series].blocks[number] = 0
      index[series].newest[number] = .none
    }
    forget(series)
  }
}
