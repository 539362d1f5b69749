internal import Metrics

/// Why a target is scraped less often than was asked for.
public enum IntervalReason: Sendable, Hashable, CustomStringConvertible {
  /// A scrape took more of the target's time than its share of the interval.
  case slow(took: Duration, interval: Duration)
  /// The page is larger than a target may send at the usual interval.
  case large(bytes: Int, limit: Int)
  /// The name of the host was not found within the time of a scrape.
  case nameServer(Duration)
  /// The target asked for a pause with `Retry-After`.
  case retryAfter(Duration)

  /// The reason as a person reads it.
  public var description: String {
    switch self {
    case .slow(let took, let interval):
      "a scrape took \(PrometheusDuration.text(took)) of an interval of "
        + "\(PrometheusDuration.text(interval)); it may take a tenth"
    case .large(let bytes, let limit):
      "the page has \(bytes) bytes; up to \(limit) keep the usual interval"
    case .nameServer(let waited):
      "the name server did not answer within \(PrometheusDuration.text(waited))"
    case .retryAfter(let pause):
      "the target asked for a pause of \(PrometheusDuration.text(pause))"
    }
  }
}
