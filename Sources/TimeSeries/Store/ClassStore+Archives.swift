extension ClassStore {
  /// Closes the open bucket, and the minute where that is over, and opens the one of `time`.
  mutating func openBucket(_ number: UInt32, _ time: Int64) {
    let minute = time.bucket(Level.oneMinute.width)
    if active[number].bucketEnd != .min {
      closeBucket(number)
      if active[number].lastTime.bucket(Level.oneMinute.width) != minute { closeMinute(number) }
    }
    let bucket = time.bucket(Level.tenSeconds.width)
    let (end, overflow) = (bucket + 1).multipliedReportingOverflow(by: Level.tenSeconds.width)
    active[number].bucketEnd = overflow ? .max : end
  }

  /// Writes the open 10 s bucket into the archive and adds it to the open minute.
  mutating func closeBucket(_ number: UInt32) {
    guard active[number].bucket.isTouched else { return }
    let bucket = active[number].bucket
    active[number].minute.merge(bucket)
    active[number].bucket = OpenBucket()
    write(number, bucket, level: .tenSeconds)
  }

  /// Writes the open minute into the archive.
  mutating func closeMinute(_ number: UInt32) {
    guard active[number].minute.isTouched else { return }
    let minute = active[number].minute
    active[number].minute = OpenBucket()
    write(number, minute, level: .oneMinute)
  }

  private mutating func write(_ number: UInt32, _ open: OpenBucket, level: Level) {
    let time = active[number].lastTime
    // At the ends of time buckets would begin before it does; nothing real is there.
    guard time.magnitude < 1 << 60 else { return }
    let closed = ClosedBucket(
      number: time.bucket(level.width), lastTime: time, last: active[number].lastBits,
      smallest: open.smallest.bitPattern, largest: open.largest.bitPattern,
      sum: open.sum.bitPattern, count: open.count)
    if encode(closed, number, level) { return }
    beginArchiveBlock(number, level, firstTime: closed.number &* level.width)
    _ = encode(closed, number, level)
  }

  private mutating func encode(_ bucket: ClosedBucket, _ number: UInt32, _ level: Level) -> Bool {
    let capacity = areas[level.rawValue].capacity
    var archive =
      level == .tenSeconds ? active[number].tenSeconds : active[number].oneMinute
    guard archive.cursor.isOpen else { return false }
    let isWritten =
      active[number].isCounter
      ? ArchiveEncoding.appendCounter(&archive, bucket, width: level.width, capacity: capacity)
      : ArchiveEncoding.appendGauge(&archive, bucket, width: level.width, capacity: capacity)
    setArchive(number, level, archive)
    return isWritten
  }

  private mutating func setArchive(_ number: UInt32, _ level: Level, _ archive: ArchiveCursor) {
    if level == .tenSeconds {
      active[number].tenSeconds = archive
    } else {
      active[number].oneMinute = archive
    }
  }

  private mutating func beginArchiveBlock(_ number: UInt32, _ level: Level, firstTime: Int64) {
    let series = active[number].series
    let kind: BlockKind = active[number].isCounter ? .counters : .gauges
    let cursor = beginBlock(series, level, kind: kind, firstTime: firstTime)
    var archive = ArchiveCursor()
    archive.cursor = cursor
    setArchive(number, level, archive)
  }

  mutating func beginRawBlock(_ number: UInt32, _ time: Int64) {
    let series = active[number].series
    let cursor = beginBlock(series, .raw, kind: .floats, firstTime: time)
    active[number].raw = cursor
  }
}
