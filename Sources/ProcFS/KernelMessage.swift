/// One message of the kernel's log.
///
/// Source: Documentation/ABI/testing/dev-kmsg, and syslog(2).
public struct KernelMessage: Equatable, Sendable {
  /// Who wrote it: 0 for the kernel itself; what programs write to the log has another number.
  public var facility: UInt64
  /// Microseconds since boot.
  public var microseconds: UInt64
  /// The text without what follows its first line; escapes stand for the bytes that the kernel escaped.
  public var text: [UInt8]

  /// No text is longer.
  private static let longest = 1024
  /// How many bits of the first number are the severity.
  private static let severityBits: UInt64 = 3

  /// The message of one reading of `/dev/kmsg`, `4,1234,77485227196,-;text`; `nil` where it is none.
  public init?(record bytes: Span<UInt8>) {
    guard let semicolon = Scan.first(0x3b, bytes, 0..<bytes.count),
      let first = Scan.first(0x2c, bytes, 0..<semicolon),
      let priority = Scan.unsigned(bytes, 0..<first),
      let second = Scan.first(0x2c, bytes, first + 1..<semicolon)
    else { return nil }
    let third = Scan.first(0x2c, bytes, second + 1..<semicolon) ?? semicolon
    guard let time = Scan.unsigned(bytes, second + 1..<third) else { return nil }
    let end = Scan.first(0x0a, bytes, semicolon + 1..<bytes.count) ?? bytes.count
    self.init(priority, time, bytes, semicolon + 1..<end)
  }

  /// The message of one line of syslog(2), `<4>[77485.227196] text`; `nil` where it is none.
  public init?(line bytes: Span<UInt8>, _ line: Range<Int>) {
    guard let first = line.first, bytes[first] == 0x3c,
      let angle = Scan.first(0x3e, bytes, line),
      let priority = Scan.unsigned(bytes, first + 1..<angle),
      angle + 1 < line.upperBound, bytes[angle + 1] == 0x5b,
      let bracket = Scan.first(0x5d, bytes, angle + 2..<line.upperBound),
      let time = KernelMessage.microseconds(bytes, Scan.trimmed(bytes, angle + 2..<bracket))
    else { return nil }
    let start = bracket + 1 < line.upperBound && bytes[bracket + 1] == 0x20 ? 2 : 1
    self.init(priority, time, bytes, bracket + start..<max(bracket + start, line.upperBound))
  }

  private init(_ priority: UInt64, _ time: UInt64, _ bytes: Span<UInt8>, _ text: Range<Int>) {
    facility = priority >> KernelMessage.severityBits
    microseconds = time
    self.text = KernelMessage.unescaped(
      Scan.copy(bytes, text.lowerBound..<min(text.upperBound, text.lowerBound + 4096)))
  }

  /// `77485.227196`, which has six digits behind its point.
  private static func microseconds(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    guard let point = Scan.first(0x2e, bytes, range), range.upperBound - point == 7,
      let seconds = Scan.unsigned(bytes, range.lowerBound..<point), seconds < 1 << 40,
      let fraction = Scan.unsigned(bytes, point + 1..<range.upperBound)
    else { return nil }
    return seconds * 1_000_000 + fraction
  }

  /// The text with the bytes that `\x1b` and its like stand for.
  private static func unescaped(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < text.count, result.count < longest {
      if text[index] == 0x5c, index + 3 < text.count, text[index + 1] == 0x78,
        let byte = Scan.hexadecimal(text.span, index + 2..<index + 4)
      {
        result.append(UInt8(truncatingIfNeeded: byte))
        index += 4
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }
}
