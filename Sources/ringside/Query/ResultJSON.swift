internal import Documents
internal import Metrics
internal import PromQL

/// Writes answers as the `data` object of Prometheus's HTTP API, on one line.
///
/// Source: Prometheus, HTTP API, "Expression query result formats".
enum ResultJSON {
  /// The object of an answer to the text `query`, to whose positions remarks refer.
  static func text(_ evaluation: Evaluation, query: ByteString) -> String {
    var fields = [
      #""resultType":"\#(evaluation.value.typeName)""#,
      #""result":"# + result(evaluation.value),
    ]
    for (name, severity) in [("warnings", Annotation.Severity.warning), ("infos", .info)] {
      let remarks = evaluation.annotations.filter { $0.severity == severity }
        .map { JSONText.quoted(ByteString($0.rendered(in: query))) }
      if !remarks.isEmpty { fields.append("\"\(name)\":[\(remarks.joined(separator: ","))]") }
    }
    return "{" + fields.joined(separator: ",") + "}"
  }

  /// The object of a query without an answer.
  static func failure(type: String, message: String) -> String {
    #"{"errorType":"\#(type)","error":\#(JSONText.quoted(ByteString(message)))}"#
  }

  private static func result(_ value: Value) -> String {
    switch value {
    // Of a value that is no sample's the API writes the time as a plain number.
    case .scalar(let number, let moment):
      return "[\(JSONText.seconds(moment.milliseconds)),\(Self.text(number))]"
    case .string(let text, let moment):
      return "[\(JSONText.seconds(moment.milliseconds)),\(JSONText.quoted(text))]"
    case .vector(let samples):
      return list(
        samples.map {
          "{\(metric($0.labels)),\"value\":\(point($0.timestamp.milliseconds, $0.value))}"
        })
    case .matrix(let series):
      return list(
        series.map { one in
          "{\(metric(one.labels)),\"values\":\(list(zip(one.timestamps, one.values).map(point)))}"
        })
    }
  }

  private static func list(_ items: [String]) -> String {
    "[" + items.joined(separator: ",") + "]"
  }

  private static func metric(_ labels: Labels) -> String {
    let pairs = labels.map { "\(JSONText.quoted($0.name)):\(JSONText.quoted($0.value))" }
    return "\"metric\":{\(pairs.joined(separator: ","))}"
  }

  private static func point(_ milliseconds: Int64, _ value: Double) -> String {
    "[\(seconds(milliseconds)),\(text(value))]"
  }

  private static func text(_ value: Double) -> String {
    "\"\(FloatText.text(value, exponentFrom: 21, exponentBelow: -6))\""
  }

  /// Seconds since the epoch as the HTTP API writes them: `1700000000`, or with all three digits `1700000000.500`.
  private static func seconds(_ milliseconds: Int64) -> String {
    let sign = milliseconds < 0 ? "-" : ""
    let whole = sign + String(milliseconds.magnitude / 1000)
    let rest = milliseconds.magnitude % 1000
    return rest == 0 ? whole : whole + "." + String(String(1000 + rest).dropFirst())
  }
}
