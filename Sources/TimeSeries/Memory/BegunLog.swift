internal import Synchronization

/// What an area of an arena says of itself to readers: which blocks were begun, newest last, and what was lost.
///
/// The state is four words of the head: how many blocks were ever begun, how many of the area were ever used, until when
/// samples were lost because their block was reused, and until when because their series was forgotten. The log is a
/// circle of words behind the blocks, each with the low half of its place among all begun blocks and the block.
@safe struct BegunLog {
  private let state: Words
  private let entries: Words
  private let capacity: Int
  private let blocks: Int

  /// The log of an area that lies inside the arena.
  init(_ area: ArenaArea, number: Int, in bytes: ArenaBytes) {
    unsafe state = ArenaHead(bytes).state(number)
    unsafe entries = (bytes.base + area.begunOffset).assumingMemoryBound(to: Atomic<UInt64>.self)
    capacity = ArenaArea.begunCapacity(blocks: area.blocks)
    blocks = area.blocks
  }

  /// The bytes of the log that were ever written.
  var byteCount: Int { Int(min(begun, UInt64(capacity))) * 8 }

  /// How many blocks were ever begun.
  var begun: UInt64 { unsafe state[0].load(ordering: .acquiring) }

  /// The blocks below this number were used at some time.
  var highWater: Int {
    Int(min(unsafe state[1].load(ordering: .acquiring), UInt64(blocks)))
  }

  /// Says that a block was begun, whose header is written.
  func note(_ block: UInt32, isFresh: Bool) {
    if isFresh { unsafe state[1].store(UInt64(block) + 1, ordering: .releasing) }
    let place = unsafe state[0].load(ordering: .relaxed)
    let entry = (place & 0xffff_ffff) << 32 | UInt64(block)
    unsafe entries[Int(place % UInt64(capacity))].store(entry, ordering: .relaxed)
    unsafe state[0].store(place &+ 1, ordering: .releasing)
  }

  /// The blocks that were begun since, oldest first; `nil` where the log does not reach back so far.
  func blocks(since start: UInt64, through end: UInt64) -> [UInt32]? {
    guard start <= end, end - start <= UInt64(capacity) else { return nil }
    var result: [UInt32] = []
    for place in start..<end {
      let entry = unsafe entries[Int(place % UInt64(capacity))].load(ordering: .relaxed)
      let block = UInt32(truncatingIfNeeded: entry)
      guard entry >> 32 == place & 0xffff_ffff, Int(block) < blocks else { return nil }
      result.append(block)
    }
    return result
  }

  /// The moments until which samples were lost; `Int64.min` where none were.
  var lostThrough: Int64 { unsafe Int64(bitPattern: state[2].load(ordering: .relaxed)) }
  var forgottenThrough: Int64 { unsafe Int64(bitPattern: state[3].load(ordering: .relaxed)) }

  /// Says until when samples were lost, before they are.
  func note(lostThrough time: Int64) {
    unsafe state[2].store(UInt64(bitPattern: time), ordering: .releasing)
  }

  func note(forgottenThrough time: Int64) {
    unsafe state[3].store(UInt64(bitPattern: time), ordering: .releasing)
  }
}
