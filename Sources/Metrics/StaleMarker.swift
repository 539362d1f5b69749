extension Double {
  /// The NaN that ends a series: its source no longer shows it, so that no earlier sample may be used.
  ///
  /// Compare it with `isStaleMarker`; arithmetic may turn it into an ordinary NaN.
  /// Source: Prometheus, `model/value`, the bit pattern 0x7ff0000000000002.
  public static let staleMarker = Double(bitPattern: 0x7ff0_0000_0000_0002)

  /// Whether this is the staleness marker, bit for bit.
  public var isStaleMarker: Bool { bitPattern == 0x7ff0_0000_0000_0002 }
}

/// One value of a series at one moment.
public struct Sample: Sendable {
  /// When the value was true.
  public var timestamp: Timestamp
  /// The value; NaN with any payload is kept as it is.
  public var value: Double

  /// The sample of `value` at `timestamp`.
  public init(timestamp: Timestamp, value: Double) {
    self.timestamp = timestamp
    self.value = value
  }
}

extension Sample: Equatable {
  /// Equality by bits, so that two equal NaNs are equal.
  public static func == (left: Sample, right: Sample) -> Bool {
    left.timestamp == right.timestamp && left.value.bitPattern == right.value.bitPattern
  }
}
