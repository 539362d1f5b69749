/// What the numbers of a panel count, by the ids that Grafana has for it, and `cores`.
public enum PanelUnit: String, Hashable, Sendable, CaseIterable {
  /// A plain number, shortened: `12k`.
  case short
  /// A plain number as it is.
  case none
  /// A share, 1 being all of it.
  case ratio = "percentunit"
  /// A share, 100 being all of it.
  case percent
  /// Processors kept busy.
  case cores
  /// Bytes, in KiB, MiB and so on.
  case bytes
  /// Bytes, in kB, MB and so on.
  case decimalBytes = "decbytes"
  /// Bytes each second, in KiB/s and so on.
  case bytesPerSecond = "Bps"
  /// Bits each second, in kb/s and so on.
  case bitsPerSecond = "bps"
  /// Seconds of a duration.
  case seconds = "s"
  /// Milliseconds of a duration.
  case milliseconds = "ms"
  /// A moment, as seconds since 1970.
  case timestamp = "dateTimeAsIso"
  /// Requests each second.
  case requestsPerSecond = "reqps"
  /// Operations each second.
  case operationsPerSecond = "ops"
  /// Any other things each second.
  case perSecond = "cps"
  /// Degrees Celsius.
  case celsius
  /// Cycles each second.
  case hertz
  /// 1 for yes and 0 for no.
  case yesNo = "bool_yes_no"
}

extension PanelUnit {
  /// The unit with this id, or with one of the words that are easier to remember; `nil` where there is none.
  ///
  /// The words are `ratio`, `seconds`, `milliseconds`, `bytes/s`, `bits/s`, `requests/s`, `operations/s` and `per second`.
  public init?(named name: String) {
    switch name {
    case "ratio": self = .ratio
    case "seconds": self = .seconds
    case "milliseconds": self = .milliseconds
    case "bytes/s": self = .bytesPerSecond
    case "bits/s": self = .bitsPerSecond
    case "requests/s": self = .requestsPerSecond
    case "operations/s": self = .operationsPerSecond
    case "per second": self = .perSecond
    default: self.init(rawValue: name)
    }
  }
}
