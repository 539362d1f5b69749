/// Hands out the slots of a collector's series: dense numbers, of which one given back is used again only in a later round.
public struct SlotAllocator: Sendable {
  private var next: UInt32 = 0
  private var free: [UInt32] = []
  private var returned: [UInt32] = []

  /// An allocator that has handed out nothing.
  public init() {}

  /// A slot that no living series has.
  public mutating func take() -> UInt32 {
    if let slot = free.popLast() { return slot }
    next += 1
    return next - 1
  }

  /// Takes back the slots of series that this round's batch ends.
  public mutating func giveBack(_ slots: [UInt32]) { returned.append(contentsOf: slots) }

  /// Begins a round: what the rounds before gave back may be handed out again.
  public mutating func startRound() {
    guard !returned.isEmpty else { return }
    free.append(contentsOf: returned)
    returned.removeAll(keepingCapacity: true)
  }
}
