internal import Metrics

/// Says where names and metadata are against Prometheus's best practices; nothing of it keeps a page from being read.
///
/// Source: Prometheus, "Metric and label naming" and "Instrumentation".
struct NamingAdvice {
  private struct Family {
    var offset: Int
    var hasHelp = false
    var type = MetricType.unknown
    var hasLabelProblem = false
  }

  private static let otherUnits: [String: String] = [
    "milliseconds": "seconds", "microseconds": "seconds", "nanoseconds": "seconds",
    "minutes": "seconds", "hours": "seconds", "days": "seconds", "weeks": "seconds",
    "kilobytes": "bytes", "megabytes": "bytes", "gigabytes": "bytes", "terabytes": "bytes",
    "kibibytes": "bytes", "mebibytes": "bytes", "gibibytes": "bytes", "bits": "bytes",
    "percent": "ratio", "kilometers": "meters", "milliamperes": "amperes",
    "millivolts": "volts", "fahrenheit": "celsius", "milliwatts": "watts",
  ]

  private var families: [ByteString: Family] = [:]
  private var order: [ByteString] = []

  /// Adds advice for each family of the page that can be read.
  static func check(
    _ bytes: Span<UInt8>, _ format: ExpositionFormat, _ list: inout ProblemList
  ) {
    var advice = NamingAdvice()
    var scanner = ExpositionScanner(format)
    while scanner.position < bytes.count {
      let start = scanner.position
      do throws(ExpositionError) {
        guard let entry = try scanner.next(in: bytes) else { break }
        advice.note(entry, bytes)
      } catch {
        scanner.position = start
        scanner.skipBlankLines(in: bytes)
        scanner.skipLine(in: bytes)
      }
    }
    var sorted = ProblemList()
    for name in advice.order {
      guard let family = advice.families[name] else { continue }
      sorted.advance(to: family.offset, in: bytes)
      for text in advice.advice(name, family, format) {
        sorted.add(text, at: family.offset, in: bytes, .advice)
      }
    }
    list.append(sorted)
  }

  private mutating func note(_ entry: ExpositionEntry, _ bytes: Span<UInt8>) {
    switch entry {
    case .help(let name, let text):
      let key = note(SeriesText.name(name, in: bytes), at: name.lowerBound)
      families[key]?.hasHelp = !text.isEmpty
    case .type(let name, let type):
      let key = note(SeriesText.name(name, in: bytes), at: name.lowerBound)
      families[key]?.type = type
    case .sample(let sample):
      let set = SeriesText.labels(of: sample.series, in: bytes, type: .unknown)
      let name = set.metricName ?? ByteString()
      let key = note(familyName(of: name), at: sample.series.lowerBound)
      if set.contains(where: { isCamelCase($0.name) }) { families[key]?.hasLabelProblem = true }
    case .unit, .comment: break
    }
  }

  private mutating func note(_ name: ByteString, at offset: Int) -> ByteString {
    if families[name] == nil {
      families[name] = Family(offset: offset)
      order.append(name)
    }
    return name
  }

  private func familyName(of name: ByteString) -> ByteString {
    guard families[name] == nil, let underscore = name.bytes.lastIndex(of: Byte.underscore) else {
      return name
    }
    let base = ByteString(name.bytes[..<underscore])
    let ending = String(decoding: name.bytes[underscore...], as: UTF8.self)
    return families[base]?.type.sampleEndings.contains(ending) == true ? base : name
  }

  private func advice(
    _ name: ByteString, _ family: Family, _ format: ExpositionFormat
  ) -> [String] {
    let shown = "'\(PrintableText.escaped(name))'"
    let words = name.bytes.split(separator: Byte.underscore)
      .map { String(decoding: $0, as: UTF8.self) }
    var found: [String] = []
    if !family.hasHelp { found.append("\(shown) has no help text") }
    if format == .prometheus, family.type == .counter, words.last != "total" {
      found.append("counter \(shown) does not end in '_total'")
    }
    if family.type != .counter, family.type != .unknown, words.last == "total" {
      found.append("\(shown) ends in '_total' and is no counter")
    }
    if name.bytes.contains(UInt8(ascii: ":")) {
      found.append("\(shown) has a ':', which is for recording rules")
    }
    if isCamelCase(name) { found.append("\(shown) is not in snake_case") }
    if family.hasLabelProblem { found.append("a label of \(shown) is not in snake_case") }
    for word in words {
      guard let base = NamingAdvice.otherUnits[word] else { continue }
      found.append("\(shown) uses '\(word)'; expected the base unit '\(base)'")
    }
    return found
  }

  private func isCamelCase(_ name: ByteString) -> Bool {
    zip(name.bytes, name.bytes.dropFirst()).contains { left, right in
      left &- 0x61 < 26 && right &- 0x41 < 26
    }
  }
}
