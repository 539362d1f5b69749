/// A block device of a made-up machine: what it does each second, and what it has done.
package struct FakeDisk {
  /// The kernel's name.
  package var name: String
  /// Its major and minor number.
  package var major = 259
  package var minor = 0
  /// Whether it turns.
  package var isRotational = false

  /// Requests a second.
  package var readRequests = 0.0
  package var writeRequests = 0.0
  /// Bytes a second.
  package var readRate = 0.0
  package var writeRate = 0.0
  /// Seconds that one write takes; a read takes a tenth.
  package var awaitSeconds = 0.0
  /// The share of time with a request in progress, 0…1.
  package var utilisation = 0.0
  /// The mean number of requests in progress.
  package var queue = 0.0

  /// What the kernel counts, in its order: reads, merged, sectors, ms; the same of writes; in progress, busy ms, weighted ms.
  private(set) var counters = [Double](repeating: 0, count: 17)

  /// A device that does nothing.
  package init(name: String) { self.name = name }

  /// Gives the device a past.
  mutating func age(by seconds: Double, readRate: Double, writeRate: Double) {
    counters[0] += seconds
    counters[2] += readRate * seconds / 512
    counters[4] += seconds
    counters[6] += writeRate * seconds / 512
  }

  mutating func advance(by seconds: Double) {
    let change: [Double] = [
      readRequests, 0, readRate / 512, readRequests * awaitSeconds * 100,
      writeRequests, 0, writeRate / 512, writeRequests * awaitSeconds * 1000,
      0, utilisation * 1000, queue * 1000, 0, 0, 0, 0, 0, 0,
    ]
    for (index, rate) in change.enumerated() { counters[index] += rate * seconds }
    counters[8] = queue.rounded()
  }

  /// The line of /proc/diskstats.
  var line: String {
    "\(major) \(minor) \(name) " + counters.map { String(UInt64($0 + 0.5)) }.joined(separator: " ")
  }
}
