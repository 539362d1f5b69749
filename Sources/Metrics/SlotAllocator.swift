/// Hands out the slots of a collector's series: dense numbers, of which one given back is used again only in a later round.
public struct SlotAllocator: Sendable {
  private var next: UInt32
  private let stride: UInt32
  private var free: [UInt32] = []
  private var returned: [UInt32] = []

  /// An allocator that has handed out nothing.
  ///
  /// - Parameters:
  ///   - first: its first slot.
  ///   - stride: the distance of its slots, so that as many allocators with different first slots never hand out the
  ///     same one; one may be given back to another of them than it came from.
  public init(first: UInt32 = 0, stride: UInt32 = 1) {
    next = first
    self.stride = max(stride, 1)
  }

  /// A slot that no living series has.
  public mutating func take() -> UInt32 {
    if let slot = free.popLast() { return slot }
    defer { next += stride }
    return next
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
