internal import Metrics

/// Puts the bucket series of classic histograms together and reads them off step by step.
struct HistogramFunctions {
  private static let bucketLabel: ByteString = "le"

  /// One histogram: its labels without `le`, and its buckets by bound.
  private struct Histogram {
    var labels: Labels
    var dropsName: Bool
    var metric: String
    var buckets: [(upperBound: Double, values: [Double])]
  }

  private let histograms: [Histogram]
  private let stepCount: Int
  /// The bucket labels that are no number, with the metric's name.
  let malformed: [(value: String, metric: String)]

  init(_ input: [Series], stepCount: Int) {
    var places: [Labels: Int] = [:]
    var histograms: [Histogram] = []
    var malformed: [(value: String, metric: String)] = []
    for series in input {
      let text = series.labels[Self.bucketLabel]
      let metric = series.labels.metricName?.text ?? ""
      guard let text, let bound = Self.bound(text) else {
        malformed.append((text?.text ?? "", metric))
        continue
      }
      let labels = series.labels.dropping([Self.bucketLabel])
      if let place = places[labels] {
        histograms[place].buckets.append((bound, series.values))
      } else {
        places[labels] = histograms.count
        histograms.append(
          Histogram(
            labels: labels, dropsName: series.dropsName, metric: metric,
            buckets: [(bound, series.values)]))
      }
    }
    for index in histograms.indices {
      histograms[index].buckets.sort { $0.upperBound < $1.upperBound }
    }
    self.histograms = histograms
    self.stepCount = stepCount
    self.malformed = malformed
  }

  /// The number in a label `le`.
  private static func bound(_ text: ByteString) -> Double? {
    let text = text.text
    guard let number = Double(text) else { return nil }
    return number.isNaN ? nil : number
  }

  /// For each histogram the `shares[step]`-quantile; `forced` hears of metrics whose counts fell.
  func quantiles(_ shares: [Double], forced: (String) -> Void) -> [Series] {
    map { histogram, step, buckets in
      let result = HistogramBuckets.quantile(shares[step], &buckets)
      if result.forced { forced(histogram.metric) }
      return result.value
    }
  }

  /// For each histogram the share of the observations between two values.
  func fractions(_ lower: [Double], _ upper: [Double]) -> [Series] {
    map { _, step, buckets in HistogramBuckets.fraction(lower[step], upper[step], &buckets) }
  }

  private func map(_ read: (Histogram, Int, inout [Bucket]) -> Double) -> [Series] {
    var buckets: [Bucket] = []
    return histograms.map { histogram in
      var values = [Double](repeating: .absent, count: stepCount)
      for step in 0..<stepCount {
        buckets.removeAll(keepingCapacity: true)
        for bucket in histogram.buckets where !bucket.values[step].isAbsent {
          buckets.append(Bucket(upperBound: bucket.upperBound, count: bucket.values[step]))
        }
        if !buckets.isEmpty { values[step] = read(histogram, step, &buckets) }
      }
      return Series(labels: histogram.labels, dropsName: histogram.dropsName, values: values)
    }
  }
}
