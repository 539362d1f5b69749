internal import Metrics

/// Hands out the numbers by which the book's batches name their series.
struct SeriesSlots: Sendable {
  private var free: [UInt32] = []
  private var next: UInt32 = 0

  mutating func take() -> UInt32 {
    if let slot = free.popLast() { return slot }
    defer { next += 1 }
    return next
  }

  /// Takes back the numbers of series that have ended; call it only after the batch that ends them.
  mutating func release(_ slots: [UInt32]) { free += slots }
}

/// The series that a rule writes, and which of them it wrote last.
struct RuleOutput: Sendable {
  private var slots: [Labels: UInt32] = [:]

  /// The batch of what a rule has to say now; series that it wrote before and does not now end in it.
  mutating func batch(
    _ samples: [(labels: Labels, value: Double)], origin: SampleOrigin, at moment: Timestamp,
    help: ByteString, _ free: inout SeriesSlots
  ) -> SampleBatch {
    var batch = SampleBatch(origin: origin, timestamp: moment)
    var written: [Labels: UInt32] = [:]
    for (labels, value) in samples {
      let slot = slots[labels] ?? declare(labels, help, &batch, &free)
      written[labels] = slot
      batch.append(value, slot: slot)
    }
    batch.ended = slots.filter { written[$0.key] == nil }.map(\.value).sorted()
    slots = written
    return batch
  }

  private func declare(
    _ labels: Labels, _ help: ByteString, _ batch: inout SampleBatch, _ free: inout SeriesSlots
  ) -> UInt32 {
    let slot = free.take()
    batch.declarations.append(
      SeriesDeclaration(
        slot: slot, labels: labels, family: labels.metricName ?? "",
        metadata: MetricMetadata(type: .gauge, help: help)))
    return slot
  }

  /// The numbers of all series that were written last.
  var all: [UInt32] { slots.values.sorted() }
}
