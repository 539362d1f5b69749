/// Why a scrape brought no samples.
public enum ScrapeFailure: Error, Hashable, Sendable {
  /// The target did not finish within the time that a scrape may take.
  case timedOut(Duration)
}
