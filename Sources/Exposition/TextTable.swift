/// What a known piece of a page stands for.
enum TextMeaning: UInt8 {
  /// A series, named by the number of its record.
  case series
  /// A TYPE line of a family.
  case type
  /// A HELP or UNIT line of a family.
  case metadata
  /// A series that is no sample: the `_created` of OpenMetrics.
  case ignored
}

/// The pieces of a target's pages by their bytes, in the order in which they followed each other.
///
/// A page mostly repeats the page before, so each piece remembers its successor and a known line costs one comparison of
/// memory; only where the order changes is a hash computed. Pieces are kept in one buffer, padded to whole words.
struct TextTable {
  struct Entry {
    var offset: UInt32
    var length: UInt32
    var hash: UInt32
    /// The round in which the piece was last on the page.
    var round: UInt32
    /// The record that the piece stands for; `TextTable.none` where it has gone.
    var record: UInt32
    /// The piece that followed this one the last time.
    var successor: UInt32
    var meaning: TextMeaning
  }

  static let none = UInt32.max

  private(set) var entries: [Entry] = []
  private var text: [UInt8] = []
  /// Open addressing; numbers of entries plus one, zero for a free place.
  private var places: [UInt32] = Array(repeating: 0, count: 64)
  private let seed: UInt64

  init(seed: UInt64) { self.seed = seed }

  var count: Int { entries.count }

  subscript(entry: UInt32) -> Entry {
    @inline(__always) get { entries[Int(entry)] }
    @inline(__always) _modify { yield &entries[Int(entry)] }
  }

  /// Whether the bytes of an entry stand at `position` of the page; needs eight bytes of the page behind them.
  @inline(__always)
  func holds(_ entry: Entry, _ page: Span<UInt8>, at position: Int) -> Bool {
    let length = Int(entry.length)
    guard page.count - position >= length + 8 else { return false }
    let own = text.span
    let offset = Int(entry.offset)
    var index = 0
    while index + 8 <= length {
      if page.word(at: position + index) != own.word(at: offset + index) { return false }
      index += 8
    }
    guard index < length else { return true }
    let mask = UInt64.max >> UInt64((8 - (length - index)) * 8)
    return (page.word(at: position + index) ^ own.word(at: offset + index)) & mask == 0
  }

  /// The entry whose bytes are those of `range`; `nil` where there is none.
  func find(_ range: Range<Int>, in page: Span<UInt8>, hash: UInt32) -> UInt32? {
    let mask = places.count - 1
    var place = Int(hash) & mask
    while places[place] != 0 {
      let index = places[place] - 1
      let entry = entries[Int(index)]
      if entry.hash == hash, isSame(entry, range, in: page) { return index }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Adds a piece that is not there yet.
  mutating func insert(
    _ range: Range<Int>, in page: Span<UInt8>, hash: UInt32, record: UInt32, _ meaning: TextMeaning,
    round: UInt32
  ) -> UInt32 {
    let offset = text.count
    for index in range { text.append(page[index]) }
    while text.count % 8 != 0 { text.append(0) }
    let number = UInt32(entries.count)
    entries.append(
      Entry(
        offset: UInt32(offset), length: UInt32(range.count), hash: hash, round: round,
        record: record, successor: TextTable.none, meaning: meaning))
    if entries.count * 2 > places.count {
      index(entries.count * 4)
    } else {
      place(number)
    }
    return number
  }

  /// Forgets the entries whose record has gone.
  mutating func compact() {
    var numbers = [UInt32](repeating: TextTable.none, count: entries.count)
    var kept: [Entry] = []
    var keptText: [UInt8] = []
    for (number, entry) in entries.enumerated() where entry.record != TextTable.none {
      numbers[number] = UInt32(kept.count)
      let words = (Int(entry.length) + 7) / 8 * 8
      let start = Int(entry.offset)
      kept.append(entry)
      kept[kept.count - 1].offset = UInt32(keptText.count)
      keptText.append(contentsOf: text[start..<start + words])
    }
    for number in kept.indices where kept[number].successor != TextTable.none {
      kept[number].successor = numbers[Int(kept[number].successor)]
    }
    (entries, text) = (kept, keptText)
    index(max(32, kept.count) * 3)
  }

  /// A hash of the bytes of `range`, eight at a time.
  func hash(_ range: Range<Int>, in page: Span<UInt8>) -> UInt32 {
    var hash = seed ^ UInt64(range.count)
    var index = range.lowerBound
    while index + 8 <= range.upperBound {
      hash = TextTable.mixed(hash, page.word(at: index))
      index += 8
    }
    var rest: UInt64 = 0
    while index < range.upperBound {
      rest = rest << 8 | UInt64(page[index])
      index += 1
    }
    hash = TextTable.mixed(hash, rest)
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }

  /// One round of multiplication to 128 bits folded to 64, as in wyhash.
  @inline(__always)
  private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(
      by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
  }

  private func isSame(_ entry: Entry, _ range: Range<Int>, in page: Span<UInt8>) -> Bool {
    guard Int(entry.length) == range.count else { return false }
    if holds(entry, page, at: range.lowerBound) { return true }
    for index in 0..<range.count
    where text[Int(entry.offset) + index] != page[range.lowerBound + index] { return false }
    return true
  }

  private mutating func index(_ least: Int) {
    var size = 64
    while size < least { size *= 2 }
    places = Array(repeating: 0, count: size)
    for number in entries.indices { place(UInt32(number)) }
  }

  private mutating func place(_ number: UInt32) {
    let mask = places.count - 1
    var place = Int(entries[Int(number)].hash) & mask
    while places[place] != 0 { place = (place + 1) & mask }
    places[place] = number + 1
  }
}
