internal import Metrics

/// Which series a class has, under which labels, in which families.
struct SeriesIndex: ~Copyable {
  private(set) var log: RecordLog
  private(set) var symbols: SymbolTable
  private(set) var postings: Postings
  private(set) var series: SeriesTable
  private(set) var families: Slab<FamilyEntry>
  /// The most bytes; no limit where it is `nil`.
  let limit: Int?
  /// Label sets that were built for a selection, by series; given up when the room is needed.
  private var builtLabels: [Labels?] = []
  private var builtBytes = 0
  /// What selectors have found; given up with the label sets.
  private var memo = MatchMemo()
  /// Label sets that were given up, to be freed when the lock is not held any more: freeing many takes milliseconds.
  private var discardedLabels: [Labels?] = []

  /// An index of at most `bytes` bytes, whose records go to `records`; without a bound where it is `nil`.
  init(bytes: Int?, records: consuming BlockArea) {
    limit = bytes
    log = RecordLog(records)
    let room = bytes ?? 65_536
    let expected = bytes.map { $0 / 1024 } ?? 1024
    let isGrowing = bytes == nil
    symbols = SymbolTable(
      capacity: room / MemoryLayout<SymbolTable.Entry>.stride, expected: expected,
      isGrowing: isGrowing)
    postings = Postings(
      pairs: room / MemoryLayout<Postings.Pair>.stride,
      nodes: room / MemoryLayout<Postings.Node>.stride, expected: expected, isGrowing: isGrowing)
    series = SeriesTable(
      capacity: room / MemoryLayout<SeriesEntry>.stride, expected: expected, isGrowing: isGrowing)
    families = Slab(capacity: room / MemoryLayout<FamilyEntry>.stride, isGrowing: isGrowing)
  }

  /// The bytes in use, apart from label sets that can be given up.
  var tableBytes: Int {
    log.area.bytes + symbols.bytes + postings.bytes + series.bytes + families.bytes
  }

  /// The bytes in use.
  var bytes: Int { tableBytes + builtBytes + memo.bytes }

  subscript(number: UInt32) -> SeriesEntry {
    @inline(__always) _read { yield series[number] }
    @inline(__always) _modify { yield &series[number] }
  }

  /// The series with these labels, if there is one.
  func find(_ labels: Labels) -> UInt32? {
    var candidate = series.first(labels.fingerprint)
    while candidate != .none {
      let entry = series[candidate]
      if entry.fingerprint == labels.fingerprint, self.encoded(candidate) == labels.encoded {
        return candidate
      }
      candidate = entry.hashNext
    }
    return nil
  }

  /// The labels of a series.
  mutating func labels(of number: UInt32) -> Labels {
    if Int(number) < builtLabels.count, let built = builtLabels[Int(number)] { return built }
    let labels = Labels(encoded: encoded(number), fingerprint: series[number].fingerprint)
    let cost = labels.encoded.count + 96
    let more = max(0, Int(number) + 1 - builtLabels.count)
    if let limit, bytes + cost + more * SeriesIndex.placeBytes > limit {
      return labels
    }
    if more > 0 { builtLabels.append(contentsOf: repeatElement(nil, count: more)) }
    builtLabels[Int(number)] = labels
    builtBytes += cost + more * SeriesIndex.placeBytes
    return labels
  }

  /// What a selector has found since the series changed last; `nil` where nobody asked.
  func remembered(_ question: [LabelMatcher]) -> Matches? {
    memo.matches(question, changes: postings.changes)
  }

  /// Keeps what a selector has found, where there is room and the series have not changed since.
  mutating func remember(_ matches: Matches, for question: [LabelMatcher]) {
    guard matches.changes == postings.changes else { return }
    if let limit, bytes + matches.bytes(question) > limit { return }
    memo.keep(matches, for: question)
  }

  /// Gives up the label sets that were built, and what selectors have found.
  mutating func dropBuiltLabels() {
    memo.forget()
    swap(&discardedLabels, &builtLabels)
    builtLabels = []
    builtBytes = 0
  }

  /// What the place of a label set takes, with the room that a growing array keeps.
  private static let placeBytes = MemoryLayout<Labels?>.stride * 2

  /// Label sets that were given up, for the caller to free without the lock; `nil` where there are none.
  mutating func takeDiscardedLabels() -> [Labels?]? {
    guard !discardedLabels.isEmpty else { return nil }
    defer { discardedLabels = [] }
    return discardedLabels
  }

