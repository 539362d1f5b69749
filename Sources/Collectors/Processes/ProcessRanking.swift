/// Chooses which processes earn series of their own: the first by CPU, by memory, by I/O, and the newest.
///
/// Each list takes those that no list before it took, so that as many processes are chosen as there are places. Equal
/// processes are taken in the order: already kept, lower number.
struct ProcessRanking: Sendable {
  /// How many places each list has.
  struct Quotas: Sendable {
    var cpu = 100
    var memory = 50
    var io = 30
    var newest = 20
  }

  /// What a process is ranked by.
  struct Candidate: Sendable {
    var index: Int
    var cpu: UInt64
    var memory: UInt64
    var io: UInt64
    var start: UInt64
    var isKept: Bool
  }

  private struct Key {
    var value: UInt64
    var tie: UInt64
    var position: Int

    func isBefore(_ other: Key) -> Bool {
      value == other.value ? tie < other.tie : value > other.value
    }
  }

  private let quotas: Quotas
  private var keys: [Key] = []
  private var isChosen: [Bool] = []

  init(_ quotas: Quotas = Quotas()) { self.quotas = quotas }

  /// Calls `choose` with the index of each process that earns its series.
  ///
  /// - Complexity: O(candidates) on average.
  mutating func choose(_ candidates: [Candidate], _ choose: (Int) -> Void) {
    isChosen.removeAll(keepingCapacity: true)
    isChosen.append(contentsOf: repeatElement(false, count: candidates.count))
    take(quotas.cpu, candidates, { $0.cpu }, choose)
    take(quotas.memory, candidates, { $0.memory }, choose)
    take(quotas.io, candidates, { $0.io }, choose)
    take(quotas.newest, candidates, { $0.start }, choose)
  }

  private mutating func take(
    _ count: Int, _ candidates: [Candidate], _ value: (Candidate) -> UInt64, _ choose: (Int) -> Void
  ) {
    keys.removeAll(keepingCapacity: true)
    for (position, candidate) in candidates.enumerated() where !isChosen[position] {
      let tie = UInt64(candidate.index) | (candidate.isKept ? 0 : 1 << 63)
      keys.append(Key(value: value(candidate), tie: tie, position: position))
    }
    moveFirst(count)
    for key in keys.prefix(count) {
      isChosen[key.position] = true
      choose(candidates[key.position].index)
    }
  }

  /// Moves the `count` first keys to the front, in any order: Hoare's selection.
  private mutating func moveFirst(_ count: Int) {
    var low = 0
    var high = keys.count - 1
    while low < high, count < keys.count {
      let pivot = keys[low + (high - low) / 2]
      var left = low
      var right = high
      while left <= right {
        while keys[left].isBefore(pivot) { left += 1 }
        while pivot.isBefore(keys[right]) { right -= 1 }
        if left <= right {
          keys.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if count - 1 <= right {
        high = right
      } else if count - 1 >= left {
        low = left
      } else {
        return
      }
    }
  }
}
