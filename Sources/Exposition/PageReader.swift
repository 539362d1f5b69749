public import Metrics

/// What reading a page came to.
public struct PageCounts: Hashable, Sendable {
  /// The samples on the page.
  public var scraped = 0
  /// The samples whose series is kept and not dropped by relabelling or the budget.
  public var kept = 0
  /// The series that were not known before.
  public var added = 0
  /// The samples whose new series found the budget used up.
  public var overBudget = 0
  /// The samples that repeated a series at the same moment.
  public var duplicates = 0

  /// Nothing was there.
  public init() {}
}

/// Reads the pages of one target, one after the other, into batches.
///
/// It knows the text of every series by its bytes: a known series costs a comparison of memory and a number, no label,
/// no `String`. A page that cannot be read counts as not read at all, as in Prometheus.
public struct PageReader: Sendable {
  /// What a reader does with what stands on a page.
  public struct Options: Sendable {
    /// The most series that are kept.
    public var seriesLimit = Int.max
    /// Whether timestamps on the page are used.
    public var honorsTimestamps = true
    /// Mixed into hashes, so that no page can be written to make them collide.
    public var seed: UInt64 = 0

    /// No limit, timestamps used.
    public init() {}
  }

  private let options: Options
  private var texts: TextTable
  private var families = FamilyTable()
  private var series = SeriesTable()
  private var round: UInt32 = 0
  private var seenTexts = 0
  private var knownTexts = 0
  private var lastType = MetricType.unknown
  private var previous = TextTable.none
  private var hasTimestamps = false

  /// A reader that knows nothing yet.
  public init(_ options: Options = Options()) {
    self.options = options
    texts = TextTable(seed: options.seed)
  }

  /// The series that the last page had and that are kept.
  public var seriesCount: Int { series.count }

  /// The pieces of text in memory, those that are to be forgotten among them.
  var knownTextCount: Int { texts.count }

  /// Reads a whole page into `batch`, which is empty, and ends there the series that the page no longer shows.
  ///
  /// - Parameters:
  ///   - page: the bytes.
  ///   - format: their format.
  ///   - batch: where samples, new and ended series go.
  ///   - slots: where slots come from and go back to.
  ///   - identity: the labels under which a series of the page is kept; `nil` where it is not.
  /// - Returns: what was there.
  /// - Throws: the first line that cannot be read; then the batch holds nothing but the end of every series.
  public mutating func read(
    _ page: Span<UInt8>, _ format: ExpositionFormat, into batch: inout SampleBatch,
    slots: inout SlotAllocator, identity: (Labels) -> Labels?
  ) throws(ExpositionError) -> PageCounts {
    startRound()
    var counts = PageCounts()
    batch.slots.reserveCapacity(series.count)
    batch.values.reserveCapacity(series.count)
    do {
      var scanner = ExpositionScanner(format)
      _ = try scan(page, &scanner, isLast: true, &batch, &slots, &counts, identity)
    } catch {
      suspend(into: &batch, slots: &slots)
      throw error
    }
    endUnseen(into: &batch, slots: &slots)
    return counts
  }

  /// Ends every series in `batch`, because the target has no page; a later page takes them up again.
  public mutating func suspend(into batch: inout SampleBatch, slots: inout SlotAllocator) {
    let unheard = Set(batch.declarations.map(\.slot))
    let all = series.takeSlots()
    batch.removeAll()
    batch.ended = all.filter { !unheard.contains($0) }
    slots.giveBack(all)
  }

  /// Begins a round: a page, or a file that is read in pieces.
  mutating func startRound() {
    round &+= 1
    seenTexts = 0
    lastType = .unknown
    previous = TextTable.none
    hasTimestamps = false
  }
}

// MARK: - Lines

extension PageReader {
  /// Reads whole lines from the scanner's position on; `isLast` says that the page ends with them.
  ///
  /// `true` where they end with `# EOF`.
  mutating func scan(
    _ page: Span<UInt8>, _ scanner: inout ExpositionScanner, isLast: Bool,
    _ batch: inout SampleBatch, _ slots: inout SlotAllocator, _ counts: inout PageCounts,
    _ identity: (Labels) -> Labels?
  ) throws(ExpositionError) -> Bool {
    while scanner.position < page.count {
      let expected = previous == TextTable.none ? 0 : texts[previous].successor
      if expected < texts.count, isKnown(expected, page, scanner.position, scanner.format) {
        let start = scanner.position
        let end = start + Int(texts[expected].length)
        scanner.position = end
        try take(expected, start..<end, page, &scanner, &batch, &slots, &counts, identity)
      } else if try !scanLine(page, &scanner, &batch, &slots, &counts, identity) {
        return true
      }
    }
    guard scanner.format == .openMetrics, isLast else { return false }
    throw ExpositionError(
      "expected '# EOF', found the end of the input", in: page, at: page.count)
  }

