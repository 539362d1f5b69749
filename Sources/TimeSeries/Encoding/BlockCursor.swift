internal import Synchronization

/// Where the writer stands in an open block.
///
/// Bits fill a word from its most significant end. Words past the committed length may hold anything.
@safe struct BlockCursor: BitwiseCopyable {
  private var words: Words?
  private var partial: UInt64 = 0
  private var generation: UInt32 = 0
  private(set) var bits: UInt16 = 0
  private(set) var count: UInt16 = 0

  /// No open block.
  init() { unsafe words = nil }

  /// The start of a block that has just begun.
  init(_ memory: BlockMemory, block: UInt32, generation: UInt32) {
    unsafe words = unsafe memory.words(block)
    self.generation = generation
  }

  /// Whether there is an open block.
  @inline(__always) var isOpen: Bool { unsafe words != nil }

  /// Writes the low `length` bits of `value`, which has no others; the caller has made sure that they fit.
  @inline(__always) mutating func append(_ value: UInt64, _ length: Int) {
    guard let words = unsafe words else { return }
    let position = Int(bits)
    let free = 64 &- (position & 63)
    let index = BlockHeader.words &+ position &>> 6
    if length < free {
      partial |= value &<< UInt64(free &- length)
      unsafe words[index].store(partial, ordering: .relaxed)
    } else {
      let rest = length &- free
      partial |= value &>> UInt64(rest)
      unsafe words[index].store(partial, ordering: .relaxed)
      partial = rest == 0 ? 0 : value &<< UInt64(64 &- rest)
      if rest > 0 { unsafe words[index + 1].store(partial, ordering: .relaxed) }
    }
    bits &+= UInt16(truncatingIfNeeded: length)
  }

  /// Counts one more sample and makes all bits so far visible to readers.
  @inline(__always) mutating func publish() {
    guard let words = unsafe words else { return }
    count &+= 1
    let word = BlockHeader.publication(generation: generation, bits: bits, count: count)
    unsafe words[0].store(word, ordering: .releasing)
  }
}
