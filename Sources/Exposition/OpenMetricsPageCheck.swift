internal import Metrics

/// Checks a page of OpenMetrics family by family.
///
/// Source: OpenMetrics 1.0, "Overall structure", "Metric Types" and "Text format".
struct OpenMetricsPageCheck {
  private var family = OpenMetricsFamily(name: ByteString(), isDeclared: false, offset: 0)
  private var hasFamily = false
  private var names: Set<ByteString> = []
  private let labels = LabelCheck(format: .openMetrics)

  /// Adds the problems of the page.
  static func check(_ bytes: Span<UInt8>, _ list: inout ProblemList) {
    var check = OpenMetricsPageCheck()
    var scanner = ExpositionScanner(.openMetrics)
    while !list.isFull {
      let start = scanner.position
      list.advance(to: min(start, bytes.count), in: bytes)
      do throws(ExpositionError) {
        guard let entry = try scanner.next(in: bytes) else { break }
        check.check(entry, bytes, &list)
      } catch {
        list.add(error)
        guard start < bytes.count else { break }
        scanner.position = start
        scanner.skipLine(in: bytes)
        // The end of the page is told only where it is missing, not where the text behind it is wrong.
        if bytes.holds(Array("# EOF".utf8), at: start) { break }
      }
    }
    check.endFamily(bytes, &list)
  }

  private mutating func check(
    _ entry: ExpositionEntry, _ bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    switch entry {
    case .help(let name, _):
      begin(name, bytes, &list)
      if family.hasHelp { second("HELP", name, bytes, &list) }
      family.hasHelp = true
    case .type(let name, let type):
      begin(name, bytes, &list)
      if family.type != nil { second("TYPE", name, bytes, &list) }
      family.type = type
    case .unit(let name, let unit):
      begin(name, bytes, &list)
      if family.unit != nil { second("UNIT", name, bytes, &list) }
      family.unit = unit
    case .sample(let sample): self.sample(sample, bytes, &list)
    case .comment: break
    }
  }

  private func second(
    _ keyword: String, _ name: Range<Int>, _ bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    list.add(
      "second \(keyword) line of '\(PrintableText.escaped(family.name))'; expected one",
      at: name.lowerBound, in: bytes)
  }

  /// Makes the family of a line of metadata the current one.
  private mutating func begin(
    _ range: Range<Int>, _ bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    let name = SeriesText.name(range, in: bytes)
    if hasFamily, family.name == name {
      guard family.hasSamples else { return }
      list.add(
        "metadata of '\(PrintableText.escaped(name))' behind its samples; expected it before them",
        at: range.lowerBound, in: bytes)
      return
    }
    endFamily(bytes, &list)
    family = OpenMetricsFamily(name: name, isDeclared: true, offset: range.lowerBound)
    hasFamily = true
  }

  private mutating func sample(
    _ sample: ScannedSample, _ bytes: Span<UInt8>, _ list: inout ProblemList
  ) {
    labels.check(sample.series, in: bytes, &list)
    let set = SeriesText.labels(of: sample.series, in: bytes, type: .unknown)
    let name = set.metricName ?? ByteString()
    if !hasFamily || !family.allows(name) {
      endFamily(bytes, &list)
      family = OpenMetricsFamily(
        name: name, isDeclared: false, offset: sample.series.lowerBound)
      hasFamily = true
    }
    family.take(sample, set, in: bytes, &list)
  }

  /// Ends the current family: its names must be its own.
  private mutating func endFamily(_ bytes: Span<UInt8>, _ list: inout ProblemList) {
    guard hasFamily else { return }
    family.finish(in: bytes, &list)
    for name in family.sampleNames where !names.insert(name).inserted {
      list.add(
        "the name '\(PrintableText.escaped(name))' belongs to another family already; "
          + "expected each family's lines together and its names its own",
        at: family.offset, in: bytes)
      break
    }
    hasFamily = false
  }
}
