/// How far a block of a series was written, the newest one of its resolution.
struct BlockState: BitwiseCopyable, Sendable {
  var firstTime: Int64
  var bits: UInt16 = 0
  var count: UInt16 = 0
  /// Whether nothing is to be added to it.
  var isSealed = false
  /// Whether it was too much for a checkpoint and is written when it is complete.
  var isDeferred = false
}

/// A series at one resolution.
struct BlockKey: Hashable, Sendable {
  let number: UInt64

  init(_ series: UInt32, _ level: Level) { number = UInt64(series) << 2 | UInt64(level.rawValue) }

  var series: UInt32 { UInt32(truncatingIfNeeded: number >> 2) }
  var level: Level { Level(rawValue: Int(number & 3)) ?? .raw }
}
