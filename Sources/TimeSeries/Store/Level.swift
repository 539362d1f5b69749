/// A resolution in which samples are kept.
enum Level: Int, CaseIterable {
  case raw
  case tenSeconds
  case oneMinute

  /// The width of its buckets in milliseconds; 0 for raw samples.
  var width: Int64 {
    switch self {
    case .raw: 0
    case .tenSeconds: 10_000
    case .oneMinute: 60_000
    }
  }

  /// Its part of a hundred of a class's blocks.
  var share: Int {
    switch self {
    case .raw: 60
    case .tenSeconds: 15
    case .oneMinute: 25
    }
  }

  /// The size of its blocks.
  ///
  /// Measured on host-like data: larger blocks spend less on headers, smaller ones less on series that end young.
  var blockBytes: Int {
    switch self {
    case .raw: 512
    case .tenSeconds, .oneMinute: 256
    }
  }
}

extension Level {
  /// When the bucket that holds the moment ends.
  func end(after time: Int64) -> Int64 {
    let (end, overflow) = (time.bucket(width) + 1).multipliedReportingOverflow(by: width)
    return overflow ? .max : end
  }
}

extension Int64 {
  /// The number of the bucket of this width that holds the moment, rounded towards the past.
  @inline(__always) func bucket(_ width: Int64) -> Int64 {
    let quotient = self / width
    return self < quotient * width ? quotient - 1 : quotient
  }
}
