/// The blocks of one class and one resolution; sealed ones stand in the queue of who pays for them, oldest first.
///
/// Open blocks are in no queue: they hold the newest samples.
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
    var isQueued = false
    var payer: UInt16 = 0
  }

  struct Queue {
    var oldest: UInt32 = .none
    var newest: UInt32 = .none
    /// Blocks that the payer has, open ones among them.
    var held = 0
  }

  let memory: BlockMemory
  /// What readers of the arena are told; `nil` where there is none.
  let log: BegunLog?
  private var links: Slab<Link>
  private var queues: [Queue] = [Queue()]
  private var freeBlocks: [UInt32] = []

  /// The number of blocks in use.
  private(set) var used = 0

  /// An area of a class, without a block in use; part of an arena where it has a log.
  init(_ memory: BlockMemory, log: BegunLog? = nil) {
    self.memory = memory
    self.log = log
    links = Slab(capacity: memory.limit ?? 1024, isGrowing: memory.limit == nil)
    if let limit = memory.limit { freeBlocks.reserveCapacity(limit) }
  }

  /// How many blocks fit into so many bytes, with what is known about them.
  static func blocks(of blockBytes: Int, in bytes: Int) -> Int {
    // The slab and the free numbers take a word, the log of begun blocks two bytes a block.
    max(4, bytes / (blockBytes + MemoryLayout<Link>.stride + 8 + 2))
  }

  /// The most blocks that may be in use; no limit where it is `nil`.
  var limit: Int? { memory.limit }

  /// Bytes of blocks that were ever touched, and of what is known about them.
  var bytes: Int {
    links.highWater * memory.blockBytes + links.bytes + queues.count * MemoryLayout<Queue>.stride
      + links.highWater * 4 + (log?.byteCount ?? 0)
  }

  /// The payload bits of a block.
  var capacity: Int { BlockHeader.capacity(memory.blockBytes) }

  /// A block that nobody uses, if there is one.
  mutating func takeFree(payer: UInt16) -> (block: UInt32, isFresh: Bool)? {
    var taken = (block: UInt32.none, isFresh: false)
    if let block = freeBlocks.popLast() {
      taken.block = block
    } else {
      if let limit, links.highWater >= limit { return nil }
      taken = (links.add(Link()), true)
      memory.provide(taken.block)
    }
    while queues.count <= Int(payer) { queues.append(Queue()) }
    links[taken.block] = Link(payer: payer)
    queues[Int(payer)].held += 1
    used += 1
    return taken
  }

  /// Takes a block into use, which is free or fresh, and tells readers.
  ///
  /// - Returns: its generation.
  func begin(
    _ taken: (block: UInt32, isFresh: Bool), _ identity: BlockIdentity, firstTime: Int64,
    previous: UInt32
  ) -> UInt32 {
    let generation = memory.begin(
      taken.block, isFresh: taken.isFresh, identity, firstTime: firstTime, previous: previous)
    log?.note(taken.block, isFresh: taken.isFresh)
    return generation
  }

  /// Completes a block, which from now on may be reused; one that is complete stays as it is.
  mutating func seal(_ block: UInt32) {
    guard !links[block].isQueued else { return }
    memory.seal(block)
    enqueue(block)
  }

  /// The block that a payer may have: its own oldest where it has its fair share, else that of the payer with most.
  ///
  /// None where every block is open.
  func victim(for payer: UInt16) -> UInt32 {
    let wanting = queues.reduce(into: 0) { $0 += $1.held > 0 ? 1 : 0 }
    let own = Int(payer) < queues.count ? queues[Int(payer)] : Queue()
    if own.oldest != .none, own.held >= max(1, used / max(1, wanting)) { return own.oldest }
    let most = queues.filter { $0.oldest != .none }.max { $0.held < $1.held }
    return most?.oldest ?? .none
  }

  /// The oldest sealed block of a payer.
  func oldest(of payer: UInt16) -> UInt32 { queues[Int(payer)].oldest }

  /// How many payers there ever were at once.
  var payerCount: Int { queues.count }

  /// Gives a block back.
  mutating func free(_ block: UInt32) {
    if links[block].isQueued { dequeue(block) }
    queues[Int(links[block].payer)].held -= 1
    used -= 1
    memory.release(block)
    freeBlocks.append(block)
  }

  /// The next newer block of the same series.
  func newer(_ block: UInt32) -> UInt32 { links[block].newer }

  /// Notes that `newer` follows `block` in its series.
  mutating func link(_ block: UInt32, newer: UInt32) { links[block].newer = newer }

  private mutating func enqueue(_ block: UInt32) {
    let payer = Int(links[block].payer)
    let last = queues[payer].newest
    links[block].isQueued = true
    links[block].previous = last
    links[block].next = .none
    if last == .none { queues[payer].oldest = block } else { links[last].next = block }
    queues[payer].newest = block
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
    links[block].isQueued = false
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
      guard queue.newest == previous, count <= queue.held else { return "a queue's end is wrong" }
      total += queue.held
    }
    guard total == used, total + freeBlocks.count == links.highWater else {
      return "blocks are neither held nor free"
    }
    if let limit, used > limit { return "more blocks than the limit" }
    return nil
  }
}
