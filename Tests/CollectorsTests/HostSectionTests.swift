import Metrics
import Testing

@testable import Collectors

struct HostSectionTests {
  private struct Round: Equatable {
    var slots: [UInt32?]
    var ended: [UInt32]
    init(_ slots: [UInt32?], _ ended: [UInt32]) { (self.slots, self.ended) = (slots, ended) }
  }

  /// Writes one round of keys; the slots in order, and those that ended.
  private func round(
    _ section: inout SeriesSection, _ slots: inout SlotAllocator, _ keys: [UInt64]
  ) -> Round {
    slots.startRound()
    var result: [UInt32?] = []
    for key in keys { result.append(section.slot(key, allocate: { slots.take() })?.slot) }
    let ended = section.finish()
    slots.giveBack(ended)
    return Round(result, ended)
  }

  @Test func `a series keeps its slot whatever the order, and one not written has ended`() {
    var section = SeriesSection()
    var slots = SlotAllocator()
    #expect(round(&section, &slots, [7, 8, 9]) == Round([0, 1, 2], []))
    #expect(round(&section, &slots, [7, 8, 9]) == Round([0, 1, 2], []))
    #expect(round(&section, &slots, [9, 7]) == Round([2, 0], [1]))
    #expect(round(&section, &slots, [9, 7, 5]) == Round([2, 0, 1], []))
    #expect(round(&section, &slots, [9]) == Round([2], [0, 1]))
  }

  @Test func `a series written twice in a round is written once`() {
    var section = SeriesSection()
    var slots = SlotAllocator()
    #expect(round(&section, &slots, [7, 7, 8]) == Round([0, nil, 1], []))
  }
}
