internal import Synchronization

/// What a block's header said at one moment.
struct BlockView {
  var generation: UInt32
  var bits: Int
  var count: Int
  /// Word 1.
  var identity: UInt64
  var firstTime: Int64
  /// The checksum, whatever it is over.
  var check: UInt32
  /// The block before it in its series, as its writer saw it.
  var previous: UInt32

  var owner: UInt32 { UInt32(truncatingIfNeeded: identity >> 32) }
  var kind: BlockKind? { BlockKind(rawValue: UInt8(truncatingIfNeeded: identity >> 24)) }
  var incarnation: UInt16 { UInt16(truncatingIfNeeded: identity & 0xffff) >> 1 }
  var isSealed: Bool { identity & BlockHeader.sealed != 0 }
}

extension BlockMemory {
  /// The header of a block of the ring that this process writes, read under its lock.
  @inline(__always) func view(_ block: UInt32) -> BlockView {
    let words = unsafe words(block)
    let publication = publication(block)
    let last = unsafe words[3].load(ordering: .relaxed)
    return unsafe BlockView(
      generation: publication.generation, bits: publication.bits, count: publication.count,
      identity: words[1].load(ordering: .relaxed),
      firstTime: Int64(bitPattern: words[2].load(ordering: .relaxed)),
      check: UInt32(truncatingIfNeeded: last >> 32), previous: UInt32(truncatingIfNeeded: last))
  }

  /// The header of a block that another process may be writing, whose bytes may be anything.
  ///
  /// - Returns: `nil` where there is no such block, it holds nothing, it was reused meanwhile, or its header does not fit
  ///   its checksum.
  func checkedView(_ block: UInt32) -> BlockView? {
    guard let limit, Int(block) < limit else { return nil }
    let view = view(block)
    // With a sample in it, the header of this generation was whole before the length was published.
    guard view.count > 0, view.bits <= BlockHeader.capacity(blockBytes) else { return nil }
    atomicMemoryFence(ordering: .acquiring)
    guard publication(block).generation == view.generation else { return nil }
    return isPlausible(view, block) ? view : nil
  }

  /// Whether the checksum fits: of an open block that of its header, which gives way to that of all of it.
  private func isPlausible(_ view: BlockView, _ block: UInt32) -> Bool {
    guard !view.isSealed else { return true }
    let open = BlockHeader.check(
      generation: view.generation, view.identity, UInt64(bitPattern: view.firstTime))
    return open == view.check
      || view.check == checksum(block, identity: view.identity | BlockHeader.sealed)
  }
}
