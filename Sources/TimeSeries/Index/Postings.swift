/// Which series have which label: a list for each pair of name and value, through nodes that each series owns.
struct Postings: ~Copyable {
  /// A pair of name and value that some series has.
  struct Pair: BitwiseCopyable {
    var name: UInt32
    var value: UInt32
    var firstNode = UInt32.none
    /// How many series have it.
    var count: UInt32 = 0
    var hashNext = UInt32.none
    /// The neighbours among the pairs of this name.
    var next = UInt32.none
    var previous = UInt32.none
    /// Tells this pair from an earlier one with the same number.
    var serial: UInt32
  }

  /// That one series has one pair.
  struct Node: BitwiseCopyable {
    var series: UInt32
    var pair: UInt32
    /// The neighbours among the series that have the pair.
    var next = UInt32.none
    var previous = UInt32.none
    /// The next label of the series.
    var sibling = UInt32.none
  }

  private(set) var pairs: Slab<Pair>
  private(set) var nodes: Slab<Node>
  private var heads: HashHeads
  private var serial: UInt32 = 0
  /// How often a series was given a label or lost one.
  private(set) var changes: UInt64 = 0

  init(pairs: Int, nodes: Int, expected: Int, isGrowing: Bool) {
    self.pairs = Slab(capacity: pairs, isGrowing: isGrowing)
    self.nodes = Slab(capacity: nodes, isGrowing: isGrowing)
    heads = HashHeads(expected: expected)
  }

  var bytes: Int { pairs.bytes + nodes.bytes + heads.bytes }

  /// The serial of the pair that was added last.
  var newestSerial: UInt32 { serial }

  /// The pair of two symbols, if any series has it.
  func find(name: UInt32, value: UInt32) -> UInt32? {
    var candidate = heads[HashHeads.hash(name, value)]
    while candidate != .none {
      let pair = pairs[candidate]
      if pair.name == name, pair.value == value { return candidate }
      candidate = pair.hashNext
    }
    return nil
  }

  /// Adds a pair in front of `following`, the first one of its name so far.
  mutating func addPair(name: UInt32, value: UInt32, before following: UInt32) -> UInt32 {
    if heads.isCrowded(pairs.count) { rehash() }
    let hash = HashHeads.hash(name, value)
    serial &+= 1
    var entry = Pair(name: name, value: value, serial: serial)
    entry.hashNext = heads[hash]
    entry.next = following
    let pair = pairs.add(entry)
    heads[hash] = pair
    if following != .none { pairs[following].previous = pair }
    return pair
  }

  /// Notes that a series has a pair.
  mutating func addNode(series: UInt32, pair: UInt32, sibling: UInt32) -> UInt32 {
    let first = pairs[pair].firstNode
    let node = nodes.add(Node(series: series, pair: pair, next: first, sibling: sibling))
    if first != .none { nodes[first].previous = node }
    pairs[pair].firstNode = node
    pairs[pair].count += 1
    changes &+= 1
    return node
  }

  /// Takes a node out of its pair's list; true where the pair has no series any more.
  mutating func removeNode(_ number: UInt32) -> Bool {
    let node = nodes[number]
    if node.previous == .none {
      pairs[node.pair].firstNode = node.next
    } else {
      nodes[node.previous].next = node.next
    }
    if node.next != .none { nodes[node.next].previous = node.previous }
    pairs[node.pair].count -= 1
    nodes.remove(number)
    changes &+= 1
    return pairs[node.pair].count == 0
  }

  /// Takes a pair out of the table; the new first pair of its name where it was the first, else `nil`.
  mutating func removePair(_ number: UInt32) -> UInt32? {
    let pair = pairs[number]
    unchain(number, HashHeads.hash(pair.name, pair.value))
    if pair.next != .none { pairs[pair.next].previous = pair.previous }
    if pair.previous != .none { pairs[pair.previous].next = pair.next }
    pairs[number].serial = 0
    pairs.remove(number)
    return pair.previous == .none ? .some(pair.next) : nil
  }

  private mutating func unchain(_ number: UInt32, _ hash: UInt32) {
    if heads[hash] == number {
      heads[hash] = pairs[number].hashNext
      return
    }
    var before = heads[hash]
    while pairs[before].hashNext != number { before = pairs[before].hashNext }
    pairs[before].hashNext = pairs[number].hashNext
  }

  private mutating func rehash() {
    heads.double()
    for pair in 0..<UInt32(pairs.highWater) where pairs[pair].count > 0 {
      let hash = HashHeads.hash(pairs[pair].name, pairs[pair].value)
      pairs[pair].hashNext = heads[hash]
      heads[hash] = pair
    }
  }
}
