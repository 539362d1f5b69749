/// What the processors say about themselves, a table of names and texts for each.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/cpuinfo`.
public struct CPUInformation: Equatable, Sendable {
  /// The texts of each processor by name, such as `model name`, in the kernel's order.
  public let processors: [[String: String]]

  /// The reading; a line without a colon is passed over.
  public init(_ bytes: [UInt8]) {
    var found: [[String: String]] = []
    var isNew = true
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
      guard let colon = line.firstIndex(of: 0x3a) else {
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { isNew = true }
        continue
      }
      if isNew { found.append([:]) }
      isNew = false
      let name = CPUInformation.trimmed(line[..<colon])
      found[found.count - 1][name] = CPUInformation.trimmed(line[(colon + 1)...])
    }
    processors = found.filter { $0["processor"] != nil }
  }

  /// The words of a text such as `flags` of the first processor; empty where there is none.
  public func words(_ name: String) -> [String] {
    (processors.first?[name] ?? "").split(separator: " ").map(String.init)
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    var rest = bytes.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return String(decoding: rest, as: UTF8.self)
  }
}
