internal import Metrics
internal import Synchronization

/// Reads blocks without the lock: copies what is published, then makes sure that the block was not reused meanwhile.
///
/// Blocks that another process wrote may hold anything: what does not fit its checksum, its length or the order of time
/// is left out.
@safe final class BlockReader {
  private var words: UnsafeMutablePointer<UInt64>
  /// Room for twice the words of the largest block.
  private let wordCapacity = 1100
  private var times: UnsafeMutablePointer<Int64>
  private var values: UnsafeMutablePointer<Double>
  private var capacity = 4096
  private var count = 0

  private let isChecking: Bool

  /// A reader; where `isChecking`, of blocks that may hold anything.
  init(isChecking: Bool = false) {
    self.isChecking = isChecking
    unsafe words = .allocate(capacity: wordCapacity)
    unsafe times = .allocate(capacity: capacity)
    unsafe values = .allocate(capacity: capacity)
  }

  deinit {
    unsafe words.deallocate()
    unsafe times.deallocate()
    unsafe values.deallocate()
  }

  /// The samples of `after < time <= through` in blocks that are given newest first.
  func floats(
    _ blocks: [BlockReference], in memory: BlockMemory, after: Int64, through: Int64
  ) -> (times: [Int64], values: [Double]) {
    count = 0
    for reference in blocks.reversed() {
      switch copy(reference, memory) {
      // Older blocks are reused before newer ones, so that what was read so far is gone too.
      case .reused: count = 0
      case .damaged: continue
      case .copied(let published):
        guard published.count * 2 <= published.bits + 2 else { continue }
        reserve(published.count)
        decode(reference, published, after: after, through: through)
      }
    }
    return unsafe (
      Array(UnsafeBufferPointer(start: times, count: count)),
      Array(UnsafeBufferPointer(start: values, count: count))
    )
  }

  private func decode(
    _ reference: BlockReference, _ published: Copied, after: Int64, through: Int64
  ) {
    var decoder = unsafe SampleDecoder(
      words, firstTime: reference.firstTime, count: published.count,
      encoding: published.encoding)
    let times = unsafe times
    let values = unsafe values
    var place = count
    while decoder.next() {
      if decoder.time > through { break }
      unsafe times[place] = decoder.time
      unsafe values[place] = Double(bitPattern: decoder.bits)
      place += decoder.time > after ? 1 : 0
    }
    guard isChecking else { return count = place }
    guard decoder.position <= published.bits, isAscending(from: count, to: place) else { return }
    count = place
  }

  /// Whether times that were just read follow those before and each other.
  private func isAscending(from start: Int, to end: Int) -> Bool {
    for place in max(1, start)..<max(1, start, end)
    where unsafe times[place] <= times[place - 1] { return false }
    return true
  }

  /// The gauge buckets whose start lies in `starts`, from blocks that are given newest first.
  func gauges(
    _ blocks: [BlockReference], in memory: BlockMemory, width: Int64, starts: Range<Int64>
  ) -> GaugeBuckets {
    var result = GaugeBuckets(width: width)
    for reference in blocks.reversed() {
      guard case .copied(let published) = copy(reference, memory), isBucketBlock(reference)
      else { continue }
      var decoder = unsafe ArchiveDecoder(
        words, firstTime: reference.firstTime, count: published.count, width: width,
        encoding: published.encoding)
      while decoder.nextGauge(), decoder.position <= published.bits {
        let start = decoder.bucket.number &* width
        if let last = result.starts.last, start < last { break }
        if starts.contains(start) { result.append(decoder.bucket) }
      }
    }
    return result
  }

  /// The counter buckets whose start lies in `starts`, from blocks that are given newest first.
  func counters(
    _ blocks: [BlockReference], in memory: BlockMemory, width: Int64, starts: Range<Int64>
  ) -> CounterBuckets {
    var result = CounterBuckets(width: width)
    for reference in blocks.reversed() {
      guard case .copied(let published) = copy(reference, memory), isBucketBlock(reference)
      else { continue }
      var decoder = unsafe ArchiveDecoder(
        words, firstTime: reference.firstTime, count: published.count, width: width,
        encoding: published.encoding)
      while decoder.nextCounter(), decoder.position <= published.bits {
        let start = decoder.bucket.number &* width
        if let last = result.starts.last, start < last { break }
        if starts.contains(start) { result.append(decoder.bucket) }
      }
    }
    return result
  }

  /// Whether buckets can begin at a block's first time: none do at the ends of time.
  private func isBucketBlock(_ reference: BlockReference) -> Bool {
    !isChecking || reference.firstTime.magnitude < 1 << 61
  }

  /// What was committed of a block.
  private struct Copied {
    var count: Int
    var bits: Int
    var encoding: UInt8
  }

  private enum Copy {
    case copied(Copied)
    /// The block is another by now.
    case reused
    case damaged
  }

  /// Copies the committed payload of a block.
  private func copy(_ reference: BlockReference, _ memory: BlockMemory) -> Copy {
    // Where it is sealed by now, what was published is final.
    let identity = memory.identity(reference.block)
    let publication = memory.publication(reference.block)
    guard publication.generation == reference.generation else { return .reused }
    guard publication.bits <= BlockHeader.capacity(memory.blockBytes) else { return .damaged }
    let source = unsafe memory.words(reference.block) + BlockHeader.words
    let length = (publication.bits + 63) / 64
    for index in 0..<length {
      unsafe words[index] = source[index].load(ordering: .relaxed)
    }
    // A count that is too large for its bits is read from zeros, which are the shortest samples.
    for index in length..<(isChecking ? 2 * length + 16 : length + 2) {
      unsafe words[index] = 0
    }
    let stored = memory.check(reference.block)
    atomicMemoryFence(ordering: .acquiring)
    let now = memory.publication(reference.block).generation
    guard now == reference.generation else { return .reused }
    if isChecking, identity & BlockHeader.sealed != 0,
      stored != checksum(publication, identity, reference.firstTime, length)
    {
      return .damaged
    }
    return .copied(
      Copied(
        count: publication.count, bits: publication.bits,
        encoding: UInt8(truncatingIfNeeded: identity >> 16)))
  }

  /// The checksum of what was copied.
  private func checksum(
    _ publication: Publication, _ identity: UInt64, _ firstTime: Int64, _ length: Int
  ) -> UInt32 {
    let first = BlockHeader.publication(
      generation: publication.generation, bits: UInt16(publication.bits),
      count: UInt16(publication.count))
    var hash = BlockHeader.fold(BlockHeader.seed, first)
    hash = BlockHeader.fold(hash, identity)
    hash = BlockHeader.fold(hash, UInt64(bitPattern: firstTime))
    for index in 0..<length { hash = unsafe BlockHeader.fold(hash, words[index]) }
    return BlockHeader.folded(hash)
  }

  private func reserve(_ more: Int) {
    guard count + more + 1 > capacity else { return }
    let larger = max(capacity * 2, count + more + 1)
    let moreTimes = UnsafeMutablePointer<Int64>.allocate(capacity: larger)
    let moreValues = UnsafeMutablePointer<Double>.allocate(capacity: larger)
    unsafe moreTimes.update(from: times, count: count)
    unsafe moreValues.update(from: values, count: count)
    unsafe times.deallocate()
    unsafe values.deallocate()
    unsafe times = moreTimes
    unsafe values = moreValues
    capacity = larger
  }
}
