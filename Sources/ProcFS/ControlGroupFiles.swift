/// Small files of a control group of version 2.
///
/// Source: Documentation/admin-guide/cgroup-v2.rst.
public enum ControlGroupFiles {
  /// How much CPU a group may have: `cpu.max`.
  public struct Bandwidth: Equatable, Sendable {
    /// Microseconds of CPU in each period; `nil` for as many as there are.
    public var quotaMicroseconds: UInt64?
    /// The length of a period in microseconds.
    public var periodMicroseconds: UInt64
  }

  /// What `cpu.max` says; `nil` where the bytes are no such line.
  public static func bandwidth(_ bytes: Span<UInt8>) -> Bandwidth? {
    var position = 0
    guard let first = Scan.field(bytes, &position, end: bytes.count) else { return nil }
    let quota = Scan.unsigned(bytes, first)
    guard quota != nil || Scan.equals(bytes, first, "max"),
      let second = Scan.field(bytes, &position, end: bytes.count),
      let period = Scan.unsigned(bytes, Scan.trimmed(bytes, second)), period > 0
    else { return nil }
    return Bandwidth(quotaMicroseconds: quota, periodMicroseconds: period)
  }

  /// The number in a file such as `memory.max`; `nil` for `max`, which is no limit, and for what is no number.
  public static func number(_ bytes: Span<UInt8>) -> UInt64? {
    Scan.unsigned(bytes, Scan.trimmed(bytes, 0..<bytes.count))
  }

  /// The path in `/proc/<pid>/cgroup` within the hierarchy of version 2; `nil` where there is none.
  ///
  /// A path that leads out of what is visible, `/../…`, is none either.
  public static func path(_ bytes: Span<UInt8>) -> [UInt8]? {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      guard Scan.starts(bytes, line, with: "0::/") else { continue }
      let path = Scan.copy(bytes, line.lowerBound + 3..<line.upperBound)
      return path.starts(with: [0x2f, 0x2e, 0x2e]) ? nil : path
    }
    return nil
  }

  /// The next line that is a name and a number, `position` moved past it; `nil` where none is left.
  ///
  /// Other lines are passed over.
  static func pair(
    _ bytes: Span<UInt8>, _ position: inout Int
  ) -> (name: Range<Int>, value: UInt64)? {
    while let line = Scan.line(bytes, &position) {
      var inLine = line.lowerBound
      guard let name = Scan.field(bytes, &inLine, end: line.upperBound),
        let value = Scan.number(bytes, &inLine, end: line.upperBound),
        Scan.field(bytes, &inLine, end: line.upperBound) == nil
      else { continue }
      return (name, value)
    }
    return nil
  }
}
