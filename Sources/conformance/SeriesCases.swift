internal import Documents
internal import Metrics
internal import PromQLSyntax

/// The notation of series and of histograms against Prometheus's own cases.
enum SeriesCases {
  static func outcomes(_ root: Node?) -> [Outcome] {
    var outcomes: [Outcome] = []
    for key in ["series", "histogram_series"] {
      for (index, item) in (root?[ByteString(key)]?.elements ?? []).enumerated() {
        outcomes.append(
          Outcome(id: "\(key)-\(index)", subject: item.input.text, complaint: series(item)))
      }
    }
    let literals = root?["histogram_literal_printing"]?.elements ?? []
    for (index, item) in literals.enumerated() {
      let expected = item.text("literal") ?? ""
      let found = item["histogram"].map(histogram)?.description ?? ""
      outcomes.append(
        Outcome(
          id: "histogram-\(index)", subject: expected,
          complaint: found == expected ? nil : "expected \(expected), found \(found)"))
    }
    return outcomes
  }

  private static func series(_ item: Node) -> String? {
    let isValid = item["valid"]?.scalar?.boolean == true
    do {
      let found = try SeriesNotation.parse(item.input.text)
      guard isValid else { return "expected an error, found \(found)" }
      if let histograms = item["histograms"]?.elements {
        let expected = histograms.map(histogram)
        let values = found.values.compactMap(\.comparable)
        return values == expected ? nil : "expected \(expected), found \(values)"
      }
      let pairs = (item["labels"]?.entries ?? []).map {
        (name: $0.key, value: $0.value.scalar?.text ?? "")
      }
      let numbers = (item["values"]?.elements ?? []).map { Double($0.scalar?.text.text ?? "") }
      let isSame = found.labels == Labels(pairs) && found.numbers == numbers
      return isSame ? nil : "expected \(pairs) \(numbers), found \(found)"
    } catch {
      return isValid ? "expected a series, found \(error)" : nil
    }
  }

  /// A histogram of the reference's test data.
  private static func histogram(_ item: Node) -> HistogramLiteral {
    func number(_ key: ByteString) -> Double { Double(item.text(key) ?? "0") ?? 0 }
    var result = HistogramLiteral()
    result.schema = Int(number("Schema"))
    result.count = number("Count")
    result.sum = number("Sum")
    result.zeroCount = number("ZeroCount")
    result.zeroThreshold = number("ZeroThreshold")
    (result.offset, result.buckets) = side(item["PositiveSpans"], item["PositiveBuckets"])
    (result.negativeOffset, result.negativeBuckets) = side(
      item["NegativeSpans"], item["NegativeBuckets"])
    let hints: [String: HistogramLiteral.ResetHint] = [
      "CounterReset": .reset, "NotCounterReset": .notReset, "GaugeType": .gauge,
    ]
    result.resetHint = hints[item.text("CounterResetHint") ?? ""]
    return result
  }

  /// Buckets whose gaps are written out as zeros.
  private static func side(_ spans: Node?, _ values: Node?) -> (Int, [Double]) {
    let spans = (spans?.elements ?? []).map { span in
      (offset: span["Offset"]?.scalar?.integer ?? 0, length: span["Length"]?.scalar?.integer ?? 0)
    }
    var rest = (values?.elements ?? []).compactMap { Double($0.scalar?.text.text ?? "") }[...]
    var buckets: [Double] = []
    for (index, span) in spans.enumerated() {
      if index > 0 { buckets += Array(repeating: 0, count: span.offset) }
      buckets += rest.prefix(span.length)
      rest = rest.dropFirst(span.length)
    }
    return (spans.first?.offset ?? 0, buckets)
  }
}

extension SeriesNotation.Value {
  /// The histogram, an unknown reset left out.
  fileprivate var comparable: HistogramLiteral? {
    guard case .histogram(var histogram) = self else { return nil }
    if histogram.resetHint == .unknown { histogram.resetHint = nil }
    return histogram
  }
}
