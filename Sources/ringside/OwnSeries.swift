internal import Metrics

/// One of Ringside's readings of itself.
struct OwnReading: Equatable {
  var name: ByteString
  var type: MetricType
  var help: ByteString
  var labels: [(name: ByteString, value: ByteString)] = []
  var value: Double

  static func == (left: OwnReading, right: OwnReading) -> Bool {
    left.name == right.name && left.value == right.value
      && left.labels.elementsEqual(right.labels) { $0 == $1 }
  }
}

/// Makes batches of Ringside's readings of itself, `ringside_*`; the same readings in the same order every time.
struct OwnSeries {
  private let labels: [(name: ByteString, value: ByteString)]
  private var declared: [Labels: UInt32] = [:]

  init(labels: [(name: ByteString, value: ByteString)]) { self.labels = labels }

  /// The batch of one round.
  mutating func batch(_ readings: [OwnReading], at moment: Timestamp) -> SampleBatch {
    var batch = SampleBatch(origin: .host, timestamp: moment)
    for reading in readings {
      let identity = Labels(
        labels + reading.labels + [(Labels.metricNameLabel, reading.name)])
      let slot = declared[identity] ?? UInt32(declared.count)
      if declared[identity] == nil {
        declared[identity] = slot
        batch.declarations.append(
          SeriesDeclaration(
            slot: slot, labels: identity, family: reading.name,
            metadata: MetricMetadata(type: reading.type, help: reading.help)))
      }
      batch.append(reading.value, slot: slot)
    }
    return batch
  }
}
