internal import Metrics

/// A label and its value.
typealias LabelPair = (name: ByteString, value: ByteString)

/// Makes one batch a round out of what the parts of a collector write.
struct SampleWriter {
  private(set) var batch: SampleBatch
  private let targetLabels: [LabelPair]
  private var section = SeriesSection()
  /// Whether the part that writes now could not read what it should.
  private var hasFailed = false
  var slots: SlotAllocator

  init(origin: SampleOrigin, targetLabels: [LabelPair], slots: SlotAllocator) {
    batch = SampleBatch(origin: origin, timestamp: Timestamp(milliseconds: 0))
    self.targetLabels = targetLabels
    self.slots = slots
  }

  mutating func startRound(at timestamp: Timestamp) {
    batch.timestamp = timestamp
    batch.declarations.removeAll(keepingCapacity: true)
    batch.slots.removeAll(keepingCapacity: true)
    batch.values.removeAll(keepingCapacity: true)
    batch.ended.removeAll(keepingCapacity: true)
  }

  /// Says that the part that writes now could not read what it should.
  mutating func fail() { hasFailed = true }

  /// Whether the part that wrote last said so.
  mutating func takeFailure() -> Bool {
    defer { hasFailed = false }
    return hasFailed
  }

  /// Begins the series of one part, which the writer holds until the part ends.
  mutating func begin(_ part: inout SeriesSection) { swap(&section, &part) }

  /// Ends the series of one part: those that it has not written since it began are gone.
  mutating func end(_ part: inout SeriesSection) {
    let ended = section.finish()
    swap(&section, &part)
    if !ended.isEmpty {
      batch.ended.append(contentsOf: ended)
      slots.giveBack(ended)
    }
  }

  /// Writes the only series of a family.
  mutating func put(_ family: Family, _ value: Double) {
    put(family, 0, value, [:])
  }

  /// Writes the series that `entity` names within the family; `labels` are asked for the first time only.
  mutating func put(
    _ family: Family, _ entity: UInt64, _ value: Double,
    _ labels: @autoclosure () -> KeyValuePairs<ByteString, ByteString>
  ) {
    let key = entity == 0 ? family.key : SeriesKey.join(family.key, entity)
    guard let (slot, isNew) = section.slot(key, allocate: { slots.take() }) else { return }
    if isNew { declare(slot, family, labels().map { ($0.key, $0.value) }) }
    batch.append(value, slot: slot)
  }

  /// Writes the series that `entity` names within the family; `labels` are asked for the first time only.
  mutating func put(
    _ family: Family, _ entity: UInt64, _ value: Double, labels: () -> [LabelPair]
  ) {
    guard
      let (slot, isNew) = section.slot(
        SeriesKey.join(family.key, entity), allocate: { slots.take() })
    else { return }
    if isNew { declare(slot, family, labels()) }
    batch.append(value, slot: slot)
  }

  /// Writes the series with these labels if there is a value; for what is written seldom, as labels are built each time.
  mutating func put(_ family: Family, _ labels: [(String, String)], _ value: Double?) {
    guard let value else { return }
    var key = family.key
    for (name, value) in labels {
      key = SeriesKey.join(SeriesKey.join(key, SeriesKey.of(name.utf8)), SeriesKey.of(value.utf8))
    }
    guard let (slot, isNew) = section.slot(key, allocate: { slots.take() }) else { return }
    if isNew { declare(slot, family, labels.map { (ByteString($0.0), ByteString($0.1)) }) }
    batch.append(value, slot: slot)
  }

  /// Writes a series that has another name than its family, such as a bucket of a histogram.
  mutating func put(
    _ family: Family, as name: ByteString, _ labels: [LabelPair], _ value: Double
  ) {
    var key = SeriesKey.join(family.key, SeriesKey.of(name.bytes))
    for (name, value) in labels {
      let pair = SeriesKey.join(SeriesKey.of(name.bytes), SeriesKey.of(value.bytes))
      key = SeriesKey.join(key, pair)
    }
    guard let (slot, isNew) = section.slot(key, allocate: { slots.take() }) else { return }
    if isNew { declare(slot, family, labels, name: name) }
    batch.append(value, slot: slot)
  }

  private mutating func declare(
    _ slot: UInt32, _ family: Family, _ labels: [LabelPair], name: ByteString? = nil
  ) {
    let all = targetLabels + labels + [(Labels.metricNameLabel, name ?? family.name)]
    batch.declarations.append(
      SeriesDeclaration(
        slot: slot, labels: Labels(all), family: family.name, metadata: family.metadata))
  }
}
