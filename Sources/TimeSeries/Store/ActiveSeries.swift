internal import Metrics

/// What the writer keeps at hand of a series that is being written.
struct ActiveSeries: BitwiseCopyable {
  var raw = BlockCursor()
  /// The newest sample.
  var lastTime = Int64.min
  var lastBits: UInt64 = 0
  /// The distance of the two newest samples of the open block; 0 after its first.
  var delta: Int64 = 0
  /// The sample before the newest; not there where its time is `Int64.min`.
  var previousTime = Int64.min
  var previousBits: UInt64 = 0
  var series: UInt32
  var generation: UInt32
  /// The newest whole number of the open block and, of a counter, its distance from the one before.
  var whole: Int64 = 0
  var wholeDelta: Int64 = 0
  // Small fields follow what ends within a word, because there are as many of this as there are series.
  /// Which whole numbers stand for the values of the open block.
  var scale = DecimalScale.none
  /// Whether the newest value of a block of whole numbers had to be written in another way.
  var isEscaped = false
  /// The window of bits in which the last written difference of values lies; no window where `leading` is 64.
  var leading: UInt8 = 64
  var trailing: UInt8 = 0
  var isCounter: Bool
  var hasArchives: Bool
  /// What the values so far have in common.
  var study = DecimalStudy()
  /// When the open 10 s bucket ends.
  var bucketEnd = Int64.min
  /// When the open minute ends.
  var minuteEnd = Int64.min
  var bucket = OpenBucket()
  var minute = OpenBucket()
  /// The newest sample that can be the end of a counter's step.
  var stepTime = Int64.min
  var stepValue = 0.0
  var tenSeconds = ArchiveCursor()
  var oneMinute = ArchiveCursor()
}

extension ActiveSeries {
  /// Whether there is an open block of this resolution.
  func isOpen(_ level: Level) -> Bool {
    switch level {
    case .raw: raw.isOpen
    case .tenSeconds: tenSeconds.cursor.isOpen
    case .oneMinute: oneMinute.cursor.isOpen
    }
  }

  /// Publishes a sample that was written and remembers it.
  @inline(__always) mutating func advance(_ time: Int64, _ bits: UInt64) {
    raw.publish()
    previousTime = lastTime
    previousBits = lastBits
    lastTime = time
    lastBits = bits
  }

  /// Adds a sample to the open 10 s bucket.
  @inline(__always) mutating func archive(_ time: Int64, _ value: Double) {
    bucket.isTouched = true
    if isCounter {
      if !value.isNaN { step(time, value) }
    } else if !value.isStaleMarker {
      bucket.add(value, amount: value)
    }
  }

  /// Adds the step of a counter from its newest number to this one; a step down is a rise from zero.
  @inline(__always) private mutating func step(_ time: Int64, _ value: Double) {
    if stepTime != .min {
      let isReset = value < stepValue
      let amount = isReset ? value : value - stepValue
      let seconds = (Double(time) - Double(stepTime)) / 1000
      if bucket.count == 0 { bucket.base = stepValue }
      bucket.add(amount / seconds, amount: amount)
      if isReset { bucket.isReset = true }
    }
    stepTime = time
    stepValue = value
  }
}

/// A bucket that is still being filled.
///
/// A gauge keeps its smallest and largest value, sum and count; a counter its slowest and fastest step per second, the
/// sum of steps and their number.
struct OpenBucket: BitwiseCopyable {
  var smallest = Double.nan
  var largest = Double.nan
  var sum = 0.0
  /// A counter's value before its first step.
  var base = 0.0
  var count: UInt32 = 0
  /// Whether a step of a counter was a reset.
  var isReset = false
  /// Whether any sample fell into it, a staleness marker included.
  var isTouched = false

  /// Adds a value, or a step at this speed.
  @inline(__always) mutating func add(_ value: Double, amount: Double) {
    if !(value >= smallest) { smallest = value.isNaN ? smallest : value }
    if !(value <= largest) { largest = value.isNaN ? largest : value }
    sum += amount
    count &+= 1
  }

  /// Adds all of a later bucket.
  mutating func merge(_ later: OpenBucket) {
    isTouched = isTouched || later.isTouched
    guard later.count > 0 else { return }
    if count == 0 { base = later.base }
    isReset = isReset || later.isReset
    let sum = sum + later.sum
    let count = count &+ later.count
    if !(later.smallest >= smallest), !later.smallest.isNaN { smallest = later.smallest }
    if !(later.largest <= largest), !later.largest.isNaN { largest = later.largest }
    self.sum = sum
    self.count = count
  }
}

/// Where the writer stands in an archive of a series, and the bucket that the next one is compared with.
struct ArchiveCursor: BitwiseCopyable {
  var cursor = BlockCursor()
  /// The number of the bucket, counted from the epoch.
  var number: Int64 = 0
  /// Milliseconds from the start of the bucket to its newest sample.
  var offset: UInt32 = 0
  var count: UInt32 = 0
  var last: UInt64 = 0
  var increase: UInt64 = 0
  var slowest: UInt64 = 0
  /// Which whole numbers stand for the values of the open block.
  var scaleCode = DecimalScale.none.code
}

/// A closed bucket on its way into a block or out of it.
struct ClosedBucket {
  var number: Int64
  var lastTime: Int64
  var last: UInt64
  var smallest: UInt64
  var largest: UInt64
  var sum: UInt64
  var count: UInt32
}
