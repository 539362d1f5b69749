/// A kernel file as rows of fields, for files that are read seldom.
///
/// Bytes that are no UTF-8 appear as U+FFFD.
public struct Table: Equatable, Sendable {
  /// The fields of each line that has one, in order.
  public let rows: [[String]]

  /// The rows of a file.
  public init(_ bytes: [UInt8]) {
    rows = bytes.split(separator: 0x0a).compactMap { line in
      let fields = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d || $0 == 0 }
      return fields.isEmpty ? nil : fields.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The number that `text` writes, hexadecimal with `0x`; `nil` where it is none.
  public static func number(_ text: some StringProtocol) -> Double? {
    if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16).map { Double($0) } }
    guard text.utf8.allSatisfy({ $0 &- 0x30 < 10 || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains($0) })
    else { return nil }
    return Double(text)
  }
}
