internal import Metrics

/// A part that has nothing to remember: one function that reads and writes.
struct ReadPart: HostPart {
  let read: (inout SampleWriter) -> Void

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) { read(&writer) }
}

/// A file of the system with the family that its number goes to.
struct Attribute: Sendable {
  let file: String
  let family: Family
  let unit: Double

  init(_ file: String, _ family: Family, unit: Double = 1) {
    self.file = file
    self.family = family
    self.unit = unit
  }

  /// Writes the number where the file has one.
  func write(_ folder: String, _ labels: [(String, String)], to writer: inout SampleWriter) {
    writer.put(family, labels, Tree.number("\(folder)/\(file)").map { $0 * unit })
  }
}
