public import Metrics
internal import PromQL

/// A label that some of a query's series have.
public struct LabelName: Hashable, Sendable {
  /// Its name.
  public var name: ByteString
  /// How many values it has; that it is absent from some series counts as one.
  public var values: Int
  /// How many series have it.
  public var series: Int
  /// Some of its values, those of most series first.
  public var examples: [ByteString]

  /// A label with these numbers.
  public init(name: ByteString, values: Int, series: Int, examples: [ByteString]) {
    self.name = name
    self.values = values
    self.series = series
    self.examples = examples
  }
}

/// A value of a label, and what the series that have it are worth.
public struct LabelValue: Hashable, Sendable {
  /// The value; empty for the series that do not have the label.
  public var value: ByteString
  /// How many series have it.
  public var series: Int
  /// The sum of their values.
  public var sum: Double
  /// The least of their values.
  public var least: Double
  /// The greatest of their values.
  public var greatest: Double

  /// A value with these numbers.
  public init(value: ByteString, series: Int, sum: Double, least: Double, greatest: Double) {
    self.value = value
    self.series = series
    self.sum = sum
    self.least = least
    self.greatest = greatest
  }
}

/// Counts the labels of series.
enum LabelCensus {
  /// How many values of a label are shown as examples.
  static let examples = 5
  /// The most values of one label that are listed.
  static let mostValues = 2000

  /// Every label but the metric's name, those with most values first.
  static func names(_ samples: [VectorSample]) -> [LabelName] {
    var counts: [ByteString: [ByteString: Int]] = [:]
    for sample in samples {
      for pair in sample.labels where pair.name != Labels.metricNameLabel {
        counts[pair.name, default: [:]][pair.value, default: 0] += 1
      }
    }
    return counts.map { name, values in
      let series = values.values.reduce(0, +)
      let ranked = values.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
      return LabelName(
        name: name, values: values.count + (series < samples.count ? 1 : 0), series: series,
        examples: ranked.prefix(examples).map(\.key))
    }.sorted { $0.values == $1.values ? $0.name < $1.name : $0.values > $1.values }
  }

  /// The values of a label that begin with `prefix`, sorted; at most `mostValues`, those of most series.
  static func values(
    of name: ByteString, prefix: ByteString, _ samples: [VectorSample]
  ) -> [LabelValue] {
    var found: [ByteString: LabelValue] = [:]
    for sample in samples {
      let value = sample.labels[name] ?? ByteString()
      guard value.hasPrefix(prefix) else { continue }
      let number = sample.value
      guard var known = found[value] else {
        found[value] = LabelValue(
          value: value, series: 1, sum: number, least: number, greatest: number)
        continue
      }
      known.series += 1
      known.sum += number
      known.least = number < known.least || known.least.isNaN ? number : known.least
      known.greatest = number > known.greatest || known.greatest.isNaN ? number : known.greatest
      found[value] = known
    }
    let ranked = found.values.sorted {
      $0.series == $1.series ? $0.value < $1.value : $0.series > $1.series
    }
    return ranked.prefix(mostValues).sorted { $0.value < $1.value }
  }
}
