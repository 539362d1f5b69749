public import Metrics
internal import Synchronization

/// Appends the batches of one collector, whose slots it maps to series.
///
/// It belongs to one thread. A series that the ring has forgotten under pressure is made again when it is written.
public final class RingWriter {
  private let ring: Ring
  private var slots: [UInt32: Labels] = [:]

  init(_ ring: Ring) { self.ring = ring }

  /// Appends a batch: declarations first, then samples, then a staleness marker for each series that has ended.
  ///
  /// - Parameter batch: one round of the collector; its slots are this writer's own.
  /// - Returns: what became of the samples.
  @discardableResult public func append(_ batch: SampleBatch) -> AppendResult {
    ring.store.withLock { store in
      var result = AppendResult()
      for declaration in batch.declarations {
        store.declare(declaration, origin: batch.origin)
        slots[declaration.slot] = declaration.labels
      }
      func append(_ time: Int64, _ value: Double, _ slot: UInt32) {
        guard let labels = slots[slot] else { return result.refused += 1 }
        if store.append(time, value, to: labels) {
          result.appended += 1
        } else {
          result.outOfOrder += 1
        }
      }
      for (index, slot) in batch.slots.enumerated() {
        let time =
          batch.timestamps.isEmpty ? batch.timestamp.milliseconds : batch.timestamps[index]
        append(time, batch.values[index], slot)
      }
      for slot in batch.ended {
        append(batch.timestamp.milliseconds, .staleMarker, slot)
        slots[slot] = nil
      }
      return result
    }
  }
}
