extension Labels: Comparable {
  /// Order by the pairs: first differing name, then first differing value, the shorter set first.
  ///
  /// Sets of one selection have long beginnings in common, which are compared eight bytes at a time.
  public static func < (left: Labels, right: Labels) -> Bool {
    let one = unsafe left.storage.span.bytes
    let other = unsafe right.storage.span.bytes
    let difference = firstDifference(one, other)
    guard difference < one.byteCount, difference < other.byteCount else {
      return one.byteCount < other.byteCount
    }
    // Up to here both are the same, so that the walk through one is the walk through both.
    let start = fieldStart(at: difference, in: one)
    let ours = field(at: start, in: one)
    // Within texts of equal length the byte decides.
    guard difference < ours.lowerBound else {
      return unsafe one.unsafeLoad(fromByteOffset: difference, as: UInt8.self)
        < other.unsafeLoad(fromByteOffset: difference, as: UInt8.self)
    }
    let theirs = field(at: start, in: other)
    return left.storage[ours].lexicographicallyPrecedes(right.storage[theirs])
  }

  /// The places of sets in their order; of equal sets the earlier place comes first.
  ///
  /// Most sets of a selection differ in the first eight bytes of one label, which are compared as a number.
  ///
  /// - Parameter sets: the sets, in any order.
  /// - Returns: each index of `sets` once; `nil` where they are in order as they are.
  public static func order(_ sets: [Labels]) -> [Int]? {
    guard let first = sets.first else { return nil }
    let shared = sets.reduce(first.storage.count) { shared, set in
      unsafe Swift.min(shared, firstDifference(first.storage.span.bytes, set.storage.span.bytes))
    }
    let start = unsafe fieldStart(at: shared, in: first.storage.span.bytes)
    var places: [(key: UInt64, place: Int)] = []
    places.reserveCapacity(sets.count)
    for (place, set) in sets.enumerated() {
      places.append((set.sortingKey(at: start, after: shared), place))
    }
    let precedes = { (one: (key: UInt64, place: Int), other: (key: UInt64, place: Int)) in
      one.key == other.key ? sets[one.place] < sets[other.place] : one.key < other.key
    }
    guard zip(places, places.dropFirst()).contains(where: { precedes($1, $0) }) else { return nil }
    places.sort(by: precedes)
    return places.map(\.place)
  }

  /// The first bytes of the text whose length is at `start`, from `shared` on, where all sets are the same up to there;
  /// what is not there counts as zero, so that equal keys decide nothing.
  private func sortingKey(at start: Int, after shared: Int) -> UInt64 {
    let bytes = unsafe storage.span.bytes
    guard start < bytes.byteCount else { return 0 }
    let text = Labels.field(at: start, in: bytes)
    let from = Swift.max(text.lowerBound, shared)
    guard from + 8 > text.upperBound else {
      return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: from, as: UInt64.self).bigEndian
    }
    var key: UInt64 = 0
    for index in from..<from + 8 {
      let byte =
        index < text.upperBound ? unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) : 0
      key = key << 8 | UInt64(byte)
    }
    return key
  }

  /// Where the length of the text that holds the byte at `index` is written; the end where there is no such byte.
  private static func fieldStart(at index: Int, in bytes: RawSpan) -> Int {
    var start = 0
    while start < bytes.byteCount {
      let end = field(at: start, in: bytes).upperBound
      if index < end { return start }
      start = end
    }
    return start
  }

  /// The bytes of the text whose length is written at `start`.
  @inline(__always) static func field(at start: Int, in bytes: RawSpan) -> Range<Int> {
    var position = start
    var length = 0
    var shift = 0
    while true {
      let byte = unsafe Int(bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self))
      position += 1
      length |= (byte & 0x7f) << shift
      if byte < 0x80 { return position..<position + length }
      shift += 7
    }
  }

  /// Whether a part of the bytes is a name.
  @inline(__always)
  static func isEqual(_ bytes: RawSpan, _ part: Range<Int>, _ name: ByteString) -> Bool {
    guard part.count == name.count else { return false }
    let other = unsafe name.bytes.span.bytes
    for index in 0..<other.byteCount {
      let one = unsafe bytes.unsafeLoad(
        fromByteOffset: part.lowerBound + index, as: UInt8.self)
      guard unsafe one == other.unsafeLoad(fromByteOffset: index, as: UInt8.self) else {
        return false
      }
    }
    return true
  }

  /// The index of the first byte that differs; the length of the shorter where none does.
  private static func firstDifference(_ left: RawSpan, _ right: RawSpan) -> Int {
    let count = Swift.min(left.byteCount, right.byteCount)
    var index = 0
    while index + 8 <= count {
      // Both loads end before `count`.
      let one = unsafe left.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      let other = unsafe right.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      if one != other { return index + (one ^ other).littleEndian.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count {
      let one = unsafe left.unsafeLoadUnaligned(fromByteOffset: index, as: UInt8.self)
      let other = unsafe right.unsafeLoadUnaligned(fromByteOffset: index, as: UInt8.self)
      if one != other { return index }
      index += 1
    }
    return count
  }
}
