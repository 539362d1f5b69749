internal import Metrics

/// The family whose lines are being checked.
struct OpenMetricsFamily {
  let name: ByteString
  let isDeclared: Bool
  let offset: Int
  var type: MetricType?
  var hasHelp = false
  var unit: Range<Int>?
  private(set) var hasSamples = false

  private var group: Labels?
  private var groupTime: Double?
  private var groups: Set<Labels> = []
  private var histogram = HistogramCheck()

  init(name: ByteString, isDeclared: Bool, offset: Int) {
    self.name = name
    self.isDeclared = isDeclared
    self.offset = offset
  }

  private var kind: MetricType { type ?? .unknown }

  /// What may follow the name in the names of samples.
  private var endings: [String] {
    switch kind {
    case .counter: ["_total", "_created"]
    case .summary: ["", "_count", "_sum", "_created"]
    case .histogram: ["_count", "_sum", "_bucket", "_created"]
    case .gaugeHistogram: ["_gcount", "_gsum", "_bucket"]
    case .info: ["_info"]
    case .gauge, .stateSet, .unknown: [""]
    }
  }

  /// Whether a sample of this name is one of the family.
  func allows(_ sample: ByteString) -> Bool { ending(of: sample).map(endings.contains) ?? false }

  /// All names that are the family's own.
  var sampleNames: [ByteString] {
    Set(endings + [""]).map { ByteString(name.bytes + Array($0.utf8)) }.sorted()
  }

  private func ending(of sample: ByteString) -> String? {
    guard sample.hasPrefix(name) else { return nil }
    return String(decoding: sample.bytes[name.count...], as: UTF8.self)
  }

  /// Takes the next sample.
  mutating func take(
    _ sample: ScannedSample, _ labels: Labels, in bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    hasSamples = true
    let ending = ending(of: labels.metricName ?? ByteString()) ?? ""
    let start = sample.series.lowerBound
    for problem in labelProblems(ending, labels) { list.add(problem, at: start, in: bytes) }
    for problem in valueProblems(ending, sample.value) {
      list.add(problem, at: sample.series.upperBound + 1, in: bytes)
    }
    checkExemplar(sample, ending, in: bytes, &list)
    takeGroup(sample, labels, ending, in: bytes, &list)
    guard kind == .histogram || kind == .gaugeHistogram else { return }
    histogram.take(
      HistogramCheck.Part(
        ending: ending, bound: labels["le"].flatMap { NumberText.parse($0.bytes) },
        value: sample.value, offset: start), in: bytes, &list)
  }

  /// Ends the family.
  func finish(in bytes: Span<UInt8>, _ list: inout ProblemList) {
    if let unit, !unit.isEmpty, kind == .info || kind == .stateSet {
      list.add(
        "a unit for the type '\(kind.rawValue)'; expected none", at: unit.lowerBound, in: bytes)
    }
    histogram.finish(in: bytes, &list)
  }

  private func labelProblems(_ ending: String, _ labels: Labels) -> [String] {
    if kind == .stateSet, labels[name] == nil {
      return ["no label '\(PrintableText.escaped(name))'; expected the state in it"]
    }
    if ending == "_bucket" {
      let number = labels["le"].flatMap { NumberText.parse($0.bytes) }
      guard let number, !number.isNaN, !isOddInfinity(labels["le"], number) else {
        return ["no bound in the label 'le'; expected a number or '+Inf'"]
      }
    }
    if kind == .summary, ending.isEmpty {
      let number = labels["quantile"].flatMap { NumberText.parse($0.bytes) } ?? -1
      guard number >= 0, number <= 1 else {
        return ["no quantile in the label 'quantile'; expected a number from 0 to 1"]
      }
    }
    return []
  }

  private func isOddInfinity(_ text: ByteString?, _ number: Double) -> Bool {
    number == .infinity && text != "+Inf"
  }

