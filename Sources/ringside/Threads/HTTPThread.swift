internal import Collectors
internal import Metrics
internal import TimeSeries

/// The `http` thread: scrapes endpoints and appends; it owns libcurl.
struct HTTPThread: Sendable {
  let ring: Ring
  /// Where the targets come from.
  let desk: TargetDesk
  let exchange: Exchange

  /// Scrapes until the exchange says stop and the desk's waker was woken.
  func run() {
    let writer = ring.makeWriter()
    let collector = EndpointCollector([], waker: desk.waker)
    collector.run(
      deliver: { batch in writer.append(batch) },
      report: { statuses in exchange.publish { $0.targets = statuses } },
      changes: { desk.takeChanges() },
      shouldStop: { exchange.isStopping })
  }
}
