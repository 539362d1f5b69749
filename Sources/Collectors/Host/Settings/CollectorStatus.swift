internal import Metrics

/// Which collectors could read what they should, as `node_scrape_collector_success`.
///
/// A collector may have several parts, read at different ticks; it succeeds when each did at its last turn.
final class CollectorStatus: HostPart {
  private let names: [String]
  private var hasFailed: [Bool]

  private static let success = Family.gauge(
    "node_scrape_collector_success", "node_exporter: Whether a collector succeeded.")

  /// The collectors' names, one for each part in the order of reading.
  init(_ names: [String]) {
    self.names = names
    hasFailed = names.map { _ in false }
  }

  /// Keeps how the part with this number did.
  func note(_ part: Int, failed: Bool) { hasFailed[part] = failed }

  func write(to writer: inout SampleWriter, _ round: HostRound) {
    var failed: [String: Bool] = [:]
    for (name, hasFailed) in zip(names, hasFailed) {
      failed[name] = (failed[name] ?? false) || hasFailed
    }
    for (name, hasFailed) in failed.sorted(by: { $0.key < $1.key }) {
      writer.put(CollectorStatus.success, [("collector", name)], hasFailed ? 0 : 1)
    }
  }
}
