internal import Metrics

/// Makes the target of a job of one written address.
///
/// Source: Prometheus, Configuration, `relabel_config`: the labels `__address__`, `__scheme__`, `__metrics_path__`,
/// `__param_<name>`, `__scrape_interval__` and `__scrape_timeout__`.
struct JobTargetBuilder {
  let job: ScrapeJob
  let group: StaticGroup
  let address: ByteString

  /// The target; `nil` where relabelling drops it.
  func target() throws(ScrapeTargetError) -> JobTarget? {
    guard let labels = RelabelRule.apply(job.relabelling, to: discovered) else { return nil }
    let interval = try duration("__scrape_interval__", labels)
    let timeout = try duration("__scrape_timeout__", labels)
    guard timeout <= interval else {
      throw error("a scrape may take longer than its interval; expected at most the interval")
    }
    let target = try ScrapeTarget(
      scheme: labels["__scheme__"] ?? "", authority: labels["__address__"] ?? "",
      path: labels["__metrics_path__"] ?? "", query: query(labels), labels: visible(labels),
      access: job.access)
    return JobTarget(target: target, interval: interval, timeout: timeout)
  }

  /// The labels before relabelling.
  private var discovered: Labels {
    var pairs: [(name: ByteString, value: ByteString)] = [
      ("job", job.name), ("__scheme__", job.scheme), ("__metrics_path__", job.metricsPath),
      ("__scrape_interval__", ByteString(PrometheusDuration.text(job.interval))),
      ("__scrape_timeout__", ByteString(PrometheusDuration.text(job.timeout))),
    ]
    for parameter in job.parameters {
      if let first = parameter.values.first {
        pairs.append((ByteString("__param_".utf8 + parameter.name.bytes), first))
      }
    }
    return Labels(pairs).merging(group.labels).setting("__address__", to: address)
  }

  /// The labels of the target's series.
  private func visible(_ labels: Labels) -> Labels {
    var pairs = labels.filter { !$0.name.hasPrefix("__") }
    if labels["instance"] == nil { pairs.append(("instance", labels["__address__"] ?? "")) }
    return Labels(pairs)
  }

  private func query(_ labels: Labels) -> String {
    var values: [ByteString: [ByteString]] = [:]
    for parameter in job.parameters { values[parameter.name] = parameter.values }
    let mark: ByteString = "__param_"
    for pair in labels where pair.name.hasPrefix(mark) {
      let name = ByteString(pair.name.bytes.dropFirst(mark.count))
      values[name] = [pair.value] + (values[name] ?? []).dropFirst()
    }
    let sorted = values.sorted { $0.key < $1.key }
    return sorted.flatMap { name, values in
      values.map { PercentEncoding.query(name) + "=" + PercentEncoding.query($0) }
    }.joined(separator: "&")
  }

  private func duration(_ name: ByteString, _ labels: Labels) throws(ScrapeTargetError) -> Duration
  {
    let text = labels[name]?.text ?? ""
    guard let duration = PrometheusDuration.parse(text), duration > .zero else {
      throw error("found '\(text)' as the label '\(name.text)'; expected a duration")
    }
    return duration
  }

  private func error(_ reason: String) -> ScrapeTargetError {
    ScrapeTargetError(address: address.text, reason: reason)
  }
}

/// Bytes as an address may hold them.
///
/// Source: RFC 3986, section 2.1.
enum PercentEncoding {
  /// A name or value of a query.
  static func query(_ text: ByteString) -> String { encoded(text, others: "") }

  /// A path.
  static func path(_ text: ByteString) -> String { encoded(text, others: "/$&+,:;=@!'()*%") }

  private static func encoded(_ text: ByteString, others: String) -> String {
    let plain = Set(others.utf8)
    var result: [UInt8] = []
    for byte in text.bytes {
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || [45, 46, 95, 126].contains(byte) || plain.contains(byte)
      if isPlain {
        result.append(byte)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += Array("%\(byte < 16 ? "0" : "")\(digits)".utf8)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
