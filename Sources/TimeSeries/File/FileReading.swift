internal import Metrics

/// One selection from one class of a file.
struct FileReading {
  private let contents: FileContents
  private let bytes: any FileBytes
  private let ringClass: RingClass
  private let request: SampleRequest
  private let cached: (Int, SegmentDirectory?) -> SegmentDirectory?
  private let reader = StoredBlockReader()
  /// Why something could not be read.
  private(set) var failure: FileFailure?
  /// What was found to be damaged.
  private(set) var damage: [FileDamage] = []

  /// A selection; `cached` gives a directory that is at hand, and keeps one that it is given.
  init(
    _ contents: FileContents, _ bytes: any FileBytes, _ ringClass: RingClass,
    _ request: SampleRequest,
    cached: @escaping (Int, SegmentDirectory?) -> SegmentDirectory?
  ) {
    self.contents = contents
    self.bytes = bytes
    self.ringClass = ringClass
    self.request = request
    self.cached = cached
  }

  /// What the series at these places of the index have.
  mutating func series(at places: [Int]) -> [SelectedSeries] {
    let numbers = places.map { contents.index.series[$0].number }
    let raw = blocks(.raw, numbers, after: request.after)
    var coarse = Set<UInt32>()
    var isLong: [UInt32: Bool] = [:]
    for number in numbers {
      let blocks = raw[number] ?? []
      isLong[number] = blocks.contains { $0.firstTime <= request.after }
      guard request.newest == nil || blocks.isEmpty else { continue }
      if request.resolution != .raw || isLong[number] == false { coarse.insert(number) }
    }
    var archives: [Level: [UInt32: [StoredBlock]]] = [:]
    for level in [Level.tenSeconds, .oneMinute] where !coarse.isEmpty {
      let after = request.after.saturatingSubtracting(level.width)
      archives[level] = blocks(level, coarse.sorted(), after: after)
    }
    var result: [SelectedSeries] = []
    for (place, number) in zip(places, numbers) {
      let columns = columns(
        contents.index.series[place].isCounter, raw[number] ?? [],
        ten: archives[.tenSeconds]?[number] ?? [], minute: archives[.oneMinute]?[number] ?? [])
      guard !columns.isEmpty else { continue }
      result.append(SelectedSeries(labels: contents.index.labels(at: place), columns: columns))
    }
    return result
  }

  // MARK: - Finding blocks

  /// The blocks of series that may reach into the interval, oldest first, of copies the longest.
  private mutating func blocks(
    _ level: Level, _ numbers: [UInt32], after: Int64
  ) -> [UInt32: [StoredBlock]] {
    var result: [UInt32: [StoredBlock]] = [:]
    for number in numbers {
      let blocks = contents.journal.blocks[BlockKey(number, level)] ?? []
      for (place, block) in blocks.enumerated() where block.firstTime <= request.through {
        // The next block says where this one ends.
        let isOver =
          place + 1 < blocks.count && blocks[place + 1].firstTime > block.firstTime
          && blocks[place + 1].firstTime <= after
        if !isOver { result[number, default: []].append(block) }
      }
    }
    readSegments(level, numbers, after, &result)
    for number in result.keys {
      result[number]?.sort { ($0.firstTime, $1.count) < ($1.firstTime, $0.count) }
      result[number] = result[number].map { blocks in
        blocks.indices.filter { $0 == 0 || blocks[$0 - 1].firstTime != blocks[$0].firstTime }
          .map { blocks[$0] }
      }
    }
    return result
  }

  private mutating func readSegments(
    _ level: Level, _ numbers: [UInt32], _ after: Int64, _ result: inout [UInt32: [StoredBlock]]
  ) {
    guard let first = numbers.first, let last = numbers.last else { return }
    let circle = RingFileLayout.circle(ringClass, level)
    let scan = SegmentScan(contents.head)
    let wanted = Set(numbers)
    for sequence in scan.sequences(of: circle) {
      let segment = scan.segment(circle, sequence)
      guard let entry = contents.entry(segment),
        entry.overlaps(after: after, through: request.through),
        entry.firstSeries <= last, entry.lastSeries >= first,
        let directory = directory(segment, circle, entry)
      else { continue }
      let places = places(in: directory, numbers, wanted, after)
      take(places, of: directory, segment, &result)
    }
  }

  private mutating func directory(
    _ segment: Int, _ circle: Int, _ entry: SegmentEntry
  ) -> SegmentDirectory? {
    if let known = cached(segment, nil), known.sequence == entry.sequence { return known }
    let offset = contents.head.layout.segmentOffset(segment)
    do throws(FileFailure) {
      let directory = try SegmentScan.directory(
        bytes, at: offset, circle, blocks: Int(entry.blocks))
      if let directory, directory.sequence == entry.sequence { return cached(segment, directory) }
      // A writer takes up the oldest segments before the head says so.
      if let directory, directory.sequence > entry.sequence { return nil }
      note(FileDamage(offset: offset, words: "segment \(segment) is damaged"))
    } catch {
      failure = error
    }
    return nil
  }

  private mutating func note(_ one: FileDamage) {
    if damage.count < 100 { damage.append(one) }
  }

  /// The places in a directory of blocks that may reach into the interval.
  private func places(
    in directory: SegmentDirectory, _ numbers: [UInt32], _ wanted: Set<UInt32>, _ after: Int64
  ) -> [Int] {
    let entries = directory.entries
    let candidates =
      numbers.count < 8
      ? numbers.flatMap { Array(directory.places(of: $0)) }
      : entries.indices.filter { wanted.contains(entries[$0].block.series) }
    return candidates.filter { place in
      let block = entries[place].block
      guard block.firstTime <= request.through else { return false }
      guard place + 1 < entries.count, entries[place + 1].block.series == block.series else {
        return true
      }
      return entries[place + 1].block.firstTime > after
        || entries[place + 1].block.firstTime == block.firstTime
    }
  }

