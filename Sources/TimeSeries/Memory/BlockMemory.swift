internal import Synchronization

/// The words of a block; every one is read and written atomically, because readers hold no lock.
typealias Words = UnsafeMutablePointer<Atomic<UInt64>>

/// The bytes of blocks of one size, at an address that never changes while the memory lives.
///
/// Those of a bounded ring are an area of its arena; those of an unbounded one grow by pieces.
@safe final class BlockMemory: @unchecked Sendable {
  /// The size of a block, a multiple of 8.
  let blockBytes: Int
  /// How many blocks there are; no limit where it is `nil`.
  let limit: Int?
  private let blockWords: Int
  private let shift: UInt32
  private let pieces: UnsafeMutablePointer<Words?>
  private let pieceLimit: Int
  private var pieceCount = 0
  /// What the blocks lie in; `nil` where the pieces are this object's own.
  private let arena: ArenaBytes?

  /// An area that lies inside an arena.
  init(_ area: ArenaArea, in bytes: ArenaBytes) {
    blockBytes = area.blockBytes
    limit = area.blocks
    blockWords = area.blockBytes / 8
    shift = UInt32(64 - max(1, area.blocks).leadingZeroBitCount)
    pieceLimit = 1
    pieceCount = 1
    arena = bytes
    unsafe pieces = .allocate(capacity: 1)
    let base = unsafe bytes.base + area.offset
    unsafe pieces.initialize(to: base.assumingMemoryBound(to: Atomic<UInt64>.self))
  }

  /// Room for any number of blocks.
  init(blockBytes: Int) {
    precondition(blockBytes % 8 == 0, "blocks are whole words")
    self.blockBytes = blockBytes
    limit = nil
    blockWords = blockBytes / 8
    shift = 11
    pieceLimit = 1 << 13
    arena = nil
    unsafe pieces = .allocate(capacity: pieceLimit)
    unsafe pieces.initialize(repeating: nil, count: pieceLimit)
  }

  deinit {
    if arena == nil {
      for piece in 0..<pieceCount { unsafe pieces[piece]?.deallocate() }
    }
    unsafe pieces.deallocate()
  }

  /// Makes sure that a block has memory; called under the ring's lock, before anyone learns the block's number.
  func provide(_ block: UInt32) {
    while Int(block >> shift) >= pieceCount { addPiece(blocks: 1 << shift) }
  }

  /// The words of a block that has memory.
  @inline(__always) func words(_ block: UInt32) -> Words {
    let piece = unsafe pieces[Int(block >> shift)]
    guard let piece = unsafe piece else { preconditionFailure("a block that was provided") }
    return unsafe piece + Int(block & (1 << shift - 1)) * blockWords
  }

  private func addPiece(blocks: Int) {
    precondition(pieceCount < pieceLimit, "at most \(pieceLimit) pieces")
    let piece = Words.allocate(capacity: max(1, blocks) * blockWords)
    unsafe pieces[pieceCount] = piece
    pieceCount += 1
  }
}
