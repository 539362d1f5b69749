/// How samples become bits: delta of delta for times; for values differences of whole numbers where they have any, else
/// XOR.
///
/// Source: Pelkonen et al., Gorilla, VLDB 2015, section 4.1 (doi:10.14778/2824032.2824078); the classes of times and of
/// whole numbers are ours, made for milliseconds that are almost always regular and for what hosts and services count.
/// docs/ring-format.md has the codes.
enum SampleEncoding {
  /// Chooses how the values of the block that `bits` begins are written, by what was seen of the series so far.
  ///
  /// - Returns: the encoding, as the block's header has it.
  static func choose(_ series: inout ActiveSeries, _ bits: UInt64) -> UInt8 {
    // A series that begins with zero has not shown yet what it counts.
    series.wholeDelta = 0
    series.isEscaped = false
    let isUnknown = series.study.isEmpty && Double(bitPattern: bits) == 0
    series.study.note(bits)
    series.scale = isUnknown ? .none : series.study.scale
    guard let whole = series.scale.whole(bits) else {
      series.scale = .none
      // What a block without whole numbers holds decides about the next.
      series.study = DecimalStudy()
      series.study.note(bits)
      return 0
    }
    series.whole = whole
    return BlockHeader.encoding(series.scale, isCounter: series.isCounter)
  }

  /// Writes the first sample of a block, whose time stands in the header.
  static func begin(_ series: inout ActiveSeries, _ bits: UInt64) {
    series.raw.append(bits, 64)
    series.delta = 0
    series.leading = 64
  }

  /// Writes a later sample.
  ///
  /// - Returns: false, and nothing is written, where it does not fit into the block any more.
  @inline(__always) static func append(
    _ series: inout ActiveSeries, _ time: Int64, _ bits: UInt64, capacity: Int
  ) -> Bool {
    guard series.raw.isOpen else { return false }
    let (delta, overflow) = time.subtractingReportingOverflow(series.lastTime)
    let change = delta &- series.delta
    let difference = bits ^ series.lastBits
    if change == 0, difference == 0, series.wholeDelta == 0, !series.isEscaped {
      guard Int(series.raw.bits) + 2 <= capacity, !overflow else { return false }
      series.raw.append(0, 2)
      series.delta = delta
      return true
    }
    let (code, length) = timeCode(change)
    guard length > 0, !overflow else { return false }
    if series.scale != .none {
      guard appendWhole(&series, code, length, bits, capacity) else { return false }
      series.delta = delta
      return true
    }
    guard difference != 0 else {
      guard Int(series.raw.bits) + length + 1 <= capacity else { return false }
      series.raw.append(code << 1, length + 1)
      series.delta = delta
      return true
    }
    guard appendDifference(&series, code, length, difference, capacity) else { return false }
    series.study.note(bits)
    series.delta = delta
    return true
  }

  /// Writes a time's code and how a whole number differs from the one that was expected.
  ///
  /// - Returns: false, and nothing is written, where it does not fit, or a block with another scale has to begin.
  @inline(__always) private static func appendWhole(
    _ series: inout ActiveSeries, _ code: UInt64, _ length: Int, _ bits: UInt64, _ capacity: Int
  ) -> Bool {
    let isKnown = bits == series.lastBits && !series.isEscaped
    guard let whole = isKnown ? series.whole : series.scale.whole(bits) else {
      series.study.note(bits)
      guard series.study.scale == series.scale else { return false }
      let (head, headLength) = DifferenceCode.escape
      guard
        write(
          &series, code &<< UInt64(headLength) | head, length &+ headLength, bits, 64, capacity)
      else { return false }
      series.isEscaped = true
      return true
    }
    let delta = whole &- series.whole
    let (value, valueLength) = DifferenceCode.code(delta &- series.wholeDelta)
    guard write(&series, code, length, value, valueLength, capacity) else { return false }
    series.whole = whole
    series.isEscaped = false
    if series.isCounter { series.wholeDelta = delta }
    return true
  }

  /// The code of a change of the distance and its length; length 0 where a new block has to begin.
  @inline(__always) private static func timeCode(_ change: Int64) -> (UInt64, Int) {
    let bits = UInt64(bitPattern: change)
    switch change {
    case 0: return (0, 1)
    case -64...63: return (0b10 << 7 | bits & 0x7f, 9)
    case -2048...2047: return (0b110 << 12 | bits & 0xfff, 15)
    case -524_288...524_287: return (0b1110 << 20 | bits & 0xf_ffff, 24)
    case -2_147_483_648...2_147_483_647: return (0b1111 << 32 | bits & 0xffff_ffff, 36)
    default: return (0, 0)
    }
  }

  /// Writes a time's code and a difference of values, in the old window where that is shorter.
  @inline(__always) private static func appendDifference(
    _ series: inout ActiveSeries, _ code: UInt64, _ length: Int, _ difference: UInt64,
    _ capacity: Int
  ) -> Bool {
    let leading = min(difference.leadingZeroBitCount, 31)
    let trailing = difference.trailingZeroBitCount
    let width = 64 &- leading &- trailing
    let oldLeading = Int(series.leading)
    let oldTrailing = Int(series.trailing)
    let oldWidth = 64 &- oldLeading &- oldTrailing
    let fits = oldLeading <= 63 && leading >= oldLeading && trailing >= oldTrailing
    if fits, oldWidth <= width &+ 11 {
      return write(
        &series, code << 2 | 0b10, length &+ 2, difference &>> UInt64(oldTrailing), oldWidth,
        capacity)
    }
    let window = 0b11 << 11 | UInt64(leading) << 6 | UInt64(width & 63)
    guard
      write(
        &series, code << 13 | window, length &+ 13, difference &>> UInt64(trailing), width,
        capacity)
    else { return false }
    series.leading = UInt8(truncatingIfNeeded: leading)
    series.trailing = UInt8(truncatingIfNeeded: trailing)
    return true
  }

  /// Writes a head and what it announces, at once where both fit into a word.
  @inline(__always) private static func write(
    _ series: inout ActiveSeries, _ head: UInt64, _ headLength: Int, _ rest: UInt64,
    _ restLength: Int, _ capacity: Int
  ) -> Bool {
    let length = headLength &+ restLength
    guard Int(series.raw.bits) &+ length <= capacity else { return false }
    if length <= 64 {
      series.raw.append(head &<< UInt64(restLength) | rest, length)
    } else {
      series.raw.append(head, headLength)
      series.raw.append(rest, restLength)
    }
    return true
  }
}
