public import Metrics

/// Writes batches as a page of the Prometheus text format, families sorted by name and series by labels.
///
/// Source: Prometheus, Exposition formats, "Text-based format".
public enum ExpositionWriter {
  private struct Family {
    var metadata: MetricMetadata
    var series: [(labels: Labels, value: Double)] = []
  }

  /// The page of all samples in `batch`, which declares every series that it has a sample of.
  ///
  /// A sample of an undeclared series is left out: nothing names it.
  /// - Complexity: O(n log n) in the samples.
  public static func page(_ batch: SampleBatch) -> [UInt8] {
    let families = grouped(batch)
    var page: [UInt8] = []
    for name in families.keys.sorted() {
      guard let family = families[name] else { continue }
      writeHead(name, family.metadata, to: &page)
      for series in family.series.sorted(by: { $0.labels < $1.labels }) {
        write(series.labels, series.value, to: &page)
      }
    }
    return page
  }

  private static func grouped(_ batch: SampleBatch) -> [ByteString: Family] {
    var declared: [UInt32: SeriesDeclaration] = [:]
    for declaration in batch.declarations { declared[declaration.slot] = declaration }
    var families: [ByteString: Family] = [:]
    for (slot, value) in zip(batch.slots, batch.values) {
      guard let declaration = declared[slot] else { continue }
      families[declaration.family, default: Family(metadata: declaration.metadata)]
        .series.append((declaration.labels, value))
    }
    return families
  }

  private static func writeHead(
    _ name: ByteString, _ metadata: MetricMetadata, to page: inout [UInt8]
  ) {
    if !metadata.help.isEmpty {
      page += Array("# HELP ".utf8) + name.bytes + [UInt8(ascii: " ")]
      escape(metadata.help, quote: false, to: &page)
      page.append(UInt8(ascii: "\n"))
    }
    page += Array("# TYPE ".utf8) + name.bytes + Array(" \(typeName(metadata.type))\n".utf8)
  }

  /// The text format's own words: it knows five types.
  private static func typeName(_ type: MetricType) -> String {
    switch type {
    case .counter, .gauge, .histogram, .summary: type.rawValue
    case .info, .stateSet: "gauge"
    case .gaugeHistogram, .unknown: "untyped"
    }
  }

  private static func write(_ labels: Labels, _ value: Double, to page: inout [UInt8]) {
    page += labels.metricName?.bytes ?? []
    var separator = UInt8(ascii: "{")
    for pair in labels where pair.name != Labels.metricNameLabel {
      page.append(separator)
      page += pair.name.bytes + Array("=\"".utf8)
      escape(pair.value, quote: true, to: &page)
      page.append(UInt8(ascii: "\""))
      separator = UInt8(ascii: ",")
    }
    if separator == UInt8(ascii: ",") { page.append(UInt8(ascii: "}")) }
    page += Array(" \(FloatText.text(value, exponentFrom: 6))\n".utf8)
  }

  private static func escape(_ text: ByteString, quote: Bool, to page: inout [UInt8]) {
    for byte in text.bytes {
      switch byte {
      case UInt8(ascii: "\\"): page += Array("\\\\".utf8)
      case UInt8(ascii: "\n"): page += Array("\\n".utf8)
      case UInt8(ascii: "\"") where quote: page += Array("\\\"".utf8)
      default: page.append(byte)
      }
    }
  }
}
