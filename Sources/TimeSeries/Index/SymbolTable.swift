/// Byte strings by number, each stored once.
struct SymbolTable: ~Copyable {
  /// A symbol; its bytes are in the record log.
  struct Entry: BitwiseCopyable {
    var position = UInt32.none
    var words: UInt32 = 0
    var references: UInt32 = 0
    var hash: UInt32 = 0
    var next = UInt32.none
    /// The first pair whose name this is.
    var firstPair = UInt32.none
    /// The family whose name this is.
    var family = UInt32.none
  }

  private(set) var entries: Slab<Entry>
  private var heads: HashHeads

  init(capacity: Int, expected: Int, isGrowing: Bool) {
    entries = Slab(capacity: capacity, isGrowing: isGrowing)
    heads = HashHeads(expected: expected)
  }

  var bytes: Int { entries.bytes + heads.bytes }

  /// The symbol of these bytes, if there is one.
  func find(_ bytes: ArraySlice<UInt8>, in log: borrowing RecordLog) -> UInt32? {
    let hash = HashHeads.hash(bytes)
    var candidate = heads[hash]
    while candidate != .none {
      let entry = entries[candidate]
      if entry.hash == hash, equals(entry, bytes, in: log) { return candidate }
      candidate = entry.next
    }
    return nil
  }

  private func equals(
    _ entry: Entry, _ bytes: ArraySlice<UInt8>, in log: borrowing RecordLog
  ) -> Bool {
    let longest = log.longestSymbol
    guard bytes.count > longest else { return log.equals(entry.position, bytes) }
    guard let parts = log.parts(entry.position),
      parts.count == (bytes.count + longest - 1) / longest
    else { return false }
    var rest = bytes
    for part in parts {
      guard log.equals(entries[part].position, rest.prefix(longest)) else { return false }
      rest = rest.dropFirst(longest)
    }
    return true
  }

  /// Adds a symbol whose record is not written yet.
  mutating func add(_ bytes: ArraySlice<UInt8>, words: Int) -> UInt32 {
    let hash = HashHeads.hash(bytes)
    if heads.isCrowded(entries.count) { rehash() }
    let symbol = entries.add(Entry(words: UInt32(words), hash: hash, next: heads[hash]))
    heads[hash] = symbol
    return symbol
  }

  subscript(symbol: UInt32) -> Entry {
    @inline(__always) _read { yield entries[symbol] }
    @inline(__always) _modify { yield &entries[symbol] }
  }

  /// Takes a symbol out of the table.
  mutating func remove(_ symbol: UInt32) {
    let entry = entries[symbol]
    if heads[entry.hash] == symbol {
      heads[entry.hash] = entry.next
    } else {
      var before = heads[entry.hash]
      while entries[before].next != symbol { before = entries[before].next }
      entries[before].next = entry.next
    }
    entries[symbol] = Entry()
    entries.remove(symbol)
  }

  private mutating func rehash() {
    heads.double()
    for symbol in 0..<UInt32(entries.highWater) where entries[symbol].references > 0 {
      let hash = entries[symbol].hash
      entries[symbol].next = heads[hash]
      heads[hash] = symbol
    }
  }
}

/// The first entry of each chain of a hash table; the chains run through the entries.
struct HashHeads {
  private var heads: [UInt32]

  init(expected: Int) {
    var size = 16
    while size < expected { size *= 2 }
    heads = Array(repeating: .none, count: size)
  }

  var bytes: Int { heads.count * 4 }

  /// Whether chains would grow long with one entry more than `count`.
  func isCrowded(_ count: Int) -> Bool { count >= heads.count * 2 }

  /// Twice as many chains, all empty.
  mutating func double() { heads = Array(repeating: .none, count: heads.count * 2) }

  subscript(hash: UInt32) -> UInt32 {
    get { heads[Int(hash) & (heads.count - 1)] }
    set { heads[Int(hash) & (heads.count - 1)] = newValue }
  }

  /// A hash that a hostile source cannot foresee.
  static func hash(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var hasher = Hasher()
    hasher.combine(bytes.count)
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    return UInt32(truncatingIfNeeded: hasher.finalize())
  }

  /// The same for two numbers.
  static func hash(_ first: UInt32, _ second: UInt32) -> UInt32 {
    let mixed = (UInt64(first) << 32 | UInt64(second)) &* 0x9e37_79b9_7f4a_7c15
    return UInt32(truncatingIfNeeded: mixed >> 32)
  }
}
