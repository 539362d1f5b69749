import Metrics
import TimeSeries

/// A generator whose numbers follow from its seed.
///
/// Source: Steele et al., Fast splittable pseudorandom number generators, OOPSLA 2014.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

/// The series `name` with a label that tells it from others.
func series(_ name: ByteString, _ number: Int = 0) -> Labels {
  ["__name__": name, "job": "test", "number": ByteString("\(number)")]
}

extension Ring {
  /// All series with the name `name`, over all time.
  func all(_ name: ByteString, resolution: Resolution = .raw) -> Selection {
    select(
      [LabelMatcher("__name__", equals: name)], after: Timestamp(milliseconds: .min),
      through: Timestamp(milliseconds: .max), from: [self], resolution: resolution)
  }

  @discardableResult func append(
    _ labels: Labels, _ samples: [Sample], type: MetricType = .gauge,
    origin: SampleOrigin = .host
  ) -> AppendResult {
    append(
      labels: labels, metadata: MetricMetadata(type: type), family: labels.metricName ?? "",
      origin: origin, samples: samples)
  }
}

extension SelectedSeries {
  /// The raw samples.
  var samples: [Sample] {
    columns.flatMap { column -> [Sample] in
      guard case .floats(let times, let values) = column else { return [] }
      return zip(times, values).map {
        Sample(timestamp: Timestamp(milliseconds: $0), value: $1)
      }
    }
  }
}

extension Sample {
  init(_ milliseconds: Int64, _ value: Double) {
    self.init(timestamp: Timestamp(milliseconds: milliseconds), value: value)
  }
}
