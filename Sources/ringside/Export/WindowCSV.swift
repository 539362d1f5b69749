internal import Documents
internal import Metrics
internal import TimeSeries

/// Every sample of a window, a line each: its time, its metric and labels, and the value.
///
/// Source: RFC 4180.
enum WindowCSV {
  /// Writes the lines, a header first.
  static func write(_ samples: WindowSamples, to file: inout NewFile) {
    file.write("time,series,value\r\n")
    for metric in samples.metrics {
      for series in samples.series(of: metric.name) {
        let name = field(series.labels)
        var text = ""
        for (time, value) in zip(series.times, series.values) where !value.isStaleMarker {
          text += "\(JSONText.seconds(time)),\(name),\(FloatText.shortest(value))\r\n"
        }
        file.write(text)
        if file.hasFailed { return }
      }
    }
  }

  /// `"node_load1{job=""node""}"`: quoted, its own quotes doubled; no name of a metric is a formula.
  private static func field(_ labels: Labels) -> String {
    let text = labels.description.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + text.joined(separator: "\"\"") + "\""
  }
}