  /// Whether the page goes on with the bytes of `expected` and they are a whole piece there.
  @inline(__always)
  private func isKnown(
    _ expected: UInt32, _ page: Span<UInt8>, _ position: Int, _ format: ExpositionFormat
  ) -> Bool {
    let entry = texts[expected]
    guard entry.record != TextTable.none, texts.holds(entry, page, at: position) else {
      return false
    }
    let end = position + Int(entry.length)
    let last = page[end - 1]
    if last == Byte.close || last == Byte.newline { return true }
    // A name without labels: a longer name, or blanks and labels, might follow.
    return page[end] == Byte.space && page[end + 1] &- 0x2b < 0x30
  }

  /// Reads a line whose beginning is not the expected one; `false` at the end of the page.
  private mutating func scanLine(
    _ page: Span<UInt8>, _ scanner: inout ExpositionScanner, _ batch: inout SampleBatch,
    _ slots: inout SlotAllocator, _ counts: inout PageCounts, _ identity: (Labels) -> Labels?
  ) throws(ExpositionError) -> Bool {
    if scanner.format == .prometheus { scanner.skipBlankLines(in: page) }
    guard let byte = scanner.byte(in: page) else { return true }
    if byte == Byte.hash { return try scanMetadata(page, &scanner) }
    let range = try scanner.sampleStart(in: page)
    let hash = texts.hash(range, in: page)
    if let known = texts.find(range, in: page, hash: hash),
      texts[known].record != TextTable.none
    {
      try take(known, range, page, &scanner, &batch, &slots, &counts, identity)
    } else {
      try meet(range, hash, page, &scanner, &batch, &slots, &counts, identity)
    }
    return true
  }

  private mutating func scanMetadata(
    _ page: Span<UInt8>, _ scanner: inout ExpositionScanner
  ) throws(ExpositionError) -> Bool {
    let start = scanner.position
    let range = start..<min(page.lineEnd(from: start) + 1, page.count)
    let hash = texts.hash(range, in: page)
    if let known = texts.find(range, in: page, hash: hash), texts[known].record != TextTable.none {
      scanner.position = range.upperBound
      note(known)
      return true
    }
    let family: UInt32
    var meaning = TextMeaning.metadata
    switch try scanner.next(in: page) {
    case .help(let name, let text):
      family = families.number(SeriesText.name(name, in: page), round: round)
      families[family].metadata.help = SeriesText.unescaped(
        text, in: page, quotes: scanner.format == .openMetrics)
    case .type(let name, let type):
      family = families.number(SeriesText.name(name, in: page), round: round)
      families[family].metadata.type = type
      meaning = .type
      lastType = type
    case .unit(let name, let unit):
      family = families.number(SeriesText.name(name, in: page), round: round)
      families[family].metadata.unit = ByteString(page.slice(unit))
    case .comment, .sample: return true
    case nil: return false
    }
    guard page[range.upperBound - 1] == Byte.newline else { return true }
    learn(range, hash, page, record: family, meaning)
    return true
  }
}

// MARK: - Pieces

extension PageReader {
  /// Takes a known piece: a line of metadata, or a series behind whose text the scanner stands.
  @inline(__always)
  private mutating func take(
    _ text: UInt32, _ range: Range<Int>, _ page: Span<UInt8>, _ scanner: inout ExpositionScanner,
    _ batch: inout SampleBatch, _ slots: inout SlotAllocator, _ counts: inout PageCounts,
    _ identity: (Labels) -> Labels?
  ) throws(ExpositionError) {
    guard texts[text].meaning == .series else {
      if texts[text].meaning == .ignored { _ = try scanner.tail(of: range, in: page) }
      note(text)
      return
    }
    let sample = try scanner.tail(of: range, in: page)
    note(text)
    counts.scraped += 1
    let record = Int(texts[text].record)
    if series[record].slot == SeriesTable.noSlot {
      let written = SeriesText.labels(of: range, in: page, type: lastType)
      guard let labels = identity(written) else { return }
      declare(record, labels, &batch, &slots)
    }
    append(sample, record, &batch, &counts)
  }

  @inline(__always)
  private mutating func append(
    _ sample: ScannedSample, _ record: Int, _ batch: inout SampleBatch, _ counts: inout PageCounts
  ) {
    let timestamp = options.honorsTimestamps ? sample.timestamp : nil
    if series[record].round == round, timestamp == nil {
      counts.duplicates += 1
      return
    }
    series[record].round = round
    counts.kept += 1
    batch.slots.append(series[record].slot)
    batch.values.append(sample.value)
    if hasTimestamps {
      batch.timestamps.append(timestamp ?? batch.timestamp.milliseconds)
    } else if let timestamp {
      startTimestamps(timestamp, &batch)
    }
  }

