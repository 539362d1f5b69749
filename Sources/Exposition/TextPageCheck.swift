internal import Metrics

/// Checks a page in the Prometheus text format as the decoder of Prometheus's client libraries does.
///
/// Source: github.com/prometheus/common, `expfmt`.
struct TextPageCheck {
  private struct Family {
    var type: MetricType?
    var hasHelp = false
    var hasSamples = false
  }

  private var families: [ByteString: Family] = [:]
  private var seen: Set<UInt64> = []
  private let labels = LabelCheck(format: .prometheus)

  /// Adds the problems of the page.
  static func check(_ bytes: Span<UInt8>, _ list: inout ProblemList) {
    var check = TextPageCheck()
    var scanner = ExpositionScanner(.prometheus)
    scanner.takesNegativeTimestamps = true
    while !list.isFull {
      scanner.skipBlankLines(in: bytes)
      let start = scanner.position
      list.advance(to: start, in: bytes)
      guard start < bytes.count else { break }
      if check.isGaugeHistogram(start, bytes, &list) {
        scanner.skipLine(in: bytes)
        continue
      }
      do throws(ExpositionError) {
        guard let entry = try scanner.next(in: bytes) else { break }
        check.check(entry, bytes, &list)
      } catch {
        list.add(error)
        scanner.position = start
        scanner.skipLine(in: bytes)
      }
    }
    var end = bytes.count
    while end > 0, Byte.isBlank(bytes[end - 1]) { end -= 1 }
    if end > 0, bytes[end - 1] != Byte.newline {
      list.add("expected a newline at the end of the page", at: bytes.count, in: bytes)
    }
  }

  private mutating func check(
    _ entry: ExpositionEntry, _ bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    switch entry {
    case .help(let name, let text): help(name, text, bytes, &list)
    case .type(let name, let type): self.type(name, type, bytes, &list)
    case .sample(let sample): self.sample(sample, bytes, &list)
    case .unit, .comment: break
    }
  }

  private mutating func help(
    _ name: Range<Int>, _ text: Range<Int>, _ bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    checkName(name, bytes, &list)
    var index = text.lowerBound
    while index < text.upperBound {
      if bytes[index] == Byte.backslash {
        labels.checkEscape(at: index, in: bytes, &list)
        index += 1
      }
      index += 1
    }
    // A line that ends with the name says nothing, and may do so twice.
    guard name.upperBound < bytes.count, bytes[name.upperBound] != Byte.newline else { return }
    let key = SeriesText.name(name, in: bytes)
    if families[key]?.hasHelp == true {
      list.add(
        "second HELP line of '\(PrintableText.escaped(key))'; expected one", at: name.lowerBound,
        in: bytes)
    }
    families[key, default: Family()].hasHelp = true
  }

  private mutating func type(
    _ name: Range<Int>, _ type: MetricType, _ bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    checkName(name, bytes, &list)
    let key = SeriesText.name(name, in: bytes)
    let family = families[key] ?? Family()
    let shown = PrintableText.escaped(key)
    if family.type != nil {
      list.add("second TYPE line of '\(shown)'; expected one", at: name.lowerBound, in: bytes)
    } else if family.hasSamples {
      list.add(
        "TYPE line of '\(shown)' behind its samples; expected it before them", at: name.lowerBound,
        in: bytes)
    }
    families[key, default: Family()].type = type
  }

  /// A name in a line of metadata ends at a blank or with the line, and holds no newline.
  private func checkName(_ name: Range<Int>, _ bytes: Span<UInt8>, _ list: inout ProblemList) {
    let end = name.upperBound
    if end < bytes.count, bytes[end] != Byte.newline, !Byte.isBlank(bytes[end]) {
      list.add(
        "expected a blank after the metric name, found \(bytes.shown(at: end))", at: end, in: bytes)
    }
    guard bytes[name.lowerBound] == Byte.quote else { return }
    var index = name.lowerBound + 1
    while index < name.upperBound - 1 {
      if bytes[index] == Byte.newline {
        list.add("a newline in quotes; expected '\\n'", at: index, in: bytes)
      } else if bytes[index] == Byte.backslash {
        labels.checkEscape(at: index, in: bytes, &list)
        index += 1
      }
      index += 1
    }
  }

