internal import Metrics

/// A part that has nothing to remember: one function that reads and writes.
struct ReadPart: HostPart {
  let read: (inout SampleWriter) -> Void

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) { read(&writer) }
}

/// What a number of the kernel's is worth in a base unit.
///
/// Where node_exporter divides, multiplying would give another last digit.
enum Unit: Sendable {
  /// So many base units.
  case times(Double)
  /// So many of them are a base unit.
  case perBase(Double)

  /// The number in base units.
  func callAsFunction(_ value: Double) -> Double {
    switch self {
    case .times(let factor): value * factor
    case .perBase(let divisor): value / divisor
    }
  }
}

/// A file of the system with the family that its number goes to.
struct Attribute: Sendable {
  let file: String
  let family: Family
  let unit: Unit

  init(_ file: String, _ family: Family, unit: Double = 1) {
    self.init(file, family, .times(unit))
  }

  init(_ file: String, _ family: Family, _ unit: Unit) {
    self.file = file
    self.family = family
    self.unit = unit
  }

  /// Writes the number where the file has one.
  func write(_ folder: String, _ labels: [(String, String)], to writer: inout SampleWriter) {
    writer.put(family, labels, Tree.number("\(folder)/\(file)").map { unit($0) })
  }
}
