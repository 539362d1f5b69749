internal import Metrics

/// Which collectors could read what they should, as `node_scrape_collector_success`, and how long it took them.
///
/// A collector may have several parts, read at different ticks; it succeeds when each did at its last turn, and takes as
/// long as all of them.
final class CollectorStatus: HostPart {
  private let names: [String]
  private var hasFailed: [Bool]
  private var seconds: [Double]

  private static let success = Family.gauge(
    "node_scrape_collector_success", "node_exporter: Whether a collector succeeded.")
  private static let duration = Family.gauge(
    "node_scrape_collector_duration_seconds", "node_exporter: Duration of a collector scrape.")

  /// The collectors' names, one for each part in the order of reading.
  init(_ names: [String]) {
    self.names = names
    hasFailed = names.map { _ in false }
    seconds = names.map { _ in 0 }
  }

  /// Keeps how the part with this number did.
  func note(_ part: Int, failed: Bool) { hasFailed[part] = failed }

  /// Keeps how long the part with this number took.
  func note(_ part: Int, seconds: Double) { self.seconds[part] = seconds }

  func write(to writer: inout SampleWriter, _ round: HostRound) {
    var failed: [String: Bool] = [:]
    var taken: [String: Double] = [:]
    for (part, name) in names.enumerated() {
      failed[name] = (failed[name] ?? false) || hasFailed[part]
      taken[name, default: 0] += seconds[part]
    }
    for (name, hasFailed) in failed.sorted(by: { $0.key < $1.key }) {
      writer.put(CollectorStatus.success, [("collector", name)], hasFailed ? 0 : 1)
      writer.put(CollectorStatus.duration, [("collector", name)], taken[name])
    }
  }
}
