import Metrics
import Synchronization
import Testing

@testable import TimeSeries

/// The head of an arena is as docs/ring-format.md says, and says clearly what is wrong with another one.
@Suite struct ArenaHeadTests {
  /// The rule of checksums, as the format's description has it.
  private static func checksum(_ words: [UInt64]) -> UInt64 {
    var hash: UInt64 = 0x5249_4e47_5349_4445
    for word in words {
      hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    return (hash ^ hash >> 32) & 0xffff_ffff
  }

  private static func words(_ arena: ArenaBytes) -> UnsafeMutablePointer<UInt64> {
    arena.base.assumingMemoryBound(to: UInt64.self)
  }

  private static func fresh() -> ArenaBytes {
    let layout = ArenaLayout(byteBound: Ring.leastByteBound)
    let arena = ArenaBytes(count: layout.byteCount)
    _ = Ring(arena: arena, layout: layout, beginning: Timestamp(milliseconds: 77))
    return arena
  }

  /// What opening says of a head with a word changed, and the checksum made to fit if wanted.
  private static func message(word: Int, _ value: UInt64, isSigned: Bool) -> String {
    let arena = fresh()
    words(arena)[word] = value
    if isSigned {
      let all = (0..<4).map { words(arena)[$0] } + (8..<40).map { words(arena)[$0] }
      words(arena)[4] = 16 << 32 | checksum(all)
    }
    do {
      _ = try Ring(reading: arena)
      return ""
    } catch { return "\(error)" }
  }

  @Test func `a head says what the format's description says`() {
    let arena = Self.fresh()
    let words = Self.words(arena)
    #expect(UnsafeRawBufferPointer(start: words, count: 8).elementsEqual("RINGSIDE".utf8))
    #expect(words[1] == 0x0102_0304_0000_0001)
    #expect(words[2] == UInt64(arena.count))
    #expect(words[3] == 77)
    let all = (0..<4).map { words[$0] } + (8..<40).map { words[$0] }
    #expect(words[4] == 16 << 32 | Self.checksum(all))
    var end: UInt64 = 4096
    for area in 0..<16 {
      let (shape, offset) = (words[8 + 2 * area], words[9 + 2 * area])
      #expect(shape & 0xffff == UInt64((area / 4) << 8 | area % 4))
      #expect(offset == end)
      let blocks = shape >> 32
      let bytes = blocks * (shape >> 16 & 0xffff) + max(16, blocks / 4) * 8
      end = offset + (bytes + 4095) / 4096 * 4096
    }
    #expect(end == UInt64(arena.count))
  }

  @Test(
    arguments: [
      (0, 0, false, "arena: not the bytes of an arena; expected 'RINGSIDE' at the start"),
      (
        1, 0x0403_0201_0000_0001, true,
        "arena: written by a machine of another byte order; expected little-endian"
      ),
      (
        1, 0x0102_0304_0000_0007, true,
        "arena: written in version 7 of the format; expected version 1"
      ),
      (
        3, 78, false,
        "arena: the head has changed since it was written; expected its checksum"
      ),
      (2, 1 << 40, true, "arena: 405504 bytes; expected at least 1099511627776"),
      (
        8, 0x0000_0001_0100_0000, true,
        "arena: area 0 of the head has another shape; expected that of its class and resolution"
      ),
      (
        9, 1 << 30, true,
        "arena: area 0 of the head leaves the arena; expected it to end before the arena does"
      ),
      (
        10, 0xffff_ffff_0100_0001, true,
        "arena: area 1 of the head leaves the arena; expected it to end before the arena does"
      ),
      (
        11, 4096, true,
        """
        arena: area 1 of the head begins at a wrong place; expected it at a page of its own behind \
        the one before
        """
      ),
      (
        4, 16 << 32 | 5, false,
        "arena: the head has changed since it was written; expected its checksum"
      ),
    ] as [(Int, UInt64, Bool, String)])
  func `what is no arena is refused with the reason`(
    word: Int, value: UInt64, isSigned: Bool, expected: String
  ) {
    #expect(Self.message(word: word, value, isSigned: isSigned) == expected)
  }

  @Test func `fewer bytes than a head, and an arena that was cut, are refused`() {
    let arena = Self.fresh()
    for (count, expected) in [
      (0, "arena: 0 bytes; expected at least 4096"),
      (8192, "arena: 8192 bytes; expected at least \(arena.count)"),
    ] {
      let part = ArenaBytes(arena.base, count: count, isWritable: false) { _, _ in }
      #expect {
        _ = try Ring(reading: part)
      } throws: {
        "\($0)" == expected
      }
    }
  }
}
