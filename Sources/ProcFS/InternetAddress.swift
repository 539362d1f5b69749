/// An address of the Internet protocol in its sixteen bytes; one of version 4 is held as its IPv6-mapped form.
///
/// So a connection is known by the same address whether an IPv4 or an IPv6 socket has it.
public struct InternetAddress: Hashable, Sendable {
  /// The first eight bytes as a number, the first of them the highest.
  public var high: UInt64
  /// The last eight bytes as a number.
  public var low: UInt64

  /// The address of these two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The address of version 4 whose first byte is the highest of `number`.
  public init(version4 number: UInt32) {
    self.init(high: 0, low: InternetAddress.mapped | UInt64(number))
  }

  private static let mapped: UInt64 = 0xffff_0000_0000

  /// Whether it is one of version 4.
  public var isVersion4: Bool { high == 0 && low >> 32 == 0xffff }

  /// Whether it stands for every address of the host: `0.0.0.0` or `::`.
  public var isAny: Bool { high == 0 && (low == 0 || low == InternetAddress.mapped) }

  /// The address as people write it: `192.0.2.1`, `2001:db8::1`.
  ///
  /// Source: RFC 5952, section 4.
  public var text: String {
    if isVersion4 {
      return [24, 16, 8, 0].map { String((low >> $0) & 0xff) }.joined(separator: ".")
    }
    let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { (half >> $0) & 0xffff } }
    let words = { (range: Range<Int>) in
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard let zeros = InternetAddress.longestZeros(groups) else { return words(0..<8) }
    return words(0..<zeros.lowerBound) + "::" + words(zeros.upperBound..<8)
  }

  /// The first of the longest runs of at least two zeros.
  private static func longestZeros(_ groups: [UInt64]) -> Range<Int>? {
    var best: Range<Int>?
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start >= max(2, (best?.count ?? 0) + 1) { best = start..<index }
      start = index + 1
    }
    return best
  }
}
