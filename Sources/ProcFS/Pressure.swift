/// How long tasks waited for a resource since boot.
///
/// Source: Documentation/accounting/psi.rst, `/proc/pressure`.
public struct Pressure: Equatable, Sendable {
  /// Microseconds in which some task waited; `nil` when the kernel does not report it.
  public var someMicroseconds: UInt64?
  /// Microseconds in which all tasks that were not idle waited; `nil` when the kernel does not report it.
  public var fullMicroseconds: UInt64?
  /// The share of the last ten seconds in which some task waited, 0…1; `nil` when the kernel does not report it.
  public var recentShare: Double?
  /// The share of the last five minutes in which some task waited, 0…1; `nil` when the kernel does not report it.
  public var pastShare: Double?

  /// The reading; absent lines leave absent values.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      let total = Pressure.total(bytes, line)
      if Scan.starts(bytes, line, with: "some") {
        someMicroseconds = total
        recentShare = Pressure.share(bytes, line, "avg10=")
        pastShare = Pressure.share(bytes, line, "avg300=")
      }
      if Scan.starts(bytes, line, with: "full") { fullMicroseconds = total }
    }
  }

  /// A field in percent as a share.
  private static func share(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ name: StaticString
  ) -> Double? {
    var position = line.lowerBound
    while let field = Scan.field(bytes, &position, end: line.upperBound) {
      guard Scan.starts(bytes, field, with: name) else { continue }
      let percent = Scan.fraction(bytes, field.dropFirst(name.utf8CodeUnitCount))
      return percent.map { $0 / 100 }
    }
    return nil
  }

  private static func total(_ bytes: Span<UInt8>, _ line: Range<Int>) -> UInt64? {
    var position = line.lowerBound
    while let field = Scan.field(bytes, &position, end: line.upperBound) {
      if Scan.starts(bytes, field, with: "total=") {
        return Scan.unsigned(bytes, field.dropFirst(6))
      }
    }
    return nil
  }
}