  private mutating func sample(
    _ sample: ScannedSample, _ bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    let start = sample.series.lowerBound
    labels.check(sample.series, in: bytes, &list)
    let set = SeriesText.labels(of: sample.series, in: bytes, type: .unknown)
    let name = set.metricName ?? ByteString()
    let family = familyName(of: name)
    families[family, default: Family()].hasSamples = true
    checkNumbers(set, families[family]?.type, at: start, bytes, &list)
    if families[family]?.type == .histogram, family != name, sample.value < 0,
      !name.bytes.suffix(4).elementsEqual("_sum".utf8)
    {
      list.add(
        "negative count \(FloatText.shortest(sample.value)) of a histogram; expected zero or more",
        at: sample.series.upperBound + 1, in: bytes)
    }
    if let timestamp = sample.timestamp, timestamp < 0 {
      list.add("a timestamp before 1970; a scrape refuses it", at: start, in: bytes, .advice)
    }
    if sample.timestamp == nil, !seen.insert(set.fingerprint).inserted {
      list.add(
        "series '\(PrintableText.escaped(ByteString(bytes.slice(sample.series))))' stands twice; "
          + "only its first sample counts", at: start, in: bytes, .advice)
    }
  }

  private func checkNumbers(
    _ set: Labels, _ type: MetricType?, at start: Int, _ bytes: Span<UInt8>,
    _ list: inout ProblemList
  ) {
    let label: ByteString
    switch type {
    case .histogram, .gaugeHistogram: label = "le"
    case .summary: label = "quantile"
    case .counter, .gauge, .info, .stateSet, .unknown, nil: return
    }
    guard let value = set[label], NumberText.parse(value.bytes) == nil else { return }
    list.add(
      "expected a number in the label '\(label)', found '\(PrintableText.escaped(value))'",
      at: start, in: bytes)
  }

  /// The family that a sample belongs to: for parts of a histogram or summary that is declared, the name before the ending.
  private func familyName(of name: ByteString) -> ByteString {
    if families[name]?.type != nil { return name }
    guard let underscore = name.bytes.lastIndex(of: Byte.underscore), underscore > 0 else {
      return name
    }
    let base = ByteString(name.bytes[..<underscore])
    let ending = String(decoding: name.bytes[underscore...], as: UTF8.self)
    switch families[base]?.type {
    case .histogram, .gaugeHistogram, .summary:
      return families[base]?.type?.sampleEndings.contains(ending) == true ? base : name
    case .counter, .gauge, .info, .stateSet, .unknown, nil: return name
    }
  }

  /// Takes a TYPE line of a gauge histogram, which the client libraries know in two spellings and a scrape refuses.
  private mutating func isGaugeHistogram(
    _ start: Int, _ bytes: Span<UInt8>, _ list: inout ProblemList
  ) -> Bool {
    guard bytes[start] == Byte.hash else { return false }
    let line = bytes.slice(start + 1..<bytes.lineEnd(from: start))
    let words = line.split(whereSeparator: Byte.isBlank)
    guard words.count == 3, words[0].elementsEqual("TYPE".utf8) else { return false }
    let spelling = String(decoding: words[2], as: UTF8.self).lowercased()
    guard spelling == "gauge_histogram" || spelling == "gaugehistogram" else { return false }
    families[ByteString(words[1]), default: Family()].type = .gaugeHistogram
    list.add(
      "type '\(spelling)' in the text format; Prometheus scrapes it in OpenMetrics only", at: start,
      in: bytes, .advice)
    return true
  }
}
