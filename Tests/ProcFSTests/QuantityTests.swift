import ProcFS
import Testing

struct QuantityTests {
  @Test(
    arguments: [
      ("0", 0), ("697", 697), ("28.2k", 28_876), ("2.05G", 2_201_170_739),
      ("45.0T", 49_478_023_249_920),
      (" 62.5k ", 64_000), ("1e3", nil), ("k", nil), ("", nil), ("-1", nil), ("1.2.3", nil),
      ("12x", nil),
    ] as [(String, Double?)])
  func `bcachefs writes tenths of a unit`(_ text: String, _ value: Double?) {
    #expect(BinaryQuantity.value(text) == value)
  }

  @Test(
    arguments: [
      ("512", 512), ("20.4G", 21_894_266_880), ("1.1M", 1_150_976), ("427.5k", 437_748),
      ("0.5k", 500), ("1k", 1024), ("1.", 1), ("x", nil), ("", nil), ("1.xk", nil),
    ] as [(String, Double?)])
  func `bcache writes 1,024ths by the hundred`(_ text: String, _ value: Double?) {
    #expect(BinaryQuantity.bcacheValue(text) == value)
  }
}
