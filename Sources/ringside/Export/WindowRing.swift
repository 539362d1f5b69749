internal import Metrics
internal import Presentation
internal import TimeSeries

/// The samples of a window as a recording of their own.
struct WindowRing {
  private let samples: WindowSamples
  private let situation: Situation
  private let program: String

  /// The samples of a window.
  init(_ samples: WindowSamples, _ situation: Situation, program: String) {
    self.samples = samples
    self.situation = situation
    self.program = program
  }

  /// The samples in a ring in memory.
  func ring() -> Ring {
    let ring = Ring.unbounded()
    for metric in samples.metrics {
      let family = Self.family(metric)
      for ringClass in RingClass.allCases {
        for series in samples.series(of: metric.name, ringClass) {
          let points = zip(series.times, series.values).map { time, value in
            Sample(timestamp: Timestamp(milliseconds: time), value: value)
          }
          ring.append(
            labels: series.labels, metadata: metric.metadata, family: family,
            origin: Self.origin(ringClass, series.labels), samples: points)
        }
      }
    }
    return ring
  }

  /// What the metadata of a metric is filed under.
  private static func family(_ metric: Metric) -> ByteString {
    let endings: [String]
    switch metric.metadata.type {
    case .histogram: endings = ["_bucket", "_count", "_sum"]
    case .summary: endings = ["_count", "_sum"]
    default: endings = []
    }
    let ending = endings.first { metric.name.text.hasSuffix($0) } ?? ""
    return ByteString(metric.name.bytes.dropLast(ending.utf8.count))
  }

  private static func origin(_ ringClass: RingClass, _ labels: Labels) -> SampleOrigin {
    switch ringClass {
    case .host: .host
    case .processes: .processes
    case .events: .events
    case .targets:
      .target(ByteString((labels["job"] ?? "").bytes + [0x2f] + (labels["instance"] ?? "").bytes))
    }
  }

  /// Writes the recording.
  func write(to path: String) -> String { "\(path): no recording can be written yet" }
}
