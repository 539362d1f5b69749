/// How bits become samples again.
@safe struct SampleDecoder {
  private var reader: BitReader
  private var remaining: Int
  private var isFirst = true
  private var delta: Int64 = 0
  private var leading = 0
  private var width = 64
  private let scale: DecimalScale
  /// Whether differences are compared with the one before.
  private let isSecond: Bool
  private var whole: Int64 = 0
  private var wholeDelta: Int64 = 0
  /// Whether the newest value was written whole.
  private var isEscaped = false
  /// The sample that `next` has read.
  private(set) var time: Int64
  /// Its value, as bits.
  private(set) var bits: UInt64 = 0

  /// How many bits were read.
  var position: Int { reader.position }

  /// A decoder of `count` samples, the first of them at `firstTime`, written in an encoding of the block's header.
  init(_ words: UnsafePointer<UInt64>, firstTime: Int64, count: Int, encoding: UInt8) {
    unsafe reader = BitReader(words)
    (scale, isSecond) = BlockHeader.scale(encoding)
    remaining = count
    time = firstTime
  }

  /// Reads one more sample; false when there is none.
  @inline(__always) mutating func next() -> Bool {
    guard remaining > 0 else { return false }
    remaining -= 1
    guard !isFirst else {
      isFirst = false
      bits = reader.read(64)
      whole = scale.whole(bits) ?? 0
      return true
    }
    let ahead = reader.peek()
    if ahead >> 62 == 0, wholeDelta == 0, !isEscaped {
      reader.skip(2)
      time &+= delta
      return true
    }
    readTime(ahead)
    if scale == .none { readValue() } else { readWhole() }
    return true
  }

  @inline(__always) private mutating func readTime(_ ahead: UInt64) {
    if ahead >> 63 == 0 {
      reader.skip(1)
    } else if ahead >> 62 == 0b10 {
      reader.skip(2)
      delta &+= reader.readSigned(7)
    } else if ahead >> 61 == 0b110 {
      reader.skip(3)
      delta &+= reader.readSigned(12)
    } else if ahead >> 60 == 0b1110 {
      reader.skip(4)
      delta &+= reader.readSigned(20)
    } else {
      reader.skip(4)
      delta &+= reader.readSigned(32)
    }
    time &+= delta
  }

  @inline(__always) private mutating func readWhole() {
    guard let difference = reader.readDifference() else {
      bits = reader.read(64)
      isEscaped = true
      return
    }
    let delta = wholeDelta &+ difference
    if isSecond { wholeDelta = delta }
    isEscaped = false
    whole &+= delta
    bits = scale.value(whole)
  }

  @inline(__always) private mutating func readValue() {
    let ahead = reader.peek()
    guard ahead >> 63 == 1 else { return reader.skip(1) }
    if ahead >> 62 == 0b11 {
      leading = Int(ahead >> 57 & 31)
      let written = Int(ahead >> 51 & 63)
      width = written == 0 ? 64 : written
      reader.skip(13)
    } else {
      reader.skip(2)
    }
    let trailing = max(0, 64 - leading - width)
    bits ^= reader.read(width) << UInt64(trailing)
  }
}
