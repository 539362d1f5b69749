/// Walks the bytes of a kernel file by position; allocates nothing.
///
/// Ranges are positions in the bytes given; fields are separated by blanks and tabs, lines by line feeds, and the last
/// line may lack its own.
public enum Scan {
  /// The next line without its line feed, `position` moved past it; `nil` at the end.
  public static func line(_ bytes: Span<UInt8>, _ position: inout Int) -> Range<Int>? {
    guard position < bytes.count else { return nil }
    let start = position
    while position < bytes.count, bytes[position] != 0x0a { position += 1 }
    let end = position
    position += 1
    return start..<end
  }

  /// The next field before `end`, `position` moved to its end; `nil` where none is left.
  public static func field(_ bytes: Span<UInt8>, _ position: inout Int, end: Int) -> Range<Int>? {
    let limit = min(end, bytes.count)
    while position < limit, isBlank(bytes[position]) { position += 1 }
    guard position < limit else { return nil }
    let start = position
    while position < limit, !isBlank(bytes[position]) { position += 1 }
    return start..<position
  }

  /// The next field as an unsigned number; `nil` where none is left or it is none.
  public static func number(_ bytes: Span<UInt8>, _ position: inout Int, end: Int) -> UInt64? {
    guard let range = field(bytes, &position, end: end) else { return nil }
    return unsigned(bytes, range)
  }

  /// The unsigned decimal that the whole range writes; `nil` where it is none or does not fit.
  public static func unsigned(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    guard !range.isEmpty else { return nil }
    var result: UInt64 = 0
    for index in range {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return nil }
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      guard !overflow, !carry else { return nil }
      result = sum
    }
    return result
  }

  /// The decimal with an optional minus sign that the whole range writes; `nil` where it is none or does not fit.
  public static func signed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    guard let first = range.first, bytes[first] == 0x2d else {
      return unsigned(bytes, range).flatMap { Int64(exactly: $0) }
    }
    guard let magnitude = unsigned(bytes, range.dropFirst()) else { return nil }
    if magnitude == Int64.min.magnitude { return .min }
    return Int64(exactly: magnitude).map { -$0 }
  }

  /// The hexadecimal number without prefix that the whole range writes; `nil` where it is none or does not fit.
  public static func hexadecimal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    guard !range.isEmpty else { return nil }
    var result: UInt64 = 0
    for index in range {
      guard let digit = hexDigit(bytes[index]), result >> 60 == 0 else { return nil }
      result = result << 4 | digit
    }
    return result
  }

  /// The decimal fraction that the whole range writes, such as `0.21`; `nil` where it is none.
  public static func fraction(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
    guard !range.isEmpty, range.count <= 64 else { return nil }
    var text: [UInt8] = []
    text.reserveCapacity(range.count)
    for index in range {
      let byte = bytes[index]
      guard byte &- 0x30 < 10 || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains(byte) else { return nil }
      text.append(byte)
    }
    return Double(String(decoding: text, as: UTF8.self))
  }

  /// Whether the bytes in `range` are those of `text`.
  public static func equals(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ text: StaticString
  ) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return starts(bytes, range, with: text)
  }

  /// Whether the bytes in `range` begin with `text`.
  public static func starts(
    _ bytes: Span<UInt8>, _ range: Range<Int>, with text: StaticString
  ) -> Bool {
    guard range.count >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { wanted in
      for offset in 0..<wanted.count
      where unsafe bytes[range.lowerBound + offset] != wanted[offset] {
        return false
      }
      return true
    }
  }

  /// The position of the first `byte` in `range`; `nil` where there is none.
  public static func first(_ byte: UInt8, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    for index in range where bytes[index] == byte { return index }
    return nil
  }

  /// The bytes of `range` as an array.
  public static func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    for index in range { result.append(bytes[index]) }
    return result
  }

  /// The range without blanks, tabs and line feeds at both ends.
  public static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, isSpace(bytes[start]) { start += 1 }
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isSpace(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == 0x0a || byte == 0x0d || byte == 0
  }

  private static func hexDigit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x41...0x46: UInt64(byte - 0x41 + 10)
    case 0x61...0x66: UInt64(byte - 0x61 + 10)
    default: nil
    }
  }
}
