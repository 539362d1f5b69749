internal import Documents
internal import Metrics
internal import TimeSeries

/// The samples of a window as OpenMetrics with timestamps: a family after the other, in each a series after the other.
///
/// Staleness markers are left out, as the format has none, and so are series whose names it cannot hold.
/// Source: OpenMetrics 1.0, "Text format"; Prometheus, Storage, "Backfilling from OpenMetrics format".
struct WindowOpenMetrics {
  private struct Family {
    var metadata: MetricMetadata
    var metrics: [ByteString] = []
  }

  private let samples: WindowSamples

  /// The samples of a window.
  init(_ samples: WindowSamples) { self.samples = samples }

  /// Writes the page.
  func write(to file: inout NewFile) {
    let families = families
    for name in families.keys.sorted() {
      guard let family = families[name] else { continue }
      write(name, family, to: &file)
      if file.hasFailed { return }
    }
    file.write("# EOF\n")
  }

  // MARK: - Families

  private var families: [ByteString: Family] {
    let metrics = samples.metrics.filter { Self.isName($0.name, colons: true) }
    let names = Set(metrics.map(\.name))
    var families: [ByteString: Family] = [:]
    for metric in metrics {
      let (name, type) = Self.family(of: metric.name, metric.metadata.type)
      var metadata = metric.metadata
      metadata.type = type
      var family = families[name] ?? Family(metadata: metadata)
      // One of another type makes the whole family one of no type.
      if family.metadata.type != type { family.metadata.type = .unknown }
      family.metrics.append(metric.name)
      families[name] = family
    }
    return families.reduce(into: [:]) { result, entry in
      let (name, family) = entry
      let own = Set(Self.endings(family.metadata.type).map { ByteString(name.bytes + $0.utf8) })
      let isClean =
        own.isSuperset(of: family.metrics)
        && own.union([name]).intersection(names).isSubset(of: family.metrics)
      guard !isClean else { return result[name] = family }
      for metric in family.metrics {
        result[metric] = Family(
          metadata: MetricMetadata(type: .unknown, help: family.metadata.help), metrics: [metric])
      }
    }
  }

  /// What may follow the name of a family in the names of its samples.
  private static func endings(_ type: MetricType) -> [String] {
    switch type {
    case .counter: ["_total", "_created"]
    case .histogram: ["_bucket", "_count", "_sum", "_created"]
    case .summary: ["", "_count", "_sum", "_created"]
    case .gauge, .info, .stateSet, .gaugeHistogram, .unknown: [""]
    }
  }

  /// The family that a series belongs to by its type and the ending of its name.
  private static func family(
    of name: ByteString, _ type: MetricType
  ) -> (name: ByteString, type: MetricType) {
    switch type {
    case .gauge, .info: return (name, .gauge)
    case .stateSet, .gaugeHistogram, .unknown: return (name, .unknown)
    case .summary where !name.text.hasSuffix("_count") && !name.text.hasSuffix("_sum"):
      return (name, type)
    case .counter, .histogram, .summary: break
    }
    for ending in endings(type) where !ending.isEmpty && name.text.hasSuffix(ending) {
      guard name.count > ending.utf8.count else { break }
      return (ByteString(name.bytes.dropLast(ending.utf8.count)), type)
    }
    return (name, .unknown)
  }

  private func write(_ name: ByteString, _ family: Family, to file: inout NewFile) {
    var groups: [Labels: [WindowSeries]] = [:]
    for metric in family.metrics {
      for series in samples.series(of: metric) where isWritable(series.labels) {
        groups[point(series.labels, family.metadata.type), default: []].append(series)
      }
    }
    guard !groups.isEmpty else { return }
    file.write("# TYPE \(name.text) \(Self.word(family.metadata.type))\n")
    if !family.metadata.help.isEmpty {
      file.write("# HELP \(name.text) \(Self.escaped(family.metadata.help))\n")
    }
    for labels in groups.keys.sorted() {
      write(groups[labels] ?? [], family.metadata.type, to: &file)
    }
  }

  private static func word(_ type: MetricType) -> String {
    switch type {
    case .counter, .gauge, .histogram, .summary: type.rawValue
    case .info, .stateSet, .gaugeHistogram, .unknown: "unknown"
    }
  }

  /// What the series of one point have in common.
  private func point(_ labels: Labels, _ type: MetricType) -> Labels {
    switch type {
    case .histogram: labels.withoutMetricName.setting("le", to: "")
    case .summary: labels.withoutMetricName.setting("quantile", to: "")
    case .counter, .gauge, .info, .stateSet, .gaugeHistogram, .unknown: labels
    }
  }

  // MARK: - Points

  /// Writes the points of one metric in the order of their times, the buckets of a histogram together.
  private func write(_ series: [WindowSeries], _ type: MetricType, to file: inout NewFile) {
    let ordered = series.sorted { Self.order($0.labels) < Self.order($1.labels) }
    let heads = ordered.map { Self.head($0.labels) }
    guard ordered.count > 1 else {
      for (head, one) in zip(heads, ordered) {
        var text = ""
        for (time, value) in zip(one.times, one.values) where !value.isStaleMarker {
          text += Self.line(head, value, time)
        }
        file.write(text)
      }
      return
    }
    let values = ordered.map { one in
      Dictionary(zip(one.times, one.values), uniquingKeysWith: { first, _ in first })
    }
    for time in Set(ordered.flatMap(\.times)).sorted() {
      for (head, known) in zip(heads, values) {
        guard let value = known[time], !value.isStaleMarker else { continue }
        file.write(Self.line(head, value, time))
      }
    }
  }

  private static func line(_ head: String, _ value: Double, _ time: Int64) -> String {
    let text = value.isNaN ? "NaN" : FloatText.shortest(value)
    return "\(head) \(text) \(JSONText.seconds(time))\n"
  }

  /// Buckets by their bound, then the count and the sum.
  private static func order(_ labels: Labels) -> (Int, Double, ByteString) {
    let name = labels.metricName ?? ""
    if let bound = labels["le"] ?? labels["quantile"] {
      return (0, Double(bound.text) ?? .infinity, name)
    }
    return (1, 0, name)
  }

  /// The name and the labels.
  private static func head(_ labels: Labels) -> String {
    let pairs = labels.withoutMetricName.map { pair in
      "\(pair.name.text)=\"\(escaped(pair.value, quotes: true))\""
    }
    let name = (labels.metricName ?? "").text
    return pairs.isEmpty ? name : "\(name){\(pairs.joined(separator: ","))}"
  }

  // MARK: - Text

  /// A text in which what would end it is escaped; bytes that are no UTF-8 are the replacement character.
  private static func escaped(_ text: ByteString, quotes: Bool = true) -> String {
    var result = ""
    for scalar in text.text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private func isWritable(_ labels: Labels) -> Bool {
    labels.allSatisfy { $0.name == Labels.metricNameLabel || Self.isName($0.name, colons: false) }
  }

  private static func isName(_ name: ByteString, colons: Bool) -> Bool {
    guard let first = name.bytes.first, !(0x30...0x39).contains(first) else { return false }
    return name.bytes.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf)
        || byte == UInt8(ascii: "_") || (colons && byte == UInt8(ascii: ":"))
    }
  }
}
