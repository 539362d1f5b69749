import Sharing

/// How full a file system is, and by how much it fills each second.
package struct FakeUsage: Sendable {
  /// All bytes.
  package var sizeBytes: Double
  /// Bytes that are left.
  package var availableBytes: Double
  /// Bytes that are written each second and stay.
  package var growthRate: Double

  /// A file system.
  package init(sizeBytes: Double, availableBytes: Double, growthRate: Double = 0) {
    (self.sizeBytes, self.availableBytes) = (sizeBytes, availableBytes)
    self.growthRate = growthRate
  }

  mutating func advance(by seconds: Double) {
    availableBytes = max(0, availableBytes - growthRate * seconds)
  }
}

/// How full file systems are, by the path at which they are asked, from whichever thread asks.
package final class FakeUsages: Sendable {
  private let usages = Guarded<[String: FakeUsage]>([:])

  /// What is known of the file system at a path; `nil` where there is none.
  package subscript(path: String) -> FakeUsage? {
    get { usages.withLock { $0[path] } }
    set { usages.withLock { $0[path] = newValue } }
  }

  func advance(by seconds: Double) {
    usages.withLock { usages in
      for path in usages.keys { usages[path]?.advance(by: seconds) }
    }
  }
}
