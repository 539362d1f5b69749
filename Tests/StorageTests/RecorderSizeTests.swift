import Metrics
import TestWorld
import Testing
import TimeSeries

@testable import Storage

/// The file of a recorder is as small as it can be with room for a day and a week.
struct RecorderSizeTests {
  @Test func `each circle has room for what was measured, over its time`() throws {
    let needs = RecorderSize.needs
    for ringClass in [RingClass.host, .processes] {
      let rates = try #require(RecorderSize.measured[ringClass])
      let share = try #require(needs.shares[ringClass])
      #expect(Double(share.raw) >= rates.raw * 86_400)
      #expect(Double(share.tenSeconds) >= rates.tenSeconds * 86_400)
      #expect(Double(share.minute) >= rates.minute * 604_800)
      // And for no more than a tenth more.
      #expect(Double(share.minute) <= rates.minute * 604_800 * 1.11)
    }
    // What other machines say and what rules say has some, too.
    #expect(needs.shares[.targets].map { $0.tenSeconds > 0 } == true)
    #expect(needs.shares[.events].map { $0.minute > 0 } == true)
  }

  @Test func `the file is as long as its parts, and holds as many segments as are needed`() throws {
    let needs = RingFileNeeds(
      shares: [
        .host: .init(raw: 65_536, tenSeconds: 65_537, minute: 0),
        .processes: .init(raw: 1, tenSeconds: 1, minute: 1),
      ], indexBytes: 3 << 20)
    let layout = RingFileLayout(holding: needs, arenaBytes: 64 << 20)
    // Two more than are needed of each circle: 3, 4, 2 of the host, 3 each of processes, 2 each of the others: 30. The
    // head, a page of table, two halves of 3 MiB and two of an eighth of the arena.
    #expect(layout.fileBytes == 8192 + 4096 + (6 << 20) + (16 << 20) + 30 * 65_536)
    let file = FaultyDisk()
    let writer = try RingFileWriter(creating: file, layout: layout, facts: RingFixture.facts)
    try writer.close()
    let summary = try RingFile(file).summary
    #expect(summary.fileBytes == layout.fileBytes && summary.indexLimit == 3 << 20)
    #expect(summary.shares[.host]?.raw.segmentLimit == 3)
    #expect(summary.shares[.host]?.tenSeconds.segmentLimit == 4)
    #expect(summary.shares[.events]?.minute.segmentLimit == 2)
    #expect(try RingFileWriter(opening: file).layout == layout)
  }
}