  private func encoded(_ number: UInt32) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(256)
    var node = series[number].firstNode
    while node != .none {
      let entry = postings.nodes[node]
      let pair = postings.pairs[entry.pair]
      append(pair.name, to: &result)
      append(pair.value, to: &result)
      node = entry.sibling
    }
    return result
  }

  /// Appends the length of a symbol as LEB128 and its bytes.
  private func append(_ symbol: UInt32, to result: inout [UInt8]) {
    let position = symbols[symbol].position
    let parts = log.parts(position)
    var length =
      parts?.reduce(0) { $0 + log.byteCount(symbols[$1].position) } ?? log.byteCount(position)
    while length >= 0x80 {
      result.append(UInt8(length & 0x7f) | 0x80)
      length >>= 7
    }
    result.append(UInt8(length))
    guard let parts else { return log.append(position, to: &result) }
    for part in parts { log.append(symbols[part].position, to: &result) }
  }

  /// What is known of a family.
  func metadata(_ family: UInt32) -> MetricMetadata {
    let entry = families[family]
    return MetricMetadata(
      type: MetricType(number: entry.type), help: text(entry.help), unit: text(entry.unit))
  }

  /// The bytes of a symbol.
  func text(_ symbol: UInt32) -> ByteString {
    let position = symbols[symbol].position
    guard let parts = log.parts(position) else { return ByteString(log.bytes(position)) }
    return ByteString(parts.flatMap { log.bytes(symbols[$0].position) })
  }

  /// The symbol of these bytes, if there is one.
  func symbol(_ text: ByteString) -> UInt32? { symbols.find(text.bytes[...], in: log) }
}

// MARK: - Adding

extension SeriesIndex {
  /// Adds a series; `nil` where a label is too long.
  ///
  /// The caller has asked `hasRoom`.
  mutating func add(
    _ declaration: SeriesDeclaration, payer: UInt16, payerName: ByteString
  ) -> UInt32? {
    let pairs = Array(declaration.labels)
    let longest = log.longestSymbol
    let longestText = log.longestText
    guard pairs.allSatisfy({ $0.name.count <= longest && $0.value.count <= longestText }),
      declaration.family.count <= longest,
      (pairs.count + SeriesRecord.headWords) * 8 <= longest
    else { return nil }
    let family = self.family(declaration)
    let name = declaration.labels.metricName ?? ByteString()
    let number = series.add(
      fingerprint: declaration.labels.fingerprint, family: family, payer: payer,
      isCounter: declaration.metadata.type.isCounter(series: name))
    var record = SeriesRecord(
      generation: series[number].generation, family: family,
      payer: intern(ByteString(payerName.bytes.prefix(longestText))),
      isCounter: series[number].isCounter)
    var sibling = UInt32.none
    for pair in pairs.reversed() {
      let name = intern(pair.name)
      let value = intern(pair.value)
      sibling = postings.addNode(
        series: number, pair: self.pair(name, value), sibling: sibling)
      record.pairs.append(UInt64(name) << 32 | UInt64(value))
    }
    series[number].firstNode = sibling
    let payload = record.payload(fingerprint: declaration.labels.fingerprint)
    series[number].recordWords = UInt16(payload.count + 1)
    series[number].position = write(
      .series, id: number, payload: payload, byteCount: payload.count * 8)
    families[family].series += 1
    return number
  }

  /// Whether a series like this one fits into the bound.
  func hasRoom(for declaration: SeriesDeclaration, payer: ByteString) -> Bool {
    guard let limit else { return true }
    let labels = declaration.labels.count
    let words = words(of: declaration, payer)
    let parts = words * 8 / log.longestSymbol
    let growth =
      symbols.entries.growth(labels * 2 + 4 + parts) + postings.pairs.growth(labels)
      + postings.nodes.growth(labels) + series.entries.growth(1) + families.growth(1)
    let tables = symbols.bytes + postings.bytes + series.bytes + families.bytes
    return log.hasRoom(words: words) && tables + growth <= limit - limit * 3 / 10
  }

  /// Whether a series like this one fits into the bound if there is no other.
  func canHold(_ declaration: SeriesDeclaration, payer: ByteString) -> Bool {
    log.canHold(words: words(of: declaration, payer))
  }

  /// The most words that the records of a series can take.
  private func words(of declaration: SeriesDeclaration, _ payer: ByteString) -> Int {
    let text =
      declaration.labels.encoded.count + declaration.metadata.help.count
      + declaration.family.count + payer.count
    return text / 8 + text / log.longestSymbol * 3 + declaration.labels.count * 3 + 20
  }

  private mutating func family(_ declaration: SeriesDeclaration) -> UInt32 {
    let name = intern(declaration.family)
    let metadata = declaration.metadata
    let known = symbols[name].family
    if known != .none {
      release(name)
      if metadata.type != .unknown || !metadata.help.isEmpty { update(known, metadata) }
      return known
    }
    var entry = FamilyEntry(
      name: name, help: internText(metadata.help), unit: internText(metadata.unit),
      type: metadata.type.number)
    let family = families.add(entry)
    entry.position = write(.family, id: family, payload: entry.payload, byteCount: 16)
    families[family] = entry
    symbols[name].family = family
    return family
  }

  private mutating func update(_ family: UInt32, _ metadata: MetricMetadata) {
    guard self.metadata(family) != metadata else { return }
    var entry = families[family]
    let old = (entry.help, entry.unit)
    entry.help = internText(metadata.help)
    entry.unit = internText(metadata.unit)
    entry.type = metadata.type.number
    log.forget(words: FamilyEntry.recordWords)
    entry.position = .none
    families[family] = entry
    families[family].position = write(
      .family, id: family, payload: entry.payload, byteCount: 16)
    release(old.0)
    release(old.1)
  }

