/// How often each interrupt was served by each CPU.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/interrupts`.
public struct Interrupts: Equatable, Sendable {
  /// One interrupt.
  public struct Line: Equatable, Sendable {
    /// The number, or a name such as `NMI`.
    public var name: String
    /// What is behind the counts: the controller and the trigger of a numbered one, else the text.
    public var info: String
    /// The devices of a numbered interrupt; empty for others.
    public var devices: String
    /// The counts in the order of `cpus`.
    public var counts: [Double]
  }

  /// The numbers of the CPUs that have a column.
  public let cpus: [String]
  /// The interrupts in the kernel's order.
  public let lines: [Line]

  /// The reading; `nil` where there is no line of headings, lines without text behind the counts are passed over.
  public init?(_ bytes: [UInt8]) {
    var rows = bytes.split(separator: 0x0a)[...]
    guard let heading = rows.popFirst() else { return nil }
    cpus = Interrupts.fields(heading).compactMap {
      $0.hasPrefix("CPU") ? String($0.dropFirst(3)) : nil
    }
    guard !cpus.isEmpty else { return nil }
    let count = cpus.count
    lines = rows.compactMap { Interrupts.line($0, count) }
  }

  private static func line(_ row: ArraySlice<UInt8>, _ count: Int) -> Line? {
    // There may be no blank between the colon and the first count.
    guard let colon = row.firstIndex(of: 0x3a) else { return nil }
    let fields = fields(row[(colon + 1)...])
    let counts = fields.prefix(count).compactMap { UInt64($0).map { Double($0) } }
    guard fields.count > count, counts.count == count else { return nil }
    let name = String(decoding: row[..<colon].drop { $0 == 0x20 }, as: UTF8.self)
    let isNumbered = UInt64(name) != nil
    let info = fields[count..<(isNumbered ? count + 1 : fields.count)].joined(separator: " ")
    let devices = isNumbered ? fields[(count + 1)...].joined(separator: " ") : ""
    return Line(name: name, info: info, devices: devices, counts: counts)
  }

  private static func fields(_ row: ArraySlice<UInt8>) -> [String] {
    row.split { $0 == 0x20 || $0 == 0x09 }.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// How often each CPU served each kind of soft interrupt.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/softirqs`.
public enum SoftInterrupts {
  /// The counts by CPU of each kind, in the kernel's order; `nil` where there is no line of headings.
  public static func counts(_ bytes: [UInt8]) -> [(
    type: String, counts: [(cpu: String, count: Double)]
  )]? {
    let rows = Table(bytes).rows
    guard let heading = rows.first, heading.allSatisfy({ $0.hasPrefix("CPU") }) else { return nil }
    let cpus = heading.map { String($0.dropFirst(3)) }
    return rows.dropFirst().compactMap { row in
      guard row[0].hasSuffix(":") else { return nil }
      let counts = zip(cpus, row.dropFirst()).compactMap { cpu, text in
        UInt64(text).map { (cpu: cpu, count: Double($0)) }
      }
      return (String(row[0].dropLast()), counts)
    }
  }
}
