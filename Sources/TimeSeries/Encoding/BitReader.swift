/// Reads bits from words that were copied out of a block.
///
/// The words are followed by two that are zero, so that looking ahead stays inside.
@safe struct BitReader {
  private let words: UnsafePointer<UInt64>
  private(set) var position = 0

  init(_ words: UnsafePointer<UInt64>) { unsafe self.words = unsafe words }

  /// The next 64 bits, not consumed.
  @inline(__always) func peek() -> UInt64 {
    let shift = UInt64(position & 63)
    let word = unsafe words[position >> 6] << shift
    return shift == 0 ? word : word | (unsafe words[position >> 6 + 1] >> (64 - shift))
  }

  /// Consumes bits.
  @inline(__always) mutating func skip(_ length: Int) { position &+= length }

  /// Consumes `length` bits, 1 to 64, and returns them.
  @inline(__always) mutating func read(_ length: Int) -> UInt64 {
    let value = peek() >> UInt64(64 - length)
    position &+= length
    return value
  }

  /// Consumes `length` bits that are a number in two's complement.
  @inline(__always) mutating func readSigned(_ length: Int) -> Int64 {
    let value = Int64(bitPattern: peek()) >> Int64(64 - length)
    position &+= length
    return value
  }
}
