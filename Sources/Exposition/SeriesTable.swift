internal import Metrics

/// The series of a target's pages: the slot of each, and the round in which a page last showed it.
struct SeriesTable {
  struct Record {
    /// The slot; `SeriesTable.noSlot` while the target has no page.
    var slot: UInt32
    var round: UInt32
    var fingerprint: UInt64
  }

  static let noSlot = UInt32.max

  private var records: [Record] = []
  private var free: [UInt32] = []
  /// The record of each label set.
  ///
  /// Two texts may write one set, so a set is known by its fingerprint alone: 64 bits, and who could make two of his own
  /// sets collide would confuse only his own series.
  private var numbers: [UInt64: UInt32] = [:]

  /// The series that have not gone.
  var count: Int { numbers.count }

  subscript(number: Int) -> Record {
    @inline(__always) get { records[number] }
    @inline(__always) _modify { yield &records[number] }
  }

  /// The record of a label set; `nil` where the set is new.
  func number(of labels: Labels) -> Int? { numbers[labels.fingerprint].map(Int.init) }

  /// A record for a new label set, without a slot and in no round before `round`.
  mutating func insert(_ labels: Labels, before round: UInt32) -> Int {
    let record = Record(
      slot: SeriesTable.noSlot, round: round &- 1, fingerprint: labels.fingerprint)
    let number: Int
    if let reused = free.popLast() {
      number = Int(reused)
      records[number] = record
    } else {
      number = records.count
      records.append(record)
    }
    numbers[labels.fingerprint] = UInt32(number)
    return number
  }

  /// Removes a series, unless another text showed it in `round` or removed it already; the slot that it had.
  mutating func remove(_ number: UInt32, unseenIn round: UInt32) -> UInt32? {
    let record = records[Int(number)]
    guard record.round != round, numbers[record.fingerprint] == number else { return nil }
    numbers[record.fingerprint] = nil
    records[Int(number)].slot = SeriesTable.noSlot
    free.append(number)
    return record.slot == SeriesTable.noSlot ? nil : record.slot
  }

  /// Takes the slots from all series, which stay known; the slots.
  mutating func takeSlots() -> [UInt32] {
    var slots: [UInt32] = []
    for number in records.indices where records[number].slot != SeriesTable.noSlot {
      slots.append(records[number].slot)
      records[number].slot = SeriesTable.noSlot
    }
    return slots
  }
}
