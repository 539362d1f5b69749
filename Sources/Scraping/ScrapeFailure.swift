public import Exposition
public import Metrics

/// Why a scrape brought no samples.
///
/// The text is safe for a log: whatever the target said is in it with everything but printable ASCII as `\xHH`.
public enum ScrapeFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The host's name was not found within this time.
  case nameLookupTimedOut(Duration)
  /// No connection stood within this time.
  case connectTimedOut(Duration)
  /// The target did not finish within the time that a scrape may take.
  case timedOut(Duration)
  /// No connection, or it broke; libcurl's own words.
  case connection(ByteString)
  /// Another status than 200, with the target's own words for it.
  case status(Int, reason: ByteString)
  /// A type that is no page of metrics.
  case contentType(String)
  /// More bytes than a page may have, after decompression.
  case tooLarge(limit: Int)
  /// A password or key in a file that cannot be read: which, and why.
  case secret(file: String, reason: String)
  /// More samples or labels than the configuration allows: what, how many, and how many may be.
  case limit(String, count: Int, limit: Int)
  /// A line that cannot be read; the whole page counts as not read, as in Prometheus.
  case page(ExpositionError)

  /// The failure in words: what happened; what was expected.
  public var description: String {
    switch self {
    case .nameLookupTimedOut(let time):
      "the name server did not answer within \(PrometheusDuration.text(time))"
    case .connectTimedOut(let time):
      "no connection within \(PrometheusDuration.text(time))"
    case .timedOut(let time): "timed out after \(PrometheusDuration.text(time))"
    case .connection(let words): PrintableText.escaped(words)
    case .status(let code, let reason):
      "status \(code)\(reason.isEmpty ? "" : " " + PrintableText.escaped(reason)); expected 200"
    case .contentType(let problem): problem
    case .tooLarge(let limit): "a page of more than \(limit) bytes; expected at most that"
    case .secret(let file, let reason): "\(PrintableText.escaped(ByteString(file))): \(reason)"
    case .limit(let what, let count, let limit):
      PrintableText.escaped(ByteString("\(count) \(what); expected at most \(limit)"))
    case .page(let error): error.description
    }
  }
}
