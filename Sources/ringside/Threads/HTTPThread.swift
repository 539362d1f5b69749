internal import Collectors
internal import Metrics
internal import Sharing
internal import TimeSeries

/// The `http` thread: it owns libcurl and scrapes endpoints, whose pages threads beside it read and append.
struct HTTPThread: Sendable {
  let ring: Ring
  /// Where the targets come from.
  let desk: TargetDesk
  let exchange: Exchange

  /// Scrapes until the exchange says stop and the desk's waker was woken.
  func run() {
    // The threads that read pages come for it.
    let writer = Guarded(ring.makeWriter())
    let collector = EndpointCollector([], waker: desk.waker)
    collector.run(
      deliver: { batch in
        let result = writer.withLock { $0.append(batch) }
        guard case .target(let url) = batch.origin else { return }
        exchange.publish(refused: result.refused, of: url)
      },
      report: { statuses in exchange.publish { $0.targets = statuses } },
      changes: { desk.takeChanges() },
      shouldStop: { exchange.isStopping })
  }
}
