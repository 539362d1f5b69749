public import Metrics

/// Appends the batches of one collector, whose slots it maps to series.
///
/// It belongs to one thread. A series that the ring has forgotten under pressure is made again when it is written and
/// there is room: none that is still being written goes for it.
public final class RingWriter {
  /// How much one hold of the lock does: so many samples, fewer where buckets are closed or blocks begun, and so many
  /// new series.
  static let sampleSlice = 4096
  static let seriesSlice = 64
  /// What making a series costs, in samples.
  private static let placeWork = sampleSlice / seriesSlice

  /// What a slot stands for.
  private struct Slot {
    var declaration: SeriesDeclaration
    var origin: SampleOrigin
    var active = UInt32.none
    var generation: UInt32 = 0
  }

  private let ring: Ring
  private var slots: [Slot?] = []
  /// What `slots` says of the writer's place of each series, in a form that is quick to read.
  private var places: [SlotPlace] = []

  init(_ ring: Ring) { self.ring = ring }

  /// Appends a batch: declarations first, then samples, then a staleness marker for each series that has ended.
  ///
  /// - Parameter batch: one round of the collector; its slots are this writer's own.
  /// - Returns: what became of the samples; those of a slot that nothing declared are refused.
  @discardableResult public func append(_ batch: SampleBatch) -> AppendResult {
    precondition(batch.slots.count == batch.values.count, "a value for each slot")
    precondition(
      batch.timestamps.isEmpty || batch.timestamps.count == batch.slots.count,
      "a time for each slot or none")
    for declaration in batch.declarations { hold(declaration, batch.origin) }
    var result = AppendResult()
    declare(batch.declarations, batch.timestamp, &result)
    var start = 0
    while start < batch.slots.count {
      ring.withStore { start = append(batch, from: start, &$0, &result) }
    }
    start = 0
    while start < batch.ended.count {
      let end = min(start + RingWriter.seriesSlice, batch.ended.count)
      ring.withStore { self.end(batch.ended[start..<end], batch.timestamp, &$0, &result) }
      start = end
    }
    return result
  }

  private func hold(_ declaration: SeriesDeclaration, _ origin: SampleOrigin) {
    while slots.count <= Int(declaration.slot) {
      slots.append(nil)
      places.append(SlotPlace())
    }
    slots[Int(declaration.slot)] = Slot(declaration: declaration, origin: origin)
    places[Int(declaration.slot)] = SlotPlace(ringClass: UInt8(origin.share.ringClass.rawValue))
  }

  private func declare(
    _ declarations: [SeriesDeclaration], _ time: Timestamp, _ result: inout AppendResult
  ) {
    var start = 0
    while start < declarations.count {
      let end = min(start + RingWriter.seriesSlice, declarations.count)
      ring.withStore { store in
        for declaration in declarations[start..<end] {
          _ = place(Int(declaration.slot), &store, at: time, isReturning: false)
        }
      }
      start = end
    }
  }

  /// Finds or makes the series of a slot; false where it cannot be kept or nothing declared the slot.
  private func place(
    _ slot: Int, _ store: inout Store, at time: Timestamp, isReturning: Bool
  ) -> Bool {
    guard slot < slots.count, let held = slots[slot] else { return false }
    let (ringClass, payer) = held.origin.share
    let number = ringClass.rawValue
    let place = store.classes[number].place(
      held.declaration, payer: payer, at: time.milliseconds, isReturning: isReturning)
    guard let place else { return false }
    places[slot] = SlotPlace(
      active: place.active, generation: store.classes[number].index[place.series].generation,
      ringClass: UInt8(number))
    return true
  }

  /// Appends samples from `start` on until enough was done for one hold; where the next one begins.
  private func append(
    _ batch: SampleBatch, from start: Int, _ store: inout Store, _ result: inout AppendResult
  ) -> Int {
    var run = SampleRun(next: start, work: RingWriter.sampleSlice)
    var refused = 0
    while run.next < batch.slots.count, run.work > 0 {
      let slot = Int(batch.slots[run.next])
      if !isPlaced(slot, store) {
        run.work -= RingWriter.placeWork
        guard place(slot, &store, at: batch.timestamp, isReturning: true) else {
          refused += 1
          run.next += 1
          continue
        }
      }
      let number = Int(places[slot].ringClass)
      store.classes[number].append(batch, places, ringClass: UInt8(number), &run)
    }
    if run.appended > 0 { store.note(newest: batch.newest(in: start..<run.next)) }
    let outOfOrder = run.next - start - run.appended - refused
    result.add(run.appended, outOfOrder, refused)
    store.totals.add(run.appended, outOfOrder, refused)
    return run.next
  }

  /// Whether the writer's part of a slot's series is still where it was.
  @inline(__always) private func isPlaced(_ slot: Int, _ store: borrowing Store) -> Bool {
    guard slot < places.count else { return false }
    let place = places[slot]
    guard place.active != .none else { return false }
    return store.classes[Int(place.ringClass)].active[place.active].generation == place.generation
  }

  private func end(
    _ ended: ArraySlice<UInt32>, _ time: Timestamp, _ store: inout Store,
    _ result: inout AppendResult
  ) {
    for slot in ended.map(Int.init) where slot < slots.count && slots[slot] != nil {
      if isPlaced(slot, store) || find(slot, &store, at: time) {
        let place = places[slot]
        let number = Int(place.ringClass)
        let isNew = store.classes[number].append(
          place.active, time.milliseconds, Double.staleMarker.bitPattern)
        store.classes[number].deactivate(store.classes[number].active[place.active].series)
        if isNew { store.note(newest: time.milliseconds) }
        result.add(isNew ? 1 : 0, isNew ? 0 : 1, 0)
        store.totals.add(isNew ? 1 : 0, isNew ? 0 : 1, 0)
      }
      slots[slot] = nil
      places[slot] = SlotPlace()
    }
  }

  /// Finds the series of a slot again; one that the ring has forgotten is not made for the sake of a marker.
  private func find(_ slot: Int, _ store: inout Store, at time: Timestamp) -> Bool {
    guard let held = slots[slot] else { return false }
    let number = held.origin.share.ringClass.rawValue
    guard store.classes[number].index.find(held.declaration.labels) != nil else { return false }
    return place(slot, &store, at: time, isReturning: true)
  }
}

extension SampleBatch {
  /// The newest time of some of its samples, of which there is one.
  fileprivate func newest(in range: Range<Int>) -> Int64 {
    guard !timestamps.isEmpty else { return timestamp.milliseconds }
    return timestamps[range].max() ?? .min
  }
}

extension AppendResult {
  mutating func add(_ appended: Int, _ outOfOrder: Int, _ refused: Int) {
    self.appended += appended
    self.outOfOrder += outOfOrder
    self.refused += refused
  }
}
