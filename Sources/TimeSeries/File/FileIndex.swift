internal import Metrics

/// Which series a file has: symbols, families and series, as the records of its index define them.
///
/// A series keeps its number for as long as the file has anything of it, and no other one ever gets it.
struct FileIndex: Sendable {
  /// A series: its class, its family, and where its labels are among `pairs`.
  struct Series: Sendable {
    var number: UInt32
    var ringClass: RingClass
    var isCounter: Bool
    var family: UInt32
    var start: UInt32
    var count: UInt16
  }

  struct Family: Sendable {
    var name: UInt32
    var help: UInt32
    var unit: UInt32
    var type: MetricType
  }

  /// What a record defines; the numbers are part of the format.
  private enum Record: UInt8 {
    case symbol = 1
    case family = 2
    case series = 3
  }

  /// Numbers of symbols and families are smaller; what is not was made by nobody.
  private static let most = 1 << 22

  private var text: [UInt8] = []
  /// Where each symbol's bytes are; a length below zero where it is not known.
  private var symbols: [(start: UInt32, count: Int32)] = []
  private var families: [Family?] = []
  /// Symbols of names and values.
  private var pairs: [UInt32] = []
  /// In the order of their numbers.
  private(set) var series: [Series] = []
  /// Records of what was added here and is not written yet, in payloads of frames.
  private(set) var pending: [[UInt8]] = []

  // What only a writer needs, made when it first adds something.
  private var hasTables = false
  private var symbolHeads = HashHeads(expected: 16)
  private var symbolNext: [UInt32] = []
  private var seriesHeads = HashHeads(expected: 16)
  private var seriesNext: [UInt32] = []
  private var familyNumbers: [UInt64: UInt32] = [:]

  /// One more than the largest number of a series.
  var nextSeries: UInt32 { series.last.map { $0.number + 1 } ?? 0 }

  var symbolCount: Int { symbols.count }

  // MARK: - Reading

