internal import Documents
internal import Metrics

extension ConfigurationReader {
  /// What jobs take where they say nothing themselves.
  mutating func global(_ entry: Node.Entry?) -> GlobalSettings {
    var global = GlobalSettings()
    guard let entry else { return global }
    let entries = section(entry.value, "'global'", ConfigurationKeys.global)
    global.names = nameScheme(entries["metric_name_validation_scheme"]) ?? .utf8
    checkEscaping(entries["metric_name_escaping_scheme"], global.names)
    (global.scrapeInterval, global.scrapeTimeout) = times(entries, global)
    global.evaluationInterval = positive(fields.duration(entries["evaluation_interval"]))
    let pairs = fields.pairs(entries["external_labels"])
    global.externalLabels = labels(pairs, global.names)
    global.limits = limits(entries)
    global.protocols = protocols(entries["scrape_protocols"])
    return global
  }

  /// The interval and the time of a scrape, the latter never longer.
  mutating func times(
    _ entries: [ByteString: Node.Entry], _ global: GlobalSettings
  ) -> (interval: Duration, timeout: Duration) {
    let interval =
      positive(fields.duration(entries["scrape_interval"])) ?? global.scrapeInterval
    guard let entry = entries["scrape_timeout"],
      let timeout = positive(fields.duration(entry))
    else { return (interval, min(global.scrapeTimeout, interval)) }
    if timeout > interval {
      fields.refuse(
        entry.value.position,
        "'scrape_timeout' is \(PrometheusDuration.text(timeout)), longer than the interval; "
          + "expected at most \(PrometheusDuration.text(interval))")
    }
    return (interval, timeout)
  }

  /// Nothing for zero, which stands for the default.
  func positive(_ duration: Duration?) -> Duration? { duration == .zero ? nil : duration }

  /// The bounds of a page; zero stands for none.
  mutating func limits(_ entries: [ByteString: Node.Entry]) -> ScrapeLimits {
    var limits = ScrapeLimits()
    limits.bodyBytes = size(entries["body_size_limit"])
    limits.samples = bound(entries["sample_limit"])
    limits.targets = bound(entries["target_limit"])
    limits.labels = bound(entries["label_limit"])
    limits.labelNameBytes = bound(entries["label_name_length_limit"])
    limits.labelValueBytes = bound(entries["label_value_length_limit"])
    return limits
  }

  private mutating func bound(_ entry: Node.Entry?) -> Int? {
    let count = fields.count(entry)
    return count == 0 ? nil : count
  }

  /// A size such as `10MB`, all units powers of 1024 as Prometheus has it.
  private mutating func size(_ entry: Node.Entry?) -> Int? {
    guard let entry, let text = fields.text(entry)?.text, text != "0" else { return nil }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let units = ["B", "K", "M", "G", "T", "P"]
    let unit = text.dropFirst(digits.count)
    let power = units.firstIndex { $0 == unit || unit == $0 + "B" || unit == $0 + "iB" }
    guard let power, let count = Int(digits), count < 1 << 20 || power < 3 else {
      fields.wrong(entry, "a size such as '16MB'")
      return nil
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << (10 * power))
    return overflow || bytes == 0 ? nil : bytes
  }

  /// Formats by name, each at most once.
  mutating func protocols(_ entry: Node.Entry?) -> [ScrapeProtocol]? {
    guard let entry, !entry.value.isNull else { return nil }
    var protocols: [ScrapeProtocol] = []
    for (text, position) in fields.texts(entry) {
      guard let known = knownProtocol(text, position) else { continue }
      if protocols.contains(known) {
        fields.refuse(position, "format '\(text.text)' is repeated; expected it once")
      }
      protocols.append(known)
    }
    if protocols.isEmpty {
      fields.refuse(entry.value.position, "'scrape_protocols' is empty; expected a format")
    }
    return protocols
  }

  /// The format of that name.
  mutating func knownProtocol(_ text: ByteString, _ position: Position) -> ScrapeProtocol? {
    let known = ScrapeProtocol(rawValue: text.text)
    if known == nil {
      let names = ScrapeProtocol.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      fields.refuse(position, "unknown format '\(text.text)'; expected one of \(names)")
    }
    return known
  }

  /// Which names are allowed; `nil` where nothing is said.
  mutating func nameScheme(_ entry: Node.Entry?) -> NameScheme? {
    guard let entry, let text = fields.text(entry), !text.isEmpty else { return nil }
    if let scheme = NameScheme(rawValue: text.text) { return scheme }
    fields.wrong(entry, "'utf8' or 'legacy'")
    return nil
  }

  /// How names are to be escaped; only names in any letters are asked for, whatever stands there.
  mutating func checkEscaping(_ entry: Node.Entry?, _ names: NameScheme) {
    guard let entry, let text = fields.text(entry), !text.isEmpty else { return }
    let schemes: [ByteString] = ["allow-utf-8", "underscores", "dots", "values"]
    if !schemes.contains(text) {
      fields.wrong(entry, "'allow-utf-8', 'underscores', 'dots' or 'values'")
    } else if text == "allow-utf-8", names == .legacy {
      fields.wrong(entry, "another way, as 'metric_name_validation_scheme' is 'legacy'")
    } else if text != "allow-utf-8" {
      fields.warn(
        entry.position,
        "'metric_name_escaping_scheme' is not supported yet; targets are asked for 'allow-utf-8'")
    }
  }

  /// Labels whose names are checked.
  mutating func labels(_ pairs: [FieldPair], _ names: NameScheme) -> Labels {
    for pair in pairs where !names.accepts(pair.name) || pair.name == Labels.metricNameLabel {
      fields.refuse(
        pair.position, "found '\(pair.name.text)' as the name of a label; expected a label name")
    }
    return Labels(pairs.map { ($0.name, $0.value) })
  }

  // MARK: - Ringside's own keys

  /// The labels of the host.
  mutating func host(_ entry: Node.Entry, _ global: GlobalSettings) -> HostSettings {
    let entries = section(entry.value, "'host'", ConfigurationKeys.host)
    var host = HostSettings()
    host.job = filled(entries["job"])
    host.instance = filled(entries["instance"])
    host.labels = labels(fields.pairs(entries["labels"]), global.names)
    return host
  }

  private mutating func filled(_ entry: Node.Entry?) -> ByteString? {
    guard let entry, let text = fields.text(entry) else { return nil }
    if text.isEmpty { fields.wrong(entry, "a value that is not empty") }
    return text.isEmpty ? nil : text
  }

  /// What rings.
  mutating func bell(_ entry: Node.Entry) -> BellSettings {
    let entries = section(entry.value, "'bell'", ConfigurationKeys.bell)
    var bell = BellSettings()
    bell.rank = rank(entries["rank"])
    for word in entries["severities"].flatMap({ $0.value.entries }) ?? [] {
      bell.severities[ByteString(word.key.text.lowercased())] = rank(word)
    }
    if let severities = entries["severities"], severities.value.entries == nil,
      !severities.value.isNull
    {
      fields.wrong(severities, "a mapping of words to ranks, as 'page: 1'")
    }
    let names = fields.texts(entries["group_by"]).map(\.text)
    bell.groupBy = names.isEmpty ? nil : names
    return bell
  }

  private mutating func rank(_ entry: Node.Entry?) -> Int? {
    guard let entry else { return nil }
    if let rank = entry.value.scalar?.integer, (1...3).contains(rank) { return rank }
    fields.wrong(entry, "a rank: 1, 2 or 3")
    return nil
  }
}