  private mutating func startTimestamps(_ timestamp: Int64, _ batch: inout SampleBatch) {
    hasTimestamps = true
    batch.timestamps = Array(
      repeating: batch.timestamp.milliseconds, count: batch.values.count - 1)
    batch.timestamps.append(timestamp)
  }

  /// Records that a piece is on this page, behind the one before.
  @inline(__always)
  private mutating func note(_ text: UInt32) {
    if texts[text].round != round {
      texts[text].round = round
      seenTexts += 1
      // A line of metadata keeps its family alive and says which type the lines behind it have.
      if texts[text].meaning != .series { noteMetadata(texts[text]) }
    }
    if previous != TextTable.none { texts[previous].successor = text }
    previous = text
  }

  private mutating func noteMetadata(_ entry: TextTable.Entry) {
    guard entry.meaning == .type || entry.meaning == .metadata else { return }
    families[entry.record].round = round
    if entry.meaning == .type { lastType = families[entry.record].metadata.type }
  }

  /// Takes a series that is new, or whose text is.
  private mutating func meet(
    _ range: Range<Int>, _ hash: UInt32, _ page: Span<UInt8>, _ scanner: inout ExpositionScanner,
    _ batch: inout SampleBatch, _ slots: inout SlotAllocator, _ counts: inout PageCounts,
    _ identity: (Labels) -> Labels?
  ) throws(ExpositionError) {
    let sample = try scanner.tail(of: range, in: page)
    // A flood must cost little: beyond the budget no text is looked at more closely.
    guard series.count < options.seriesLimit else {
      counts.scraped += 1
      counts.overBudget += 1
      return
    }
    let written = SeriesText.labels(of: range, in: page, type: lastType)
    if scanner.format == .openMetrics, isCreation(written) {
      learn(range, hash, page, record: 0, .ignored)
      return
    }
    counts.scraped += 1
    guard let labels = identity(written) else { return }
    let known = series.number(of: labels)
    if known == nil { counts.added += 1 }
    let record = known ?? series.insert(labels, before: round)
    if series[record].slot == SeriesTable.noSlot { declare(record, labels, &batch, &slots) }
    learn(range, hash, page, record: UInt32(record), .series)
    append(sample, record, &batch, &counts)
  }

  /// Whether a series tells when another began: OpenMetrics' `_created`, which is no series of its own.
  private func isCreation(_ labels: Labels) -> Bool {
    switch lastType {
    case .counter, .histogram, .summary:
      labels.metricName?.bytes.suffix(8).elementsEqual("_created".utf8) ?? false
    case .gauge, .gaugeHistogram, .info, .stateSet, .unknown: false
    }
  }

  private mutating func declare(
    _ record: Int, _ labels: Labels, _ batch: inout SampleBatch, _ slots: inout SlotAllocator
  ) {
    let name = labels.metricName ?? ByteString()
    let family = families.family(ofSample: name)
    series[record].slot = slots.take()
    batch.declarations.append(
      SeriesDeclaration(
        slot: series[record].slot, labels: labels, family: family?.name ?? name,
        metadata: family?.metadata ?? MetricMetadata()))
  }

  private mutating func learn(
    _ range: Range<Int>, _ hash: UInt32, _ page: Span<UInt8>, record: UInt32,
    _ meaning: TextMeaning
  ) {
    let text: UInt32
    if let forgotten = texts.find(range, in: page, hash: hash) {
      text = forgotten
      texts[text].record = record
      texts[text].meaning = meaning
    } else {
      text = texts.insert(
        range, in: page, hash: hash, record: record, meaning, round: round &- 1)
    }
    knownTexts += 1
    note(text)
  }
}

// MARK: - What is no longer there

extension PageReader {
  private mutating func endUnseen(into batch: inout SampleBatch, slots: inout SlotAllocator) {
    guard seenTexts < knownTexts else { return }
    for number in 0..<UInt32(texts.count)
    where texts[number].round != round && texts[number].record != TextTable.none {
      if texts[number].meaning == .series,
        let slot = series.remove(texts[number].record, unseenIn: round)
      {
        batch.ended.append(slot)
      }
      texts[number].record = TextTable.none
      knownTexts -= 1
    }
    slots.giveBack(batch.ended)
    families.sweep(round)
    if texts.count - knownTexts > max(64, texts.count / 4) { texts.compact() }
  }
}