  /// The symbol of a text that may be shortened to what a record can hold.
  private mutating func internText(_ text: ByteString) -> UInt32 {
    intern(
      text.count <= log.longestSymbol ? text : ByteString(text.bytes.prefix(log.longestSymbol)))
  }

  private mutating func intern(_ text: ByteString) -> UInt32 {
    if let known = symbol(text) {
      symbols[known].references += 1
      return known
    }
    guard text.count <= log.longestSymbol else { return internLong(text) }
    let payload = RecordLog.packed(text.bytes[...])
    let number = symbols.add(text.bytes[...], words: payload.count + 1)
    symbols[number].references = 1
    symbols[number].position = write(
      .symbol, id: number, payload: payload, byteCount: text.count)
    return number
  }

  /// The symbol of a new text that takes several records.
  private mutating func internLong(_ text: ByteString) -> UInt32 {
    var parts: [UInt64] = []
    var rest = text.bytes[...]
    while !rest.isEmpty {
      parts.append(UInt64(intern(ByteString(rest.prefix(log.longestSymbol)))))
      rest = rest.dropFirst(log.longestSymbol)
    }
    let number = symbols.add(text.bytes[...], words: parts.count + 1)
    symbols[number].references = 1
    symbols[number].position = write(
      .longSymbol, id: number, payload: parts, byteCount: parts.count * 8)
    return number
  }

  /// The pair of two symbols, which it takes over.
  private mutating func pair(_ name: UInt32, _ value: UInt32) -> UInt32 {
    if let known = postings.find(name: name, value: value) {
      release(name)
      release(value)
      return known
    }
    let pair = postings.addPair(name: name, value: value, before: symbols[name].firstPair)
    symbols[name].firstPair = pair
    return pair
  }
}

// MARK: - Forgetting

extension SeriesIndex {
  /// Forgets a series that has no block, with its labels and postings.
  mutating func remove(_ number: UInt32) {
    if Int(number) < builtLabels.count, let built = builtLabels[Int(number)] {
      builtLabels[Int(number)] = nil
      builtBytes -= built.encoded.count + 96
    }
    let entry = series[number]
    var node = entry.firstNode
    while node != .none {
      let next = postings.nodes[node].sibling
      let pair = postings.nodes[node].pair
      if postings.removeNode(node) { removePair(pair) }
      node = next
    }
    let payer = SeriesRecord.payer(at: entry.position, in: log)
    log.forget(words: Int(entry.recordWords))
    series.remove(number)
    release(payer)
    families[entry.family].series -= 1
    if families[entry.family].series == 0 { removeFamily(entry.family) }
  }

  private mutating func removePair(_ number: UInt32) {
    let pair = postings.pairs[number]
    if let first = postings.removePair(number) { symbols[pair.name].firstPair = first }
    release(pair.name)
    release(pair.value)
  }

  private mutating func removeFamily(_ number: UInt32) {
    let family = families[number]
    symbols[family.name].family = .none
    families[number].position = .none
    families.remove(number)
    log.forget(words: FamilyEntry.recordWords)
    release(family.name)
    release(family.help)
    release(family.unit)
  }

  private mutating func release(_ symbol: UInt32) {
    symbols[symbol].references -= 1
    guard symbols[symbol].references == 0 else { return }
    for part in log.parts(symbols[symbol].position) ?? [] { release(part) }
    log.forget(words: Int(symbols[symbol].words))
    symbols.remove(symbol)
  }
}

// MARK: - Records

extension SeriesIndex {
  private mutating func write(
    _ kind: RecordLog.Kind, id: UInt32, payload: [UInt64], byteCount: Int
  ) -> UInt32 {
    while !log.fits(words: payload.count + 1) {
      if log.beginBlock() { clean() }
    }
    return log.append(kind, id: id, payload: payload, byteCount: byteCount)
  }

  /// Writes the live records of the oldest block again and frees it.
  private mutating func clean() {
    let victim = log.oldestBlock
    for place in log.places(in: victim) where isLive(place) {
      log.forget(words: place.words)
      let count = Int(log.load(place.position) >> 8 & 0xff_ffff)
      let payload = log.payload(place)
      let position = log.append(place.kind, id: place.id, payload: payload, byteCount: count)
      switch place.kind {
      case .symbol, .longSymbol: symbols[place.id].position = position
      case .series: series[place.id].position = position
      case .family: families[place.id].position = position
      }
    }
    log.free(victim)
  }

  private func isLive(_ place: RecordLog.Place) -> Bool {
    switch place.kind {
    case .symbol, .longSymbol:
      Int(place.id) < symbols.entries.highWater && symbols[place.id].position == place.position
    case .series:
      Int(place.id) < series.entries.highWater && series[place.id].generation != 0
        && series[place.id].position == place.position
    case .family:
      Int(place.id) < families.highWater && families[place.id].position == place.position
    }
  }
}
