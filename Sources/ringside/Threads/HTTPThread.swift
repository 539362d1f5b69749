internal import Collectors
internal import Metrics
internal import Scraping
internal import TimeSeries

/// The `http` thread: scrapes endpoints and appends; it owns libcurl.
struct HTTPThread: Sendable {
  let ring: Ring
  let targets: [ScrapeTarget]
  let options: ScrapeOptions
  let exchange: Exchange
  /// Ends a wait when the exchange says stop.
  let waker: EndpointWaker

  /// Scrapes until the exchange says stop and the waker was woken.
  func run() {
    let writer = ring.makeWriter()
    let collector = EndpointCollector(
      targets: targets, options: options, waker: waker)
    collector.run(
      deliver: { batch in writer.append(batch) },
      report: { statuses in exchange.publish { $0.targets = statuses } },
      shouldStop: { exchange.isStopping })
  }
}
