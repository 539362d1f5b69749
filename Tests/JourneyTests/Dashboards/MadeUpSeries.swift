import Metrics
import TimeSeries

/// A sample of a series that is named by its metric and labels.
struct MadeUpSample {
  var name: ByteString
  var labels: [(ByteString, ByteString)]
  var value: Double

  init(_ name: ByteString, _ labels: [(ByteString, ByteString)], _ value: Double) {
    (self.name, self.labels, self.value) = (name, labels, value)
  }

  init(_ name: ByteString, _ value: Double) { self.init(name, [], value) }
}

/// Series that no made-up kernel file makes, written straight into the ring; all counters rise at known rates.
struct MadeUpSeries {
  private let origin: SampleOrigin
  private let labels: [(name: ByteString, value: ByteString)]
  private let writer: RingWriter
  private var slots: [Labels: UInt32] = [:]

  init(_ ring: Ring, _ origin: SampleOrigin, job: ByteString, instance: ByteString) {
    self.origin = origin
    labels = [("job", job), ("instance", instance)]
    writer = ring.makeWriter()
  }

  /// Appends one sample a series at a moment.
  mutating func append(
    _ samples: [MadeUpSample], at moment: Timestamp
  ) {
    var batch = SampleBatch(origin: origin, timestamp: moment)
    for sample in samples {
      let identity = Labels(
        labels + sample.labels.map { (name: $0.0, value: $0.1) }
          + [(Labels.metricNameLabel, sample.name)])
      let slot = slots[identity] ?? UInt32(slots.count)
      if slots[identity] == nil {
        slots[identity] = slot
        batch.declarations.append(
          SeriesDeclaration(
            slot: slot, labels: identity, family: sample.name, metadata: MetricMetadata()))
      }
      batch.append(sample.value, slot: slot)
    }
    writer.append(batch)
  }
}

/// A service of which everything is known: its requests a second by outcome, and how long they take.
enum MadeUpService {
  /// Requests each second by status code.
  static let rates: [(code: ByteString, perSecond: Double)] = [
    ("200", 40), ("404", 8), ("503", 2),
  ]
  static let perSecond = 50.0
  /// 503 alone is the server's error.
  static let errorShare = 0.04
  /// Of all requests this share takes at most so many seconds.
  static let buckets: [(bound: ByteString, share: Double)] = [
    ("0.1", 0.5), ("0.2", 0.9), ("0.4", 1), ("+Inf", 1),
  ]
  static let meanSeconds = 0.125

  static func samples(after seconds: Double) -> [MadeUpSample] {
    let handler: (ByteString, ByteString) = ("handler", "/cart")
    let count = perSecond * seconds
    var samples: [MadeUpSample] = []
    for rate in rates {
      samples.append(
        MadeUpSample(
          "shop_http_requests_total", [handler, ("code", rate.code)], rate.perSecond * seconds))
    }
    for bucket in buckets {
      samples.append(
        MadeUpSample(
          "shop_http_request_duration_seconds_bucket", [handler, ("le", bucket.bound)],
          bucket.share * count))
    }
    samples.append(MadeUpSample("shop_http_request_duration_seconds_count", [handler], count))
    samples.append(
      MadeUpSample("shop_http_request_duration_seconds_sum", [handler], count * meanSeconds))
    samples.append(MadeUpSample("up", 1))
    samples.append(MadeUpSample("scrape_duration_seconds", 0.004))
    return samples
  }
}

/// What Ringside says about itself, with made-up numbers.
enum MadeUpCost {
  static func samples(after seconds: Double) -> [MadeUpSample] {
    [
      MadeUpSample("ringside_cpu_seconds_total", seconds * 0.02),
      MadeUpSample("ringside_resident_memory_bytes", 48 * 1_048_576),
      MadeUpSample("ringside_terminal_bytes_total", seconds * 700),
      MadeUpSample("ringside_tick_lag_seconds", 0.003),
      MadeUpSample("ringside_ring_bytes", 12 * 1_048_576),
      MadeUpSample("ringside_ring_series", 1234),
      MadeUpSample("ringside_ring_samples_appended_total", seconds * 1200),
      MadeUpSample("ringside_ring_samples_out_of_order_total", 0),
      MadeUpSample("ringside_ring_evicted_blocks_total", [("class", "host")], 0),
      MadeUpSample("ringside_store_lock_seconds_max", 0.0004),
      MadeUpSample("ringside_bell_rings_total", [("reason", "new alert")], 2),
      MadeUpSample("ringside_bell_withheld_total", [("reason", "acknowledged")], 5),
    ]
  }
}

/// File systems of known size.
enum MadeUpDevices {
  static let rootBytes = 100.0 * 1_073_741_824
  static let rootShare = 0.62

  static func samples() -> [MadeUpSample] {
    mount("/", "/dev/sda1", rootBytes, used: rootShare)
      + mount("/var", "/dev/sda2", rootBytes / 2, used: 0.31)
  }

  private static func mount(
    _ point: ByteString, _ device: ByteString, _ bytes: Double, used: Double
  ) -> [MadeUpSample] {
    let labels: [(ByteString, ByteString)] = [
      ("mountpoint", point), ("device", device), ("fstype", "ext4"),
    ]
    return [
      MadeUpSample("node_filesystem_size_bytes", labels, bytes),
      MadeUpSample("node_filesystem_avail_bytes", labels, bytes * (1 - used)),
      MadeUpSample("node_filesystem_files", labels, 6_000_000),
      MadeUpSample("node_filesystem_files_free", labels, 5_400_000),
      MadeUpSample("node_filesystem_readonly", labels, 0),
      MadeUpSample("node_filesystem_device_error", labels, 0),
    ]
  }
}
