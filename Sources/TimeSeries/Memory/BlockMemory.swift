internal import Synchronization

/// The words of a block; every one is read and written atomically, because readers hold no lock.
typealias Words = UnsafeMutablePointer<Atomic<UInt64>>

/// The bytes of blocks of one size, at an address that never changes while the memory lives.
///
/// A bounded memory is one piece, whose pages cost nothing until they are touched; an unbounded one grows by pieces.
@safe final class BlockMemory: @unchecked Sendable {
  /// The size of a block, a multiple of 8.
  let blockBytes: Int
  private let blockWords: Int
  private let shift: UInt32
  private let pieces: UnsafeMutablePointer<Words?>
  private let pieceLimit: Int
  private var pieceCount = 0

  /// Room for `blocks` blocks; for any number where it is `nil`.
  init(blockBytes: Int, blocks: Int?) {
    precondition(blockBytes % 8 == 0, "blocks are whole words")
    self.blockBytes = blockBytes
    blockWords = blockBytes / 8
    shift = blocks.map { UInt32(64 - max(1, $0).leadingZeroBitCount) } ?? 11
    pieceLimit = blocks == nil ? 1 << 13 : 1
    unsafe pieces = .allocate(capacity: pieceLimit)
    unsafe pieces.initialize(repeating: nil, count: pieceLimit)
    if let blocks { addPiece(blocks: blocks) }
  }

  deinit {
    for piece in 0..<pieceCount { unsafe pieces[piece]?.deallocate() }
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
