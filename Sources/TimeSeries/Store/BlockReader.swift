internal import Metrics
internal import Synchronization

/// Reads blocks without the lock: copies what is published, then makes sure that the block was not reused meanwhile.
@safe final class BlockReader {
  private var words: UnsafeMutablePointer<UInt64>
  private var wordCapacity = 520
  private var times: UnsafeMutablePointer<Int64>
  private var values: UnsafeMutablePointer<Double>
  private var capacity = 4096
  private var count = 0

  init() {
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
      guard let (published, encoding) = copy(reference, memory) else {
        // Older blocks are reused before newer ones, so that what was read so far is gone too.
        count = 0
        continue
      }
      reserve(published)
      decode(reference, published, encoding, after: after, through: through)
    }
    return unsafe (
      Array(UnsafeBufferPointer(start: times, count: count)),
      Array(UnsafeBufferPointer(start: values, count: count))
    )
  }

  private func decode(
    _ reference: BlockReference, _ published: Int, _ encoding: UInt8, after: Int64,
    through: Int64
  ) {
    var decoder = unsafe SampleDecoder(
      words, firstTime: reference.firstTime, count: published, encoding: encoding)
    let times = unsafe times
    let values = unsafe values
    var place = count
    while decoder.next() {
      if decoder.time > through { break }
      unsafe times[place] = decoder.time
      unsafe values[place] = Double(bitPattern: decoder.bits)
      place += decoder.time > after ? 1 : 0
    }
    count = place
  }

  /// The gauge buckets whose start lies in `starts`, from blocks that are given newest first.
  func gauges(
    _ blocks: [BlockReference], in memory: BlockMemory, width: Int64, starts: Range<Int64>
  ) -> GaugeBuckets {
    var result = GaugeBuckets(width: width)
    for reference in blocks.reversed() {
      guard let (published, encoding) = copy(reference, memory) else { continue }
      var decoder = unsafe ArchiveDecoder(
        words, firstTime: reference.firstTime, count: published, width: width,
        encoding: encoding)
      while decoder.nextGauge() {
        if starts.contains(decoder.bucket.number &* width) { result.append(decoder.bucket) }
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
      guard let (published, encoding) = copy(reference, memory) else { continue }
      var decoder = unsafe ArchiveDecoder(
        words, firstTime: reference.firstTime, count: published, width: width,
        encoding: encoding)
      while decoder.nextCounter() {
        if starts.contains(decoder.bucket.number &* width) { result.append(decoder.bucket) }
      }
    }
    return result
  }

  /// Copies the committed payload of a block and returns its count and encoding; `nil` where the block is another by now.
  private func copy(
    _ reference: BlockReference, _ memory: BlockMemory
  ) -> (count: Int, encoding: UInt8)? {
    let publication = memory.publication(reference.block)
    guard publication.generation == reference.generation else { return nil }
    let encoding = memory.encoding(reference.block)
    let source = unsafe memory.words(reference.block) + BlockHeader.words
    let length = (publication.bits + 63) / 64
    for index in 0..<length {
      unsafe words[index] = source[index].load(ordering: .relaxed)
    }
    unsafe words[length] = 0
    unsafe words[length + 1] = 0
    atomicMemoryFence(ordering: .acquiring)
    let now = memory.publication(reference.block).generation
    return now == reference.generation ? (publication.count, encoding) : nil
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
