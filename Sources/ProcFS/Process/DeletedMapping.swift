/// A part of a file without a name that a process has mapped into its memory.
///
/// Source: proc_pid_maps(5), `/proc/<pid>/maps`.
public struct DeletedMapping: Equatable, Sendable {
  /// What the mapping is called in `/proc/<pid>/map_files`: `7f0a12000-7f0a14000`.
  public var name: [UInt8]
  /// The major number of the device that has the file.
  public var major: UInt64
  /// The minor number of that device.
  public var minor: UInt64
  /// The file's number there.
  public var inode: UInt64
  /// The path that it had.
  public var path: [UInt8]

  /// The mappings of deleted files, the first of each file.
  ///
  /// Memory that only looks like a file, such as `/memfd:` and `/SYSV`, is among them: its device tells.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - most: so many at most.
  /// - Returns: the mappings in the order of their addresses.
  public static func read(_ bytes: Span<UInt8>, most: Int) -> [DeletedMapping] {
    var found: [DeletedMapping] = []
    var position = 0
    while found.count < most, let line = Scan.line(bytes, &position) {
      guard let mapping = DeletedMapping(bytes, line) else { continue }
      let isKnown = found.contains {
        $0.inode == mapping.inode && $0.major == mapping.major && $0.minor == mapping.minor
      }
      if !isKnown { found.append(mapping) }
    }
    return found
  }

  private static let mark = Array(" (deleted)".utf8)

  private init?(_ bytes: Span<UInt8>, _ line: Range<Int>) {
    let mark = DeletedMapping.mark
    guard line.count > mark.count,
      Scan.equals(bytes, line.upperBound - mark.count..<line.upperBound, " (deleted)")
    else { return nil }
    var position = line.lowerBound
    let end = line.upperBound - mark.count
    guard let range = Scan.field(bytes, &position, end: end),
      let dash = Scan.first(0x2d, bytes, range),
      Scan.hexadecimal(bytes, range.lowerBound..<dash) != nil,
      Scan.hexadecimal(bytes, dash + 1..<range.upperBound) != nil,
      Scan.field(bytes, &position, end: end) != nil, Scan.field(bytes, &position, end: end) != nil,
      let device = Scan.field(bytes, &position, end: end),
      let colon = Scan.first(0x3a, bytes, device),
      let major = Scan.hexadecimal(bytes, device.lowerBound..<colon),
      let minor = Scan.hexadecimal(bytes, colon + 1..<device.upperBound),
      let inode = Scan.number(bytes, &position, end: end), inode > 0
    else { return nil }
    let path = Scan.trimmed(bytes, position..<end)
    guard !path.isEmpty, bytes[path.lowerBound] == 0x2f else { return nil }
    (self.major, self.minor, self.inode) = (major, minor, inode)
    self.path = Scan.copy(bytes, path)
    name =
      DeletedMapping.unpadded(bytes, range.lowerBound..<dash) + [0x2d]
      + DeletedMapping.unpadded(bytes, dash + 1..<range.upperBound)
  }

  /// An address without the zeros in front that only `maps` has.
  private static func unpadded(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    let digits = Scan.copy(bytes, range).drop { $0 == 0x30 }
    return digits.isEmpty ? [0x30] : Array(digits)
  }
}
