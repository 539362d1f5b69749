import Metrics
import PromQL
import PromQLSyntax
import TimeSeries

/// Every piece of syntax that Prometheus keeps behind a flag.
let allSyntax: ParserOptions = .everything

/// A ring that keeps everything and has no archives.
func testRing() -> Ring { Ring.unbounded() }

/// Puts the samples of one series into a ring.
func load(_ labels: Labels, _ samples: [Sample], into ring: Ring) {
  ring.append(
    labels: labels, metadata: MetricMetadata(), family: labels.metricName ?? "",
    origin: .target("test"), samples: samples)
}

/// A ring with series in script notation, one sample every `step` seconds from the epoch on.
func ring(_ series: String..., step: Int64 = 60) throws -> Ring {
  let ring = testRing()
  for text in series {
    let notation = try SeriesNotation.parse(text)
    let samples = notation.numbers.enumerated().compactMap { index, value in
      value.map {
        Sample(timestamp: Timestamp(milliseconds: Int64(index) * step * 1000), value: $0)
      }
    }
    load(notation.labels, samples, into: ring)
  }
  return ring
}

extension Engine {
  /// Evaluates text at a number of seconds since the epoch.
  func evaluate(_ text: String, at seconds: Int64, over ring: Ring) throws -> Evaluation {
    let expression = try Parser.parse(text, options: allSyntax)
    return try evaluate(
      expression, at: Timestamp(milliseconds: seconds * 1000), over: [ring])
  }

  /// Evaluates text over steps in seconds since the epoch.
  func evaluate(
    _ text: String, from start: Int64, through end: Int64, step: Int64, over ring: Ring
  ) throws -> Evaluation {
    let expression = try Parser.parse(text, options: allSyntax)
    return try evaluate(
      expression, from: Timestamp(milliseconds: start * 1000),
      through: Timestamp(milliseconds: end * 1000), step: .seconds(step), over: [ring])
  }
}

extension Value {
  /// The value in a form that reads well in a failed expectation: `name{label="value"} 1 2 _`, one series a line.
  var lines: [String] {
    switch self {
    case .scalar(let number, _): ["\(FloatText.shortest(number))"]
    case .string(let text, _): [text.text]
    case .vector(let samples): samples.map { "\($0.labels) \(FloatText.shortest($0.value))" }
    case .matrix(let series):
      series.map { one in
        let points = zip(one.timestamps, one.values).map {
          "\(FloatText.shortest($1))@\(FloatText.shortest(Double($0) / 1000))"
        }
        return "\(one.labels) \(points.joined(separator: " "))"
      }
    }
  }
}
