internal import Metrics

/// Series as dictionaries of arrays.
struct PlainStore {
  struct Entry {
    var labels: Labels
    var family: ByteString
    var origin: SampleOrigin
    var times: [Int64] = []
    var values: [Double] = []
  }

  private(set) var entries: [Labels: Entry] = [:]
  private(set) var metadata: [ByteString: MetricMetadata] = [:]
  private(set) var totals = AppendResult()

  mutating func declare(_ declaration: SeriesDeclaration, origin: SampleOrigin) {
    metadata[declaration.family] = declaration.metadata
    guard entries[declaration.labels] == nil else { return }
    entries[declaration.labels] = Entry(
      labels: declaration.labels, family: declaration.family, origin: origin)
  }

  mutating func append(_ time: Int64, _ value: Double, to labels: Labels) -> Bool {
    guard entries[labels] != nil else { return false }
    guard (entries[labels]?.times.last ?? .min) < time else {
      totals.outOfOrder += 1
      return false
    }
    entries[labels]?.times.append(time)
    entries[labels]?.values.append(value)
    totals.appended += 1
    return true
  }
}
