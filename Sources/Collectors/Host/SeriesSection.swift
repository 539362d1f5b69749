/// The series of one part of a collector: which slot each has, and which were not written in a round.
///
/// A part writes its series in the same order every round as long as nothing changes, so that a known series costs one
/// comparison; a table is built only in a round in which the order differs.
struct SeriesSection {
  private struct Entry {
    var key: UInt64
    var slot: UInt32
  }

  private var order: [Entry] = []
  private var cursor = 0
  private var changed: [Entry] = []
  private var unwritten: [UInt64: UInt32] = [:]
  private var written: Set<UInt64> = []
  private var differs = false

  /// The slot of the series `key`, whether it is new; `nil` where it was written in this round already.
  mutating func slot(
    _ key: UInt64, allocate: () -> UInt32
  ) -> (slot: UInt32, isNew: Bool)? {
    if !differs {
      if cursor < order.count, order[cursor].key == key {
        cursor += 1
        return (order[cursor - 1].slot, false)
      }
      startTable()
    }
    guard written.insert(key).inserted else { return nil }
    let known = unwritten.removeValue(forKey: key)
    let slot = known ?? allocate()
    changed.append(Entry(key: key, slot: slot))
    return (slot, known == nil)
  }

  /// Ends the round: the slots of the series that were not written in it.
  mutating func finish() -> [UInt32] {
    defer { cursor = 0 }
    guard differs else {
      let ended = order[cursor...].map(\.slot)
      order.removeSubrange(cursor...)
      return ended
    }
    let ended = unwritten.values.sorted()
    order = changed
    (changed, unwritten, written, differs) = ([], [:], [], false)
    return ended
  }

  private mutating func startTable() {
    differs = true
    changed = Array(order[..<cursor])
    written = Set(changed.map(\.key))
    for entry in order[cursor...] { unwritten[entry.key] = entry.slot }
  }
}
