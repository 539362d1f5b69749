internal import Metrics

/// A block to be read without the lock.
struct BlockReference {
  var block: UInt32
  var generation: UInt32
  var firstTime: Int64
}

/// What a selection reads of one series: found under the lock, read without it.
struct ReadPlan {
  var labels: Labels
  var isCounter: Bool
  /// The blocks of each resolution, newest first.
  var blocks: InlineArray<3, [BlockReference]> = .init(repeating: [])
  /// Samples that needed no block, oldest first.
  var newest: [Sample] = []
  /// Buckets that begin at this moment or later are not read; by resolution, unused for raw.
  var limits: InlineArray<3, Int64> = .init(repeating: .min)
}

extension ClassStore {
  /// What to read of a series, or `nil` where there is nothing in the interval.
  mutating func plan(_ series: UInt32, _ request: SampleRequest) -> ReadPlan? {
    let entry = index[series]
    if let newest = newestSamples(entry, request) {
      guard !newest.isEmpty else { return nil }
      var plan = ReadPlan(labels: index.labels(of: series), isCounter: entry.isCounter)
      plan.newest = newest
      return plan
    }
    let raw = chain(series, entry, .raw, request, until: request.through)
    // A walk that stopped early has found all that the interval asks for.
    let rawStart = raw.start ?? .min
    var limits: InlineArray<3, Int64> = .init(repeating: .min)
    var ten: [BlockReference] = []
    var minute: [BlockReference] = []
    if hasArchives, request.newest == nil || raw.blocks.isEmpty {
      // Where there are no buckets of 10 s, raw samples are as few, or better than minutes.
      let isSparse = !hasBlocks(series, entry, .tenSeconds)
      let isRaw = request.resolution == .raw || (request.resolution == .tenSeconds && isSparse)
      if !isRaw { limits[1] = .max }
      if isRaw, entry.hasLostRaw || raw.isCut {
        let end = min(rawStart, endOfLoss(raw.isCut))
        // The bucket of the last sample that was lost stands for raw ones that follow, too: it is read where that one is asked
        // for, and only there.
        if end > request.after, end - 1 > request.after { limits[1] = end }
      }
      var tenStart = limits[1]
      var isTenCut = false
      if limits[1] != .min {
        let archive = chain(
          series, entry, .tenSeconds, request, until: min(limits[1], request.through))
        ten = archive.blocks
        isTenCut = archive.isCut
        tenStart = min(limits[1], archive.start ?? (ten.isEmpty ? limits[1] : .min))
      }
      if request.resolution == .oneMinute {
        limits[2] = .max
      } else if limits[1] != .min, tenStart > request.after,
        entry.hasLostTenSeconds || entry.hasSkippedTenSeconds || isTenCut
      {
        limits[2] = tenStart
      }
      if limits[2] != .min {
        minute =
          chain(series, entry, .oneMinute, request, until: min(limits[2], request.through)).blocks
      }
    }
    guard !raw.blocks.isEmpty || !ten.isEmpty || !minute.isEmpty else { return nil }
    var plan = ReadPlan(labels: index.labels(of: series), isCounter: entry.isCounter)
    plan.blocks = [raw.blocks, ten, minute]
    plan.limits = limits
    return plan
  }

  /// The moment from which on no raw sample is gone.
  ///
  /// What was reused is noted before it is; a chain that is cut though nothing ever was is damaged, nobody knows since
  /// when.
  private func endOfLoss(_ isCut: Bool) -> Int64 {
    let lost = incompleteThrough
    return lost == .min && isFollowing && isCut ? .max : lost.saturatingAdding(1)
  }

  /// The newest samples where no more is asked and the writer has them at hand.
  private func newestSamples(_ entry: SeriesEntry, _ request: SampleRequest) -> [Sample]? {
    guard let newest = request.newest, newest <= 2, entry.active != .none else { return nil }
    let last = active[entry.active]
    guard last.lastTime <= request.through, last.raw.isOpen else { return nil }
    guard last.lastTime > request.after else { return [] }
    let sample = Sample(
      timestamp: Timestamp(milliseconds: last.lastTime), value: Double(bitPattern: last.lastBits))
    if newest == 1 || (last.previousTime != .min && last.previousTime <= request.after) {
      return [sample]
    }
    guard last.previousTime != .min else { return nil }
    let previous = Sample(
      timestamp: Timestamp(milliseconds: last.previousTime),
      value: Double(bitPattern: last.previousBits))
    return [previous, sample]
  }

  /// The blocks of a series that reach into the interval, newest first.
  private func chain(
    _ series: UInt32, _ entry: SeriesEntry, _ level: Level, _ request: SampleRequest,
    until end: Int64
  ) -> Chain {
    var block = entry.newest[level.rawValue]
    var chain = Chain(start: .max, isCut: isFollowing)
    // Of the first block at least its first sample is in the interval, of earlier ones every sample is; but a bucket that
    // begins in the interval may have its newest sample after it.
    var collected = level == .raw ? 1 : 0
    for _ in 0..<entry.blocks[level.rawValue] {
      guard let view = view(block, of: series, entry, level),
        chain.start.map({ view.firstTime <= $0 }) ?? false
      else {
        chain.isCut = true
        return chain
      }
      if view.firstTime <= end {
        if !chain.blocks.isEmpty { collected += view.count }
        chain.blocks.append(
          BlockReference(
            block: block, generation: view.generation, firstTime: view.firstTime))
        if let newest = request.newest, collected >= newest { return chain.stopped }
      }
      if view.firstTime <= request.after { return chain.stopped }
      chain.start = view.firstTime
      chain.isCut = view.previous != .none
      block = older(block, level)
    }
    return chain
  }
}

/// What a walk through the blocks of a series has found.
private struct Chain {
  /// Newest first.
  var blocks: [BlockReference] = []
  /// Where the oldest block that there is begins, `Int64.max` where there is none; `nil` where the walk stopped before.
  var start: Int64?
  /// Whether there was something before that.
  var isCut: Bool

  init(start: Int64?, isCut: Bool) {
    self.start = start
    self.isCut = isCut
  }

  /// The walk has found all that the interval asks for.
  var stopped: Chain {
    var chain = self
    chain.start = nil
    chain.isCut = false
    return chain
  }
}
