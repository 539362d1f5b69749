extension ClassStore {
  /// Closes the open bucket, and the minute where that is over, and opens the one of `time`.
  mutating func openBucket(_ number: UInt32, _ time: Int64) {
    let series = unsafe active.pointer(number)
    if unsafe series.pointee.bucketEnd != .min {
      closeBucket(number)
      if unsafe time >= series.pointee.minuteEnd { closeMinute(number) }
    }
    unsafe series.pointee.bucketEnd = Level.tenSeconds.end(after: time)
    if unsafe time >= series.pointee.minuteEnd {
      unsafe series.pointee.minuteEnd = Level.oneMinute.end(after: time)
    }
  }

  /// Writes the open 10 s bucket into the archive and adds it to the open minute.
  ///
  /// A series whose buckets never held two samples has none: its raw samples say as much in fewer bytes, and its minutes
  /// follow them.
  mutating func closeBucket(_ number: UInt32) {
    let series = unsafe active.pointer(number)
    guard unsafe series.pointee.bucket.isTouched else { return }
    let bucket = unsafe series.pointee.bucket
    unsafe series.pointee.minute.merge(bucket)
    unsafe series.pointee.bucket = OpenBucket()
    let entry = unsafe index[series.pointee.series]
    if bucket.count <= 1, entry.blocks[1] == 0, !entry.hasLostTenSeconds {
      return unsafe index[series.pointee.series].hasSkippedTenSeconds = true
    }
    write(number, bucket, level: .tenSeconds)
  }

  /// Writes the open minute into the archive.
  mutating func closeMinute(_ number: UInt32) {
    let series = unsafe active.pointer(number)
    guard unsafe series.pointee.minute.isTouched else { return }
    let minute = unsafe series.pointee.minute
    unsafe series.pointee.minute = OpenBucket()
    write(number, minute, level: .oneMinute)
  }

  /// Inlined, so that the width of a bucket is a constant to divide by.
  @inline(__always)
  private mutating func write(_ number: UInt32, _ open: OpenBucket, level: Level) {
    let series = unsafe active.pointer(number)
    let time = unsafe series.pointee.lastTime
    // At the ends of time buckets would begin before it does; nothing real is there.
    guard time.magnitude < 1 << 60 else { return }
    let isCounter = unsafe series.pointee.isCounter
    // Without a reset the increase is one difference, which has no rounding errors to add up.
    let isStraight = isCounter && open.count > 0 && !open.isReset
    let sum = isStraight ? unsafe series.pointee.stepValue - open.base : open.sum
    var closed = unsafe ClosedBucket(
      number: time.bucket(level.width), lastTime: time, last: series.pointee.lastBits,
      smallest: open.smallest.bitPattern, largest: open.largest.bitPattern, sum: sum.bitPattern,
      count: open.count)
    if isCounter { closed.roundSpeeds() }
    if unsafe encode(closed, &series.pointee, level) { return }
    beginArchiveBlock(number, level, firstTime: closed.number &* level.width)
    _ = unsafe encode(closed, &series.pointee, level)
  }

  @inline(__always) private func encode(
    _ bucket: ClosedBucket, _ series: inout ActiveSeries, _ level: Level
  ) -> Bool {
    let capacity = BlockHeader.capacity(level.blockBytes)
    return level == .tenSeconds
      ? ArchiveEncoding.append(
        bucket, to: &series.tenSeconds, isCounter: series.isCounter, width: level.width,
        capacity: capacity)
      : ArchiveEncoding.append(
        bucket, to: &series.oneMinute, isCounter: series.isCounter, width: level.width,
        capacity: capacity)
  }

  private mutating func beginArchiveBlock(_ number: UInt32, _ level: Level, firstTime: Int64) {
    let series = active[number].series
    let kind: BlockKind = active[number].isCounter ? .counters : .gauges
    var archive = ArchiveCursor()
    let scale = active[number].study.scale
    archive.scaleCode = scale.code
    archive.cursor = beginBlock(
      series, level, kind: kind,
      encoding: BlockHeader.encoding(scale, isCounter: active[number].isCounter),
      firstTime: firstTime)
    if level == .tenSeconds {
      active[number].tenSeconds = archive
    } else {
      active[number].oneMinute = archive
    }
  }

  /// Begins a raw block whose first sample has this time and value, and writes it.
  mutating func beginRawBlock(_ number: UInt32, _ time: Int64, _ bits: UInt64) {
    let series = active[number].series
    let encoding = SampleEncoding.choose(&active[number], bits)
    let cursor = beginBlock(
      series, .raw, kind: .floats, encoding: encoding, firstTime: time)
    active[number].raw = cursor
    SampleEncoding.begin(&active[number], bits)
  }
}
