/// The mean number of tasks that run, could run or wait for a disk.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/loadavg`.
public struct LoadAverage: Equatable, Sendable {
  /// Over one minute.
  public var oneMinute: Double
  /// Over five minutes.
  public var fiveMinutes: Double
  /// Over fifteen minutes.
  public var fifteenMinutes: Double

  /// The reading; `nil` where the bytes do not begin with three numbers.
  public init?(_ bytes: Span<UInt8>) {
    var position = 0
    guard let line = Scan.line(bytes, &position) else { return nil }
    position = line.lowerBound
    var values: [Double] = []
    while values.count < 3, let field = Scan.field(bytes, &position, end: line.upperBound) {
      guard let value = Scan.fraction(bytes, field) else { return nil }
      values.append(value)
    }
    guard values.count == 3 else { return nil }
    (oneMinute, fiveMinutes, fifteenMinutes) = (values[0], values[1], values[2])
  }
}
