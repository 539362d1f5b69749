/// A number of bytes on the command line: `64MiB`, `1GiB`, `500kB`, `1048576`.
enum ByteSizeArgument {
  private static let units: [(name: String, bytes: Int)] = [
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("kB", 1000),
    ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1), ("", 1),
  ]

  /// The number that `text` writes; `nil` where it writes none or it does not fit.
  static func parse(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count)
    guard let count = Int(digits), let size = units.first(where: { $0.name == unit }) else {
      return nil
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size.bytes)
    return overflow ? nil : bytes
  }
}
