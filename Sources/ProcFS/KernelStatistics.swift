/// Files of named numbers of the Solaris porting layer: a line about the file, a line of headings, then name, type, data.
///
/// Source: OpenZFS, `module/os/linux/spl/spl-kstat.c`, `/proc/spl/kstat`.
public enum KernelStatistics {
  /// The numbers, in the file's order: types 3 (signed) and 4 (unsigned).
  public static func entries(_ bytes: [UInt8]) -> [(name: String, value: Double)] {
    Table(bytes).rows.dropFirst(2).compactMap { row in
      guard row.count == 3, row[1] == "4" || row[1] == "3", let value = Table.number(row[2]) else {
        return nil
      }
      return (row[0], value)
    }
  }

  /// The text under `name`, blanks in it kept; `nil` where there is none.
  public static func text(_ bytes: [UInt8], _ name: String) -> String? {
    for line in bytes.split(separator: 0x0a) where line.starts(with: name.utf8) {
      let blank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
      let type = line.dropFirst(name.utf8.count).drop(while: blank)
      let value = type.drop { !blank($0) }.drop(while: blank)
      return String(decoding: value, as: UTF8.self)
    }
    return nil
  }
}
