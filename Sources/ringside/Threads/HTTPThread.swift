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

  /// Scrapes until the exchange says stop, which is noticed within a second.
  func run() {
    let writer = ring.makeWriter()
    let collector = EndpointCollector(targets: targets, options: options)
    collector.run(
      deliver: { batch in writer.append(batch) },
      report: { statuses in exchange.publish { $0.targets = statuses } },
      shouldStop: { exchange.isStopping })
  }
}
