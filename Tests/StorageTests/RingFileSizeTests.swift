import Metrics
import Testing
import TimeSeries

@testable import Storage

struct RingFileSizeTests {
  @Test func `the class that needs most decides, by its share of the file`() {
    // Hosts have a quarter of a file and of it six tenths for raw samples: a day of 100 bytes a second is 8.64 MB,
    // of which a file of 57.6 MB, and a twentieth more, is large enough; processes have more room and need less.
    let bytes = RingFileSize.bytes(
      reach: .seconds(86_400), rates: [.host: 100, .processes: 120, .events: 1])
    #expect(bytes == 60_480_000)
    #expect(RingFileSize.bytes(reach: .seconds(60), rates: [:]) == RingFileLayout.leastFileBytes)
    #expect(
      RingFileSize.bytes(reach: .seconds(1 << 40), rates: [.host: 1e12]) == 1 << 50,
      "a size that no disk has is cut")
  }

  @Test func `classes that bring more get more, and none gets nothing`() {
    let budgets = RingFileSize.budgets([.host: 30, .processes: 170])
    #expect(
      budgets.classes == [.host: 13, .processes: 72, .targets: 5, .events: 5])
    // Of 95 parts: 72 for 170 bytes a second, 13 for 30; 170 / (72 / 95 * 0.6) is the larger need.
    let bytes = RingFileSize.bytes(
      reach: .seconds(1000), rates: [.host: 30, .processes: 170], budgets: budgets)
    #expect(bytes == RingFileLayout.leastFileBytes)
    let large = RingFileSize.bytes(
      reach: .seconds(1_000_000), rates: [.host: 30, .processes: 170], budgets: budgets)
    #expect(abs(large - 392_534_722) < 2)
  }

  @Test func `bytes in memory are as those of a file, zeros where nothing was written`() throws {
    let bytes = ForgetfulBytes()
    try bytes.write([UInt8](1...200).map { $0 }, at: 4000)
    try bytes.resize(to: 1 << 40)
    #expect(try bytes.byteCount() == 1 << 40)
    #expect(try bytes.read(at: 3998, count: 4) == [0, 0, 1, 2])
    #expect(try bytes.read(at: 4094, count: 4) == [95, 96, 97, 98])
    #expect(try bytes.read(at: (1 << 40) - 1, count: 9) == [0])
    #expect(try bytes.read(at: 1 << 40, count: 9) == [])
  }
}
