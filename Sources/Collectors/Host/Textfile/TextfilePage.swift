internal import Exposition
internal import Metrics

/// What one file of the text file collector says: families with their samples.
struct TextfilePage {
  /// A family and its samples.
  struct Family {
    var name: ByteString
    var type: MetricType = .unknown
    /// The HELP text; `nil` where there is none or it is empty.
    var help: ByteString?
    var samples: [Sample] = []
  }

  /// A sample: the series' own name, its labels without that, and the value.
  struct Sample {
    var name: ByteString
    var labels: [LabelPair]
    var value: Double
  }

  /// The families in the file's order.
  private(set) var families: [Family] = []
  private var numbers: [ByteString: Int] = [:]

  /// The page; `nil` where the bytes are no valid text format, or where a sample has a time of its own.
  init?(_ bytes: [UInt8]) {
    let span = bytes.span
    guard PageCheck.problems(in: span, .prometheus).allSatisfy({ $0.kind == .advice }) else {
      return nil
    }
    var scanner = ExpositionScanner(.prometheus)
    do throws(ExpositionError) {
      while let entry = try scanner.next(in: span) {
        guard read(entry, span) else { return nil }
      }
    } catch {
      return nil
    }
    completeParts()
  }

  /// Whether the collector takes the entry.
  private mutating func read(_ entry: ExpositionEntry, _ bytes: Span<UInt8>) -> Bool {
    switch entry {
    case .help(let name, let text):
      let help = SeriesText.unescaped(text, in: bytes, quotes: false)
      if !help.isEmpty { families[number(SeriesText.name(name, in: bytes))].help = help }
    case .type(let name, let type):
      families[number(SeriesText.name(name, in: bytes))].type = type
    case .sample(let sample):
      guard sample.timestamp == nil else { return false }
      add(sample, bytes)
    case .unit, .comment: break
    }
    return true
  }

  private mutating func add(_ sample: ScannedSample, _ bytes: Span<UInt8>) {
    var pairs = SeriesText.pairs(of: sample.series, in: bytes)
    guard let index = pairs.firstIndex(where: { $0.name == Labels.metricNameLabel }) else { return }
    let name = pairs.remove(at: index).value
    let family = number(familyName(of: name))
    let special = TextfilePage.partLabel(families[family].type)
    let labels = pairs.map { pair -> LabelPair in
      guard pair.name == special, let value = NumberText.parse(pair.value.bytes) else {
        return pair
      }
      return (pair.name, ByteString(FloatText.text(value, exponentFrom: 6)))
    }
    families[family].samples.append(Sample(name: name, labels: labels, value: sample.value))
  }

  /// The number of the family `name`, which is new where it is not known.
  private mutating func number(_ name: ByteString) -> Int {
    if let number = numbers[name] { return number }
    families.append(Family(name: name))
    numbers[name] = families.count - 1
    return families.count - 1
  }

  /// The family of a sample: for a part of a declared histogram or summary the name before its ending.
  private func familyName(of name: ByteString) -> ByteString {
    if numbers[name] != nil { return name }
    for (ending, types) in TextfilePage.endings where name.bytes.suffix(ending.count) == ending[...]
    {
      let base = ByteString(name.bytes.dropLast(ending.count))
      if let number = numbers[base], types.contains(families[number].type) { return base }
    }
    return name
  }

  private static let sum = Array("_sum".utf8)
  private static let count = Array("_count".utf8)
  private static let bucket = Array("_bucket".utf8)
  private static let endings: [(ending: [UInt8], types: [MetricType])] = [
    (sum, [.histogram, .summary]), (count, [.histogram, .summary]), (bucket, [.histogram]),
  ]

  /// The label that tells the parts of a histogram or summary apart.
  private static func partLabel(_ type: MetricType) -> ByteString? {
    switch type {
    case .histogram, .gaugeHistogram: "le"
    case .summary: "quantile"
    case .counter, .gauge, .info, .stateSet, .unknown: nil
    }
  }

  // MARK: - Whole histograms and summaries

  /// Gives every histogram and summary its sum, its count and its last bucket.
  ///
  /// Prometheus's client libraries know no part of them without the others; what the file lacks is 0 there.
  private mutating func completeParts() {
    for index in families.indices {
      let family = families[index]
      guard let label = TextfilePage.partLabel(family.type) else { continue }
      var order: [[String]] = []
      var groups: [[String]: (labels: [LabelPair], endings: Set<String>, count: Double)] = [:]
      for sample in family.samples {
        let labels = sample.labels.filter { $0.name != label }
        let key = labels.map { "\($0.name.text)\u{0}\($0.value.text)" }.sorted()
        if groups[key] == nil { order.append(key) }
        var group = groups[key] ?? (labels, [], 0)
        let ending = String(
          decoding: sample.name.bytes.dropFirst(family.name.count), as: UTF8.self)
        let isLast = sample.labels.contains { $0.name == label && $0.value == "+Inf" }
        group.endings.insert(isLast ? ending + "+Inf" : ending)
        if ending == "_count" { group.count = sample.value }
        groups[key] = group
      }
      for key in order {
        guard let group = groups[key] else { continue }
        complete(index, group.labels, group.endings, count: group.count)
      }
    }
  }

  private mutating func complete(
    _ index: Int, _ labels: [LabelPair], _ endings: Set<String>, count: Double
  ) {
    let name = families[index].name
    for ending in ["_sum", "_count"] where !endings.contains(ending) {
      families[index].samples.append(
        Sample(name: ByteString(name.bytes + Array(ending.utf8)), labels: labels, value: 0))
    }
    guard families[index].type == .histogram, !endings.contains("_bucket+Inf") else { return }
    families[index].samples.append(
      Sample(
        name: ByteString(name.bytes + TextfilePage.bucket), labels: labels + [("le", "+Inf")],
        value: count))
  }
}
