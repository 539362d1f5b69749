/// Small files of a bcachefs file system.
///
/// Source: Documentation/filesystems/bcachefs and `fs/bcachefs/sysfs.c`.
public enum BcachefsFiles {
  /// One row of a table: its name and two quantities.
  public struct Row: Equatable, Sendable {
    /// The first column, without a colon.
    public var name: String
    /// The second column.
    public var first: Double
    /// The third column.
    public var second: Double
  }

  /// The rows of `compression_stats` and `btree_write_stats` below the headings; `nil` where a quantity is none.
  public static func table(_ bytes: [UInt8]) -> [Row]? {
    var result: [Row] = []
    for row in Table(bytes).rows.dropFirst() where row.count > 2 {
      guard let first = BinaryQuantity.value(row[1]), let second = BinaryQuantity.value(row[2])
      else { return nil }
      let name = row[0].hasSuffix(":") ? String(row[0].dropLast()) : row[0]
      result.append(Row(name: name, first: first, second: second))
    }
    return result
  }

  /// The kinds of errors with their counts, from `errors`; `nil` where a count is none.
  public static func errors(_ bytes: [UInt8]) -> [(name: String, count: Double)]? {
    var result: [(name: String, count: Double)] = []
    for row in Table(bytes).rows where row.count > 1 {
      guard let count = UInt64(row[1]) else { return nil }
      result.append((row[0], Double(count)))
    }
    return result
  }

  /// What a counter has counted since the file system was made; `nil` where the file does not say.
  public static func sinceCreation(_ bytes: [UInt8]) -> Double? {
    let head = "since filesystem creation:"
    for line in bytes.split(separator: 0x0a) where line.starts(with: head.utf8) {
      return BinaryQuantity.value(
        String(decoding: line.dropFirst(head.utf8.count), as: UTF8.self))
    }
    return nil
  }

  /// The bytes that a device has read and written by kind, from `io_done`; `nil` where a number is none.
  public static func finished(
    _ bytes: [UInt8]
  ) -> [(operation: String, kind: String, bytes: Double)]? {
    var operation = ""
    var result: [(operation: String, kind: String, bytes: Double)] = []
    for (name, text) in pairs(bytes) {
      if text.isEmpty, name == "read" || name == "write" {
        operation = name
      } else if !operation.isEmpty {
        guard let value = UInt64(text) else { return nil }
        result.append((operation, name, Double(value)))
      }
    }
    return result
  }

  /// The errors of a device since the file system was made, from `io_errors`; `nil` where a number is none.
  public static func deviceErrors(_ bytes: [UInt8]) -> [(type: String, count: Double)]? {
    var isOfCreation = false
    var result: [(type: String, count: Double)] = []
    for line in bytes.split(separator: 0x0a) {
      if line.starts(with: "IO errors since ".utf8) {
        if isOfCreation { break }
        isOfCreation = line.starts(with: "IO errors since filesystem creation".utf8)
      } else if isOfCreation, let pair = pairs(Array(line)).first {
        guard let value = UInt64(pair.text) else { return nil }
        result.append((pair.name, Double(value)))
      }
    }
    return result
  }

  /// The parts before and behind the first colon of each line that has one, without blanks around them.
  private static func pairs(_ bytes: [UInt8]) -> [(name: String, text: String)] {
    bytes.split(separator: 0x0a).compactMap { line in
      guard let colon = line.firstIndex(of: 0x3a) else { return nil }
      let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
      let text = { (part: ArraySlice<UInt8>) -> String in
        var rest = part.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
      }
      return (text(line[..<colon]), text(line[(colon + 1)...]))
    }
  }
}
