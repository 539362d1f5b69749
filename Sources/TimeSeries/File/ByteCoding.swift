/// Numbers as bytes, the lowest byte first.
extension [UInt8] {
  mutating func add(_ value: some FixedWidthInteger & UnsignedInteger) {
    var rest = value
    for _ in 0..<(type(of: value).bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// Adds a number in groups of seven bits, the lowest first.
  mutating func addVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Adds a signed number so that small ones of either sign are short.
  mutating func addSigned(_ value: Int64) {
    addVarint(UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63))
  }

  /// Adds a length and as many bytes.
  mutating func addText(_ bytes: [UInt8]) {
    addVarint(UInt64(bytes.count))
    append(contentsOf: bytes)
  }

  /// Writes a number over what stands at `offset`.
  mutating func put(_ value: some FixedWidthInteger & UnsignedInteger, at offset: Int) {
    var rest = value
    for place in offset..<(offset + type(of: value).bitWidth / 8) {
      self[place] = UInt8(truncatingIfNeeded: rest)
      rest >>= 8
    }
  }
}

/// Takes numbers out of bytes; where they end too early it gives zeros and says so.
struct ByteReader {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int
  /// Whether more was asked for than there is.
  private(set) var isBroken = false

  /// A reader of all bytes, or of a range that lies within them.
  init(_ bytes: [UInt8], _ range: Range<Int>? = nil) {
    self.bytes = bytes
    position = range?.lowerBound ?? 0
    end = min(range?.upperBound ?? bytes.count, bytes.count)
  }

  var isAtEnd: Bool { position >= end }

  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) -> Number {
    let width = Number.bitWidth / 8
    guard take(width) else { return 0 }
    var value: Number = 0
    for place in stride(from: position - 1, through: position - width, by: -1) {
      value = (width > 1 ? value << 8 : 0) | Number(bytes[place])
    }
    return value
  }

  mutating func time() -> Int64 { Int64(bitPattern: number(UInt64.self)) }

  mutating func varint() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      guard take(1) else { return 0 }
      let byte = bytes[position - 1]
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    isBroken = true
    return 0
  }

  mutating func signed() -> Int64 {
    let value = varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(value & 1)
  }

  /// So many bytes; none where there are fewer.
  mutating func slice(_ count: Int) -> ArraySlice<UInt8> {
    guard take(count) else { return [] }
    return bytes[(position - count)..<position]
  }

  /// A length and as many bytes.
  mutating func text() -> ArraySlice<UInt8> { slice(Int(clamping: varint())) }

  /// A symbol, a family or a series number.
  mutating func identifier() -> UInt32 {
    let value = varint()
    if value >= UInt64(UInt32.max) { isBroken = true }
    return UInt32(truncatingIfNeeded: value)
  }

  private mutating func take(_ count: Int) -> Bool {
    guard !isBroken, count >= 0, count <= end - position else {
      isBroken = true
      return false
    }
    position += count
    return true
  }
}

/// The checksum of a block's header, over any words.
///
/// Each step is a bijection of what came before, so that two inputs that differ in one word never have one sum.
struct Checksum {
  private var hash: UInt64

  /// Begins with a seed, which ties what follows to its place.
  init(_ seed: UInt64 = 0) { hash = 0x5249_4e47_5349_4445 ^ seed }

  mutating func add(_ word: UInt64) {
    hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
    hash ^= hash >> 29
  }

  /// Adds bytes in words, the last one filled up with zeros, and how many there were.
  mutating func add(_ bytes: [UInt8], _ range: Range<Int>? = nil) {
    let range = range ?? 0..<bytes.count
    unsafe bytes.withUnsafeBytes { all in
      var place = range.lowerBound
      while place + 8 <= range.upperBound {
        let word = unsafe all.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        add(UInt64(littleEndian: word))
        place += 8
      }
      var last: UInt64 = 0
      for (shift, index) in (place..<range.upperBound).enumerated() {
        unsafe last |= UInt64(all[index]) << UInt64(shift * 8)
      }
      add(last)
    }
    add(UInt64(range.count))
  }

  /// All of it.
  var value: UInt64 { hash ^ hash >> 32 }

  /// Half of it.
  var short: UInt32 { UInt32(truncatingIfNeeded: value) }
}
