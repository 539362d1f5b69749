internal import Metrics

/// How a metric is best asked for: a counter as a rate, everything else as it is.
struct MetricQuery {
  let selector: String
  let value: String
  let isCounter: Bool
  let unit: Unit

  /// The query of a metric, of all sources or of one.
  init(
    _ scene: Scene, _ entry: MetricEntry, sampling: Sampling, job: ByteString? = nil,
    instance: ByteString? = nil, isRaw: Bool = false, matchers conditions: [String] = []
  ) {
    var matchers = conditions
    if let job { matchers.append(QueryText.matcher("job", job)) }
    if let instance { matchers.append(QueryText.matcher("instance", instance)) }
    selector = MetricQuery.selector(entry, matchers)
    isCounter = MetricQuery.isCounter(entry)
    value = isCounter && !isRaw ? sampling.rate(selector) : selector
    unit = MetricQuery.unit(entry, isRate: isCounter && !isRaw)
  }

  /// The series that stand for the metric: of a histogram its observations, as it has no series of its own name.
  ///
  /// OpenMetrics names a counter's family without the `_total` that its series have.
  static func selector(_ entry: MetricEntry, _ matchers: [String]) -> String {
    var name = entry.name
    var matchers = matchers
    switch entry.metadata.type {
    case .histogram, .gaugeHistogram:
      let part = entry.metadata.type == .histogram ? "_count" : "_gcount"
      if !isPart(name) { name = ByteString(name.bytes + Array(part.utf8)) }
    case .info where !ends(name, "_info"): name = ByteString(name.bytes + Array("_info".utf8))
    case .counter where !ends(name, "_total"):
      matchers.insert("__name__=~" + QueryText.quoted(ByteString(name.text + "(_total)?")), at: 0)
      return "{" + matchers.joined(separator: ",") + "}"
    case .counter, .gauge, .summary, .info, .stateSet, .unknown: break
    }
    guard QueryText.isBareName(name, colons: true) else {
      matchers.insert("__name__=" + QueryText.quoted(name), at: 0)
      return "{" + matchers.joined(separator: ",") + "}"
    }
    return name.text + (matchers.isEmpty ? "" : "{" + matchers.joined(separator: ",") + "}")
  }

  /// Whether a name is that of one of a histogram's or summary's parts.
  private static func isPart(_ name: ByteString) -> Bool {
    ["_bucket", "_count", "_sum", "_gcount", "_gsum"].contains { ends(name, $0) }
  }

  /// Whether the values only rise: by the declared type, else by the name.
  static func isCounter(_ entry: MetricEntry) -> Bool {
    switch entry.metadata.type {
    case .counter, .histogram: true
    case .summary: isPart(entry.name)
    case .unknown: ends(entry.name, "_total")
    case .gauge, .gaugeHistogram, .info, .stateSet: false
    }
  }

  /// What the values count, by the name's own unit.
  static func unit(_ entry: MetricEntry, isRate: Bool) -> Unit {
    var name = entry.name
    if entry.metadata.type == .histogram, !ends(name, "_sum") {
      return isRate ? .perSecond : .count
    }
    for suffix in ["_total", "_sum", "_count", "_bucket"] where ends(name, suffix) {
      if suffix == "_count" || suffix == "_bucket" { return isRate ? .perSecond : .count }
      name = ByteString(name.bytes.dropLast(suffix.utf8.count))
    }
    if ends(name, "_bytes") { return isRate ? .bytesPerSecond : .bytes }
    if ends(name, "_seconds") { return seconds(name, isRate: isRate) }
    if ends(name, "_ratio") { return .ratio }
    if ends(name, "_celsius") { return .celsius }
    if ends(name, "_hertz") { return .hertz }
    return isRate ? .perSecond : .count
  }

  /// Seconds on a processor each second are cores; a moment in seconds is no duration.
  private static func seconds(_ name: ByteString, isRate: Bool) -> Unit {
    if isRate {
      return ends(name, "cpu_seconds") || ends(name, "cpu_time_seconds") ? .cores : .perSecond
    }
    let isMoment = ends(name, "_time_seconds") || ends(name, "_timestamp_seconds")
    return isMoment ? .count : .seconds
  }

  private static func ends(_ name: ByteString, _ suffix: String) -> Bool {
    name.bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }
}
