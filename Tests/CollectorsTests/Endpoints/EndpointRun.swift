import Collectors
import Foundation
import Metrics
import Scraping
import Sharing

/// Runs a collector on the test's own thread until something is true, and keeps what it delivered.
final class EndpointRun {
  let collector: EndpointCollector
  private(set) var batches: [SampleBatch] = []
  private(set) var statuses: [TargetStatus] = []
  private(set) var labels: [UInt32: Labels] = [:]
  /// All samples of a series by its name, oldest first, of all targets.
  private(set) var samples: [String: [Sample]] = [:]

  /// What was delivered since the last look.
  private let delivered = Delivered()

  init(_ plans: [ScrapePlan]) { collector = EndpointCollector(plans) }

  init(_ addresses: [String], _ change: (inout ScrapeOptions) -> Void = { _ in }) throws {
    var options = ScrapeOptions(version: "9.9")
    options.interval = .milliseconds(100)
    options.timeout = .milliseconds(5000)
    // So that the tests' short intervals are not lengthened by a busy machine.
    options.timeShare = 1
    change(&options)
    collector = EndpointCollector(
      try addresses.map { ScrapePlan(target: try ScrapeTarget($0), options: options) })
  }

  /// Runs until `condition`; `false` where it is not true within twenty seconds.
  @discardableResult
  func run(until condition: (EndpointRun) -> Bool) -> Bool {
    let deadline = Date.now.addingTimeInterval(20)
    collector.run(
      deliver: deliver,
      report: {
        statuses = $0
        takeDelivered()
      }, shouldStop: { condition(self) || Date.now > deadline })
    takeDelivered()
    return condition(self)
  }

  /// Keeps a batch, on whatever thread, until `takeDelivered`.
  var deliver: EndpointCollector.Delivery {
    { [delivered] batch in delivered.batches.withLock { $0.append(batch) } }
  }

  /// Looks at what was delivered.
  func takeDelivered() {
    let new = delivered.batches.withLock { batches in
      defer { batches = [] }
      return batches
    }
    for batch in new { take(batch) }
  }

  private final class Delivered: Sendable { let batches = Guarded<[SampleBatch]>([]) }

  private func take(_ batch: SampleBatch) {
    batches.append(batch)
    for declaration in batch.declarations { labels[declaration.slot] = declaration.labels }
    for (index, slot) in batch.slots.enumerated() {
      let time =
        batch.timestamps.isEmpty
        ? batch.timestamp : Timestamp(milliseconds: batch.timestamps[index])
      keep(slot, Sample(timestamp: time, value: batch.values[index]))
    }
    for slot in batch.ended {
      keep(slot, Sample(timestamp: batch.timestamp, value: .staleMarker))
      labels[slot] = nil
    }
  }

  private func keep(_ slot: UInt32, _ sample: Sample) {
    let name = labels[slot].map { "\($0.dropping(["job"]))" } ?? "undeclared \(slot)"
    samples[name, default: []].append(sample)
  }
}