  /// The place of a series among `series`.
  func place(of number: UInt32) -> Int? {
    var low = 0
    var high = series.count
    while low < high {
      let middle = (low + high) / 2
      if series[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < series.count && series[low].number == number ? low : nil
  }

  /// The bytes of a symbol; none where it is not known.
  func bytes(_ symbol: UInt32) -> ArraySlice<UInt8> {
    guard Int(symbol) < symbols.count else { return [] }
    let (start, count) = symbols[Int(symbol)]
    return text[Int(start)..<(Int(start) + max(0, Int(count)))]
  }

  func string(_ symbol: UInt32) -> ByteString { ByteString(bytes(symbol)) }

  /// The labels of a series, by its place.
  func labels(at place: Int) -> Labels {
    Labels(pairs(at: place).map { (name: string($0.name), value: string($0.value)) })
  }

  /// The symbols of its labels.
  func pairs(at place: Int) -> [(name: UInt32, value: UInt32)] {
    let one = series[place]
    return (0..<Int(one.count)).map {
      (pairs[Int(one.start) + 2 * $0], pairs[Int(one.start) + 2 * $0 + 1])
    }
  }

  /// The value of a label of a series; `nil` where it has none.
  @inline(__always) func value(of name: UInt32, at place: Int) -> UInt32? {
    let one = series[place]
    for pair in stride(from: Int(one.start), to: Int(one.start) + 2 * Int(one.count), by: 2)
    where pairs[pair] == name { return pairs[pair + 1] }
    return nil
  }

  /// The symbol of these bytes.
  func symbol(_ wanted: ByteString) -> UInt32? {
    for (symbol, place) in symbols.enumerated()
    where Int(place.count) == wanted.count && bytes(UInt32(symbol)).elementsEqual(wanted.bytes) {
      return UInt32(symbol)
    }
    return nil
  }

  func family(_ number: UInt32) -> (name: ByteString, metadata: MetricMetadata) {
    guard Int(number) < families.count, let family = families[Int(number)] else {
      return ("", MetricMetadata())
    }
    let metadata = MetricMetadata(
      type: family.type, help: string(family.help), unit: string(family.unit))
    return (string(family.name), metadata)
  }

  /// The families that are known.
  var allFamilies: [UInt32] { families.indices.filter { families[$0] != nil }.map { UInt32($0) } }

  /// Takes in the records of a frame; false where they make no sense.
  @discardableResult mutating func apply(_ payload: [UInt8]) -> Bool {
    var reader = ByteReader(payload)
    while !reader.isAtEnd {
      switch Record(rawValue: reader.number(UInt8.self)) {
      case .symbol: readSymbol(&reader)
      case .family: readFamily(&reader)
      case .series: readSeries(&reader)
      case nil: return false
      }
      if reader.isBroken { return false }
    }
    return true
  }

  private mutating func readSymbol(_ reader: inout ByteReader) {
    let number = Int(reader.identifier())
    let bytes = reader.text()
    // Numbers rise one by one, but for those of a frame that is lost.
    guard !reader.isBroken, number >= symbols.count, number < FileIndex.most else {
      return
    }
    while symbols.count < number { symbols.append((0, -1)) }
    symbols.append((UInt32(text.count), Int32(bytes.count)))
    text += bytes
  }

  private mutating func readFamily(_ reader: inout ByteReader) {
    let number = Int(reader.identifier())
    let type = MetricType(number: reader.number(UInt8.self))
    let parts = (0..<3).map { _ in reader.identifier() }
    guard !reader.isBroken, number < FileIndex.most else { return }
    while families.count <= number { families.append(nil) }
    families[number] = Family(name: parts[0], help: parts[1], unit: parts[2], type: type)
  }

  private mutating func readSeries(_ reader: inout ByteReader) {
    let number = reader.identifier()
    let ringClass = RingClass(rawValue: Int(reader.number(UInt8.self)))
    let isCounter = reader.number(UInt8.self) & 1 == 1
    let family = reader.identifier()
    let count = reader.varint()
    guard count < 4096, !reader.isBroken else { return }
    let symbols = (0..<(2 * count)).map { _ in reader.identifier() }
    guard !reader.isBroken, let ringClass, number >= nextSeries,
      symbols.allSatisfy({ Int($0) < self.symbols.count && self.symbols[Int($0)].count >= 0 })
    else { return }
    series.append(
      Series(
        number: number, ringClass: ringClass, isCounter: isCounter, family: family,
        start: UInt32(pairs.count), count: UInt16(count)))
    pairs += symbols
  }
}

// MARK: - Adding

extension FileIndex {
  /// The number of a series.
  mutating func find(_ ringClass: RingClass, _ labels: Labels) -> UInt32? {
    makeTables()
    var place = seriesHeads[FileIndex.hash(ringClass, labels)]
    while place != .none {
      let one = series[Int(place)]
      if one.ringClass == ringClass, self.labels(at: Int(place)) == labels { return one.number }
      place = seriesNext[Int(place)]
    }
    return nil
  }

  /// Adds a series that is not there yet, under a number above all others.
  mutating func add(
    _ number: UInt32, _ ringClass: RingClass, _ labels: Labels, isCounter: Bool,
    family: ByteString, metadata: MetricMetadata
  ) {
    makeTables()
    let family = self.family(ringClass, family, metadata)
    let start = pairs.count
    for (name, value) in labels {
      pairs.append(intern(name))
      pairs.append(intern(value))
    }
    let one = Series(
      number: number, ringClass: ringClass, isCounter: isCounter, family: family,
      start: UInt32(start), count: UInt16((pairs.count - start) / 2))
    series.append(one)
    hold(series.count - 1, labels)
    var record: [UInt8] = [Record.series.rawValue]
    record.addVarint(UInt64(number))
    record.append(UInt8(ringClass.rawValue))
    record.append(isCounter ? 1 : 0)
    record.addVarint(UInt64(family))
    record.addVarint(UInt64(one.count))
    for symbol in pairs[start...] { record.addVarint(UInt64(symbol)) }
    write(record)
  }

  /// Forgets what was to be written, because it is.
  mutating func dropPending(_ count: Int) { pending.removeFirst(count) }

  private static func hash(_ ringClass: RingClass, _ labels: Labels) -> UInt32 {
    UInt32(truncatingIfNeeded: labels.fingerprint) ^ UInt32(ringClass.rawValue)
  }

  private mutating func makeTables() {
    guard !hasTables else { return }
    hasTables = true
    symbolHeads = HashHeads(expected: symbols.count * 2)
    symbolNext = []
    for symbol in symbols.indices { holdSymbol(UInt32(symbol)) }
    seriesHeads = HashHeads(expected: series.count * 2)
    seriesNext = []
    for place in series.indices { hold(place, labels(at: place)) }
    for (number, family) in families.enumerated() {
      guard let family else { continue }
      for ringClass in RingClass.allCases {
        familyNumbers[FileIndex.familyKey(ringClass, family.name)] = UInt32(number)
      }
    }
  }

  private static func familyKey(_ ringClass: RingClass, _ name: UInt32) -> UInt64 {
    UInt64(ringClass.rawValue) << 32 | UInt64(name)
  }

  private mutating func hold(_ place: Int, _ labels: Labels) {
    let hash = FileIndex.hash(series[place].ringClass, labels)
    seriesNext.append(seriesHeads[hash])
    seriesHeads[hash] = UInt32(place)
    guard seriesHeads.isCrowded(seriesNext.count) else { return }
    seriesHeads.double()
    for place in seriesNext.indices {
      let hash = FileIndex.hash(series[place].ringClass, self.labels(at: place))
      seriesNext[place] = seriesHeads[hash]
      seriesHeads[hash] = UInt32(place)
    }
  }

  private mutating func holdSymbol(_ symbol: UInt32) {
    let hash = HashHeads.hash(bytes(symbol))
    symbolNext.append(symbolHeads[hash])
    symbolHeads[hash] = symbol
    guard symbolHeads.isCrowded(symbolNext.count) else { return }
    symbolHeads.double()
    for symbol in symbolNext.indices {
      let hash = HashHeads.hash(bytes(UInt32(symbol)))
      symbolNext[symbol] = symbolHeads[hash]
      symbolHeads[hash] = UInt32(symbol)
    }
  }

  private mutating func intern(_ wanted: ByteString) -> UInt32 {
    var symbol = symbolHeads[HashHeads.hash(wanted.bytes[...])]
    while symbol != .none {
      if symbols[Int(symbol)].count >= 0, bytes(symbol).elementsEqual(wanted.bytes) {
        return symbol
      }
      symbol = symbolNext[Int(symbol)]
    }
    let number = UInt32(symbols.count)
    symbols.append((UInt32(text.count), Int32(wanted.count)))
    text += wanted.bytes
    holdSymbol(number)
    var record: [UInt8] = [Record.symbol.rawValue]
    record.addVarint(UInt64(number))
    record.addText(wanted.bytes)
    write(record)
    return number
  }

  private mutating func family(
    _ ringClass: RingClass, _ name: ByteString, _ metadata: MetricMetadata
  ) -> UInt32 {
    let key = FileIndex.familyKey(ringClass, intern(name))
    let known = familyNumbers[key]
    if let known, family(known) == (name, metadata) { return known }
    // A family without words says nothing against what is known.
    if let known, metadata == MetricMetadata() { return known }
    let number = known ?? UInt32(families.count)
    let family = Family(
      name: UInt32(truncatingIfNeeded: key), help: intern(metadata.help),
      unit: intern(metadata.unit), type: metadata.type)
    if known == nil { families.append(family) } else { families[Int(number)] = family }
    familyNumbers[key] = number
    var record: [UInt8] = [Record.family.rawValue]
    record.addVarint(UInt64(number))
    record.append(metadata.type.number)
    for symbol in [family.name, family.help, family.unit] { record.addVarint(UInt64(symbol)) }
    write(record)
    return number
  }

  private mutating func write(_ record: [UInt8]) {
    if pending.last.map({ $0.count + record.count > 32 * 1024 }) ?? true { pending.append([]) }
    pending[pending.count - 1] += record
  }

  /// The index with some of the series only, all of it to be written.
  func keeping(_ isKept: (UInt32) -> Bool) -> FileIndex {
    var result = FileIndex()
    for (place, one) in series.enumerated() where isKept(one.number) {
      let (name, metadata) = family(one.family)
      result.add(
        one.number, one.ringClass, labels(at: place), isCounter: one.isCounter, family: name,
        metadata: metadata)
    }
    return result
  }
}