  /// Reads blocks of a segment in one piece.
  private mutating func take(
    _ places: [Int], of directory: SegmentDirectory, _ segment: Int,
    _ result: inout [UInt32: [StoredBlock]]
  ) {
    let entries = places.map { directory.entries[$0] }
    guard let start = entries.map(\.offset).min(),
      let end = entries.map({ $0.offset + $0.payloadBytes }).max()
    else { return }
    let offset = contents.head.layout.segmentOffset(segment)
    let data: [UInt8]
    do throws(FileFailure) {
      data = try bytes.read(at: offset + start, count: end - start)
    } catch {
      failure = error
      return
    }
    for entry in entries {
      if let block = entry.block(in: data, from: start) {
        result[block.series, default: []].append(block)
      } else {
        note(
          FileDamage(
            offset: offset + entry.offset, words: "a block of segment \(segment) is damaged"))
      }
    }
  }

  // MARK: - Making columns

  /// Raw samples where there are any, and buckets of what is older; at a coarser resolution the other way round.
  private func columns(
    _ isCounter: Bool, _ raw: [StoredBlock], ten: [StoredBlock], minute: [StoredBlock]
  ) -> [Column] {
    var samples = samples(raw, after: request.after)
    let isSparse = ten.isEmpty
    let isRaw = request.resolution == .raw || (request.resolution == .tenSeconds && isSparse)
    var tens = Buckets(.tenSeconds, isCounter)
    fill(&tens, ten, before: isRaw ? samples.times.first : nil, from: .min)
    var minutes = Buckets(.oneMinute, isCounter)
    let finer = [samples.times.first, tens.firstStart].compactMap { $0 }.min()
    fill(&minutes, minute, before: request.resolution == .oneMinute ? nil : finer, from: .min)
    if request.resolution == .oneMinute, let end = minutes.end {
      tens = Buckets(.tenSeconds, isCounter)
      fill(&tens, ten, before: nil, from: end)
    }
    if !isRaw, let end = tens.end ?? minutes.end {
      samples = self.samples(raw, after: max(request.after, end - 1))
    }
    var result: [Column] = []
    if let column = minutes.column { result.append(column) }
    if let column = tens.column { result.append(column) }
    if !samples.times.isEmpty {
      result.append(.floats(times: samples.times, values: samples.values))
    }
    return result
  }

  /// The samples of `after < time <= through`; of two at one moment that of the block that begins first.
  private func samples(
    _ blocks: [StoredBlock], after: Int64
  ) -> (times: [Int64], values: [Double]) {
    var result: (times: [Int64], values: [Double]) = ([], [])
    var newest = after
    var isOrdered = true
    for block in blocks {
      reader.samples(block) { time, bits in
        guard time <= request.through else { return false }
        guard time > after else { return true }
        isOrdered = isOrdered && time > newest
        result.times.append(time)
        result.values.append(Double(bitPattern: bits))
        newest = time
        return true
      }
    }
    return isOrdered ? result : FileReading.ordered(result)
  }

  /// Samples of blocks that overlap, as they do where the clock was set back between two writers.
  private static func ordered(
    _ samples: (times: [Int64], values: [Double])
  ) -> (times: [Int64], values: [Double]) {
    var result: (times: [Int64], values: [Double]) = ([], [])
    let order = samples.times.indices.sorted { (samples.times[$0], $0) < (samples.times[$1], $1) }
    for place in order where samples.times[place] != result.times.last {
      result.times.append(samples.times[place])
      result.values.append(samples.values[place])
    }
    return result
  }

  /// Adds the buckets that overlap the interval and begin at `from` or later; where `before` is a moment, only those
  /// all of whose samples are older than that and newer than the interval's open end.
  private func fill(
    _ buckets: inout Buckets, _ blocks: [StoredBlock], before: Int64?, from: Int64
  ) {
    let width = buckets.level.width
    for block in blocks {
      reader.buckets(block) { bucket in
        let start = bucket.number * width
        guard start <= request.through else { return false }
        guard start > request.after.saturatingSubtracting(width), start >= from,
          start >= buckets.lastStart ?? .min
        else { return true }
        if let before, bucket.lastTime >= before { return false }
        if request.resolution == .raw, bucket.lastTime <= request.after { return true }
        buckets.append(bucket)
        return true
      }
    }
  }
}

/// Buckets of either kind.
private struct Buckets {
  let level: Level
  private let isCounter: Bool
  private var gauges: GaugeBuckets
  private var counters: CounterBuckets

  init(_ level: Level, _ isCounter: Bool) {
    self.level = level
    self.isCounter = isCounter
    gauges = GaugeBuckets(width: level.width)
    counters = CounterBuckets(width: level.width)
  }

  mutating func append(_ bucket: ClosedBucket) {
    if isCounter { counters.append(bucket) } else { gauges.append(bucket) }
  }

  private var starts: [Int64] { isCounter ? counters.starts : gauges.starts }

  var firstStart: Int64? { starts.first }
  var lastStart: Int64? { starts.last }

  /// When the newest one ends.
  var end: Int64? { starts.last.map { $0 + level.width } }

  var column: Column? {
    starts.isEmpty ? nil : isCounter ? .counters(counters) : .gauges(gauges)
  }
}
