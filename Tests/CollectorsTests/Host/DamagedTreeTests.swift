import Metrics
import Testing

@testable import Collectors

/// Trees of files that were damaged: no collector stops, and whatever it says has a name.
struct DamagedTreeTests {
  private static let rows =
    TableCollectorTests.rows + FolderCollectorTests.rows + CollectorSettingsTests.filters
    + [FolderCollectorTests.bcache]

  @Test(arguments: rows.indices) func `a damaged file stops no collector`(index: Int) throws {
    var random = SplitMix(state: 7 &+ UInt64(index))
    for _ in 0..<12 {
      var row = Self.rows[index]
      for (path, text) in row.files {
        row.files[path] = damaged(text, &random)
      }
      let (series, success) = try row.found()
      #expect(success == 0 || success == 1)
      #expect(series.keys.allSatisfy { !$0.hasPrefix("no series") })
      #expect(series.values.allSatisfy { $0.isFinite })
    }
  }

  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
  }

  private func damaged(_ text: String, _ random: inout SplitMix) -> String {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: if at < bytes.count { bytes[at] = UInt8.random(in: 0..<128, using: &random) }
      case 1: bytes.removeSubrange(at..<min(bytes.count, at + 5))
      case 2:
        let texts = ["-9223372036854775808", "1e999", "\n", ":", "0x", "18446744073709551616", "-"]
        bytes.insert(contentsOf: Array((texts.randomElement(using: &random) ?? "").utf8), at: at)
      default: bytes.removeSubrange(at...)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