  private func valueProblems(_ ending: String, _ value: Double) -> [String] {
    let shown = FloatText.shortest(value)
    if kind == .stateSet, value != 0, value != 1 {
      return ["value \(shown) of a state; expected 0 or 1"]
    }
    if kind == .info, value != 1 { return ["value \(shown) of an info metric; expected 1"] }
    if kind == .summary, ending.isEmpty, value < 0 {
      return ["value \(shown) of a quantile; expected zero or more"]
    }
    let isCounted = ["_total", "_sum", "_count", "_bucket", "_gcount", "_gsum"].contains(ending)
    if isCounted, value.isNaN { return ["value NaN of '\(ending)'; expected a number"] }
    if isCounted, ending != "_gsum", value < 0 {
      return ["value \(shown) of '\(ending)'; expected zero or more"]
    }
    if ["_bucket", "_count", "_gcount"].contains(ending), value != value.rounded() {
      return ["value \(shown) of '\(ending)'; expected a whole number"]
    }
    return []
  }

  private func checkExemplar(
    _ sample: ScannedSample, _ ending: String, in bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    guard let exemplar = sample.exemplar else { return }
    let mayHaveOne =
      switch kind {
      case .histogram, .gaugeHistogram: ending == "_bucket"
      case .counter: ending == "_total"
      case .gauge, .summary, .info, .stateSet, .unknown: false
      }
    if !mayHaveOne {
      list.add(
        "an exemplar here; expected it only on buckets and counters", at: exemplar.lowerBound,
        in: bytes)
    }
    let characters = SeriesText.pairs(of: exemplarLabels(exemplar, in: bytes), in: bytes)
      .reduce(0) { $0 + ByteString($1.name.bytes + $1.value.bytes).text.unicodeScalars.count }
    guard characters > 128 else { return }
    list.add(
      "an exemplar with \(characters) characters in its labels; expected at most 128",
      at: exemplar.lowerBound, in: bytes)
  }

  /// The exemplar's braces and what is between them.
  private func exemplarLabels(_ exemplar: Range<Int>, in bytes: Span<UInt8>) -> Range<Int> {
    var position = exemplar.lowerBound
    var isQuoted = false
    while position < exemplar.upperBound {
      let byte = bytes[position]
      if isQuoted, byte == Byte.backslash { position += 1 }
      if byte == Byte.quote { isQuoted.toggle() }
      if byte == Byte.close, !isQuoted { return exemplar.lowerBound..<position + 1 }
      position += 1
    }
    return exemplar
  }

  /// Samples of one metric stand together, and their times do not go back.
  private mutating func takeGroup(
    _ sample: ScannedSample, _ labels: Labels, _ ending: String, in bytes: Span<UInt8>,
    _ list: inout ProblemList
  ) {
    let own = groupLabels(labels, ending)
    let time = sample.timestamp == nil ? nil : seconds(of: sample, in: bytes)
    let start = sample.series.lowerBound
    if let group, group == own {
      if (time == nil) != (groupTime == nil) {
        list.add("samples of one metric with and without a timestamp", at: start, in: bytes)
      } else if let time, let groupTime, time < groupTime, kind != .info {
        list.add("a timestamp before the one of the line before", at: start, in: bytes)
      }
    } else {
      if groups.contains(own) {
        list.add("samples of one metric apart; expected them together", at: start, in: bytes)
      }
      histogram.finish(in: bytes, &list)
      histogram = HistogramCheck()
    }
    if group == own, time != groupTime {
      histogram.finish(in: bytes, &list)
      histogram = HistogramCheck()
    }
    group = own
    groupTime = time
    groups.insert(own)
  }

  private func groupLabels(_ labels: Labels, _ ending: String) -> Labels {
    let own = labels.withoutMetricName
    switch kind {
    case .info: return Labels()
    case .summary: return ending.isEmpty ? own.dropping(["quantile"]) : own
    case .stateSet: return own.dropping([name])
    case .histogram, .gaugeHistogram: return ending == "_bucket" ? own.dropping(["le"]) : own
    case .counter, .gauge, .unknown: return own
    }
  }

  /// The timestamp with all its digits, which milliseconds have not.
  private func seconds(of sample: ScannedSample, in bytes: Span<UInt8>) -> Double? {
    let line = bytes.slice(sample.series.upperBound..<bytes.lineEnd(from: sample.series.upperBound))
    let words = line.split(separator: Byte.space)
    return words.count > 1 ? NumberText.parse(Array(words[1])) : nil
  }
}
