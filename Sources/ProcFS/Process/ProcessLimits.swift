/// What the kernel allows a process.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/<pid>/limits`.
public struct ProcessLimits: Equatable, Sendable {
  /// One limit.
  public struct Limit: Equatable, Sendable {
    /// What is limited, as the kernel names it: `Max open files`.
    public var name: [UInt8]
    /// What holds now; `nil` where there is no limit.
    public var soft: UInt64?
    /// How far the process may raise it; `nil` where there is no limit.
    public var hard: UInt64?
    /// What is counted, such as `files`; empty where the kernel names nothing.
    public var unit: [UInt8]
  }

  /// The limits in the kernel's order.
  public private(set) var limits: [Limit] = []

  /// The reading; lines that are cut off or hold no numbers are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      guard let limit = ProcessLimits.limit(bytes, line) else { continue }
      limits.append(limit)
    }
  }

  /// The kernel pads the name, which has blanks in it, to so many columns.
  private static let nameColumns = 25

  private static func limit(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Limit? {
    guard line.count > nameColumns else { return nil }
    let start = line.lowerBound
    let name = Scan.trimmed(bytes, start..<start + nameColumns)
    var inLine = start + nameColumns
    guard !name.isEmpty,
      let soft = Scan.field(bytes, &inLine, end: line.upperBound),
      let hard = Scan.field(bytes, &inLine, end: line.upperBound),
      isAmount(bytes, soft), isAmount(bytes, hard)
    else { return nil }
    let unit = Scan.field(bytes, &inLine, end: line.upperBound)
    return Limit(
      name: Scan.copy(bytes, name), soft: Scan.unsigned(bytes, soft),
      hard: Scan.unsigned(bytes, hard), unit: unit.map { Scan.copy(bytes, $0) } ?? [])
  }

  private static func isAmount(_ bytes: Span<UInt8>, _ field: Range<Int>) -> Bool {
    Scan.equals(bytes, field, "unlimited") || Scan.unsigned(bytes, field) != nil
  }
}
