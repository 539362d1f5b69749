internal import Metrics

/// A metric family that a collector writes: its name and what it says about itself.
struct Family: Sendable {
  let name: ByteString
  let metadata: MetricMetadata
  let key: UInt64

  init(_ name: String, _ type: MetricType, _ help: String) {
    self.name = ByteString(name)
    metadata = MetricMetadata(type: type, help: ByteString(help))
    key = SeriesKey.of(name.utf8)
  }

  static func counter(_ name: String, _ help: String) -> Family { Family(name, .counter, help) }
  static func gauge(_ name: String, _ help: String) -> Family { Family(name, .gauge, help) }
  static func untyped(_ name: String, _ help: String) -> Family { Family(name, .unknown, help) }
}

/// Numbers that stand for a series within one collector; seeded anew in every run.
enum SeriesKey {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hasher = Hasher()
    for byte in bytes { hasher.combine(byte) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  static func of(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    var hasher = Hasher()
    bytes.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[range])) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  static func join(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var mixed = (first &* 0x9e37_79b9_7f4a_7c15) ^ second
    mixed = (mixed ^ (mixed >> 32)) &* 0xd6e8_feb8_6659_fd93
    return mixed ^ (mixed >> 29)
  }
}
