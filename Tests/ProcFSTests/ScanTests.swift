import ProcFS
import Testing

/// Bytes of a file written as text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

struct ScanTests {
  @Test(
    arguments: [
      ("0", 0), ("18446744073709551615", UInt64.max), ("18446744073709551616", nil), ("", nil),
      ("-1", nil), ("1a", nil), ("00012", 12),
    ] as [(String, UInt64?)])
  func `an unsigned number is what all the digits say`(_ text: String, _ value: UInt64?) {
    let input = bytes(text)
    let number = Scan.unsigned(input.span, 0..<input.count)
    #expect(number == value)
  }

  @Test(
    arguments: [
      ("-9223372036854775808", Int64.min), ("9223372036854775807", Int64.max),
      ("9223372036854775808", nil), ("-", nil), ("-9223372036854775809", nil), ("-7", -7),
    ] as [(String, Int64?)])
  func `a signed number has its range`(_ text: String, _ value: Int64?) {
    let input = bytes(text)
    let number = Scan.signed(input.span, 0..<input.count)
    #expect(number == value)
  }

  @Test(
    arguments: [
      ("0000000A", 10), ("ffffffffffffffff", UInt64.max), ("1ffffffffffffffff", nil), ("0x1", nil),
    ] as [(String, UInt64?)])
  func `a hexadecimal number has no prefix`(_ text: String, _ value: UInt64?) {
    let input = bytes(text)
    let number = Scan.hexadecimal(input.span, 0..<input.count)
    #expect(number == value)
  }

  @Test func `lines and fields end where the bytes end`() {
    let input = bytes("a  b\n\n c")
    var position = 0
    var lines: [[String]] = []
    while let line = Scan.line(input.span, &position) {
      var inLine = line.lowerBound
      var fields: [String] = []
      while let field = Scan.field(input.span, &inLine, end: line.upperBound) {
        fields.append(String(decoding: input[field], as: UTF8.self))
      }
      lines.append(fields)
    }
    #expect(lines == [["a", "b"], [], ["c"]])
  }
}
