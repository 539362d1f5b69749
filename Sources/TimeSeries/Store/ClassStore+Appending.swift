internal import Metrics

/// Where the part of a writer that a slot stands for is, and which series it was.
struct SlotPlace: BitwiseCopyable {
  var active = UInt32.none
  var generation: UInt32 = 0
  var ringClass: UInt8 = 0
}

/// How far a hold of the lock got in a batch.
struct SampleRun {
  /// The next sample.
  var next: Int
  /// What may still be done, in samples.
  var work: Int
  var appended = 0
}

extension ClassStore {
  /// What closing a bucket and what beginning a block costs, in samples.
  private static let bucketWork = 4
  private static let blockWork = 48

  /// Appends samples until the work is done or one comes that has no place in this class any more.
  mutating func append(
    _ batch: SampleBatch, _ places: [SlotPlace], ringClass: UInt8, _ run: inout SampleRun
  ) {
    let slots = batch.slots.span
    let values = batch.values.span
    let times = batch.timestamps.span
    let places = places.span
    let common = batch.timestamp.milliseconds
    var next = run.next
    var work = run.work
    var appended = 0
    while next < slots.count, work > 0 {
      let slot = Int(slots[next])
      guard slot < places.count else { break }
      let place = places[slot]
      guard place.active != .none, place.ringClass == ringClass else { break }
      let series = unsafe active.pointer(place.active)
      guard unsafe series.pointee.generation == place.generation else { break }
      let time = times.isEmpty ? common : times[next]
      if append(place.active, time, values[next].bitPattern, &work) { appended &+= 1 }
      next &+= 1
    }
    run.next = next
    run.work = work
    run.appended += appended
  }

  /// Appends a sample; false where it is no newer than the newest of its series.
  mutating func append(_ number: UInt32, _ time: Int64, _ bits: UInt64) -> Bool {
    var work = 0
    return append(number, time, bits, &work)
  }

  @inline(__always)
  private mutating func append(
    _ number: UInt32, _ time: Int64, _ bits: UInt64, _ work: inout Int
  ) -> Bool {
    work &-= 1
    // No series becomes active meanwhile, so that the place stays.
    let series = unsafe active.pointer(number)
    guard unsafe time > series.pointee.lastTime else { return false }
    if hasArchives {
      if unsafe time >= series.pointee.bucketEnd {
        let begun = begunBlocks
        openBucket(number, time)
        work &-= ClassStore.bucketWork &+ (begunBlocks &- begun) &* ClassStore.blockWork
      }
      unsafe series.pointee.archive(time, Double(bitPattern: bits))
    }
    let capacity = BlockHeader.capacity(Level.raw.blockBytes)
    let isWritten = unsafe SampleEncoding.append(&series.pointee, time, bits, capacity: capacity)
    if !isWritten {
      beginRawBlock(number, time, bits)
      work &-= ClassStore.blockWork
    }
    unsafe series.pointee.advance(time, bits)
    samples &+= 1
    return true
  }
}
