/// The blocks of one class and one resolution, each in the queue of who pays for it, oldest first.
///
/// When no block is free the oldest one is reused: of the payer itself where it has its fair share, else of the payer
/// that has most.
struct BlockArea: ~Copyable {
  /// What the writer knows of a block beside its bytes.
  struct Link: BitwiseCopyable {
    var next: UInt32 = .none
    var previous: UInt32 = .none
    /// The next newer block of the same series.
    var newer: UInt32 = .none
    /// The samples that were in it when it was last put at the end of the queue.
    var queuedCount: UInt16 = 0
    var payer: UInt16 = 0
  }

  struct Queue {
    var oldest: UInt32 = .none
    var newest: UInt32 = .none
    var count = 0
  }

  let memory: BlockMemory
  /// The most blocks that may be in use; no limit where it is `nil`.
  let limit: Int?
  private var links: Slab<Link>
  private var queues: [Queue] = [Queue()]
  private var freeBlocks: [UInt32] = []

  /// The number of blocks in use.
  private(set) var used = 0

  /// An area of `bytes` bytes, its links included; without a bound where it is `nil`.
  init(blockBytes: Int, bytes: Int?) {
    let limit = bytes.map { max(4, $0 / (blockBytes + MemoryLayout<Link>.stride)) }
    self.limit = limit
    memory = BlockMemory(blockBytes: blockBytes, blocks: limit)
    links = Slab(capacity: limit ?? 1024, isGrowing: limit == nil)
  }

  /// Bytes of blocks that were ever touched, and of what is known about them.
  var bytes: Int {
    links.highWater * memory.blockBytes + links.bytes + queues.count * MemoryLayout<Queue>.stride
      + freeBlocks.capacity * 4
  }

  /// The payload bits of a block.
  var capacity: Int { BlockHeader.capacity(memory.blockBytes) }

  /// A block that nobody uses, if there is one.
  mutating func takeFree(payer: UInt16) -> (block: UInt32, isFresh: Bool)? {
    if let block = freeBlocks.popLast() {
      enqueue(block, payer: payer, count: 0)
      return (block, false)
    }
    if let limit, links.highWater >= limit { return nil }
    let block = links.add(Link())
    memory.provide(block)
    enqueue(block, payer: payer, count: 0)
    return (block, true)
  }

  /// Whose oldest block a payer may have.
  func victimPayer(for payer: UInt16) -> UInt16 {
    let wanting = queues.reduce(into: 0) { $0 += $1.count > 0 ? 1 : 0 }
    let own = Int(payer) < queues.count ? queues[Int(payer)].count : 0
    if wanting > 0, own >= max(1, used / wanting) { return payer }
    let most = queues.indices.max { queues[$0].count < queues[$1].count }
    return UInt16(most ?? 0)
  }

  /// The oldest block of a payer.
  func oldest(of payer: UInt16) -> UInt32 { queues[Int(payer)].oldest }

  /// How many payers there ever were at once.
  var payerCount: Int { queues.count }

  /// How many blocks a payer has.
  func count(of payer: UInt16) -> Int {
    Int(payer) < queues.count ? queues[Int(payer)].count : 0
  }

  /// Puts an open block that has grown since it was queued to the end, instead of losing its newest samples.
  ///
  /// - Returns: whether it had grown.
  mutating func spare(_ block: UInt32) -> Bool {
    let count = memory.publication(block).count
    guard count != Int(links[block].queuedCount) else { return false }
    let payer = links[block].payer
    dequeue(block)
    enqueue(block, payer: payer, count: count)
    return true
  }

  /// Gives a block back.
  mutating func free(_ block: UInt32) {
    dequeue(block)
    memory.release(block)
    freeBlocks.append(block)
  }

  /// The next newer block of the same series.
  func newer(_ block: UInt32) -> UInt32 { links[block].newer }

  /// Notes that `newer` follows `block` in its series.
  mutating func link(_ block: UInt32, newer: UInt32) { links[block].newer = newer }

  private mutating func enqueue(_ block: UInt32, payer: UInt16, count: Int) {
    while queues.count <= Int(payer) { queues.append(Queue()) }
    let last = queues[Int(payer)].newest
    let newer = links[block].newer
    links[block] = Link(
      next: .none, previous: last, newer: newer, queuedCount: UInt16(count), payer: payer)
    if last == .none { queues[Int(payer)].oldest = block } else { links[last].next = block }
    queues[Int(payer)].newest = block
    queues[Int(payer)].count += 1
    used += 1
  }

  private mutating func dequeue(_ block: UInt32) {
    let link = links[block]
    let payer = Int(link.payer)
    if link.previous == .none {
      queues[payer].oldest = link.next
    } else {
      links[link.previous].next = link.next
    }
    if link.next == .none {
      queues[payer].newest = link.previous
    } else {
      links[link.next].previous = link.previous
    }
    queues[payer].count -= 1
    used -= 1
  }
}

extension BlockArea {
  /// What is wrong with the queues, if anything.
  func brokenInvariant() -> String? {
    var total = 0
    for (payer, queue) in queues.enumerated() {
      var count = 0
      var block = queue.oldest
      var previous = UInt32.none
      while block != .none {
        guard links[block].previous == previous else { return "a queue's back link is wrong" }
        guard Int(links[block].payer) == payer else { return "a block is in another's queue" }
        count += 1
        guard count <= links.highWater else { return "a queue runs in a circle" }
        previous = block
        block = links[block].next
      }
      guard queue.newest == previous, queue.count == count else { return "a queue's end is wrong" }
      total += count
    }
    guard total == used, total + freeBlocks.count == links.highWater else {
      return "blocks are neither in a queue nor free"
    }
    if let limit, used > limit { return "more blocks than the limit" }
    return nil
  }
}
