internal import Documents
internal import Metrics
internal import TimeSeries

/// Every sample of a window, a line each: its time, its metric and labels, the value, and the step for which it stands
/// where it is the newest sample of a bucket, such as `1m`.
///
/// Source: RFC 4180.
enum WindowCSV {
  /// Writes the lines, a header first.
  ///
  /// - Returns: what of them is not raw.
  static func write(_ samples: WindowSamples, to file: inout NewFile) -> WindowSteps {
    var steps = WindowSteps()
    file.write("time,series,value,step\r\n")
    for metric in samples.metrics {
      for series in samples.series(of: metric.name) {
        let name = field(series.labels)
        steps.note(series)
        var text = ""
        for (place, value) in series.values.enumerated() where !value.isStaleMarker {
          text += "\(JSONText.seconds(series.times[place])),\(name),\(FloatText.shortest(value)),"
          text += WindowSteps.text(series.widths[place]) + "\r\n"
        }
        file.write(text)
        if file.hasFailed { return steps }
      }
    }
    return steps
  }

  /// `"node_load1{job=""node""}"`: quoted, its own quotes doubled; no name of a metric is a formula.
  private static func field(_ labels: Labels) -> String {
    let text = labels.description.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + text.joined(separator: "\"\"") + "\""
  }
}
