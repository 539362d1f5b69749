internal import Metrics

/// The curve of one series in a row of eighth blocks.
enum ReportCurve {
  /// How many characters it has.
  static let columns = 56

  private static let blocks = Array("▁▂▃▄▅▆▇█".unicodeScalars)

  /// The greatest value of each column from zero up to `most`; a blank where there is no sample.
  static func text(_ columns: [Double?], most: Double) -> String {
    var text = String.UnicodeScalarView()
    for value in columns {
      guard let value else {
        text.append(" ")
        continue
      }
      let share = most > 0 ? min(max(value / most, 0), 1) : 0
      text.append(blocks[Int((share * 7).rounded())])
    }
    return String(text)
  }
}

/// The charts of a view as curves with their greatest values.
struct ReportCharts {
  let zone: Zone
  let start: Timestamp
  let end: Timestamp

  init(zone: Zone, from start: Timestamp, through end: Timestamp) {
    (self.zone, self.start, self.end) = (zone, start, end)
  }

  private static let mostSeries = 4

  func lines(_ screen: Screen) -> [String] {
    var lines: [String] = []
    for pane in screen.panes {
      guard case .chart(let chart) = pane.content, !chart.series.isEmpty else { continue }
      lines.append("  \(pane.title.text)")
      lines += chart.series.prefix(ReportCharts.mostSeries).map { line($0, chart) }
    }
    guard !lines.isEmpty else { return [] }
    let from = ClockText.withSeconds(start, zone)
    let to = ClockText.withSeconds(end, zone)
    return ["Charts, \(from) to \(to); each from zero to its maximum"] + lines + [""]
  }

  private func line(_ series: ChartSeries, _ chart: ChartModel) -> String {
    let most = greatest(series)
    let curve = ReportCurve.text(columns(series, chart.step), most: most?.value ?? 0)
    var text = "    \(series.name.text.padded(to: 9).prefixed(9)) \(curve)"
    if let most {
      let clock = ClockText.withSeconds(Timestamp(milliseconds: most.time), zone)
      text += "  max \(chart.unit.text(most.value))" + (most.value > 0 ? " at \(clock)" : "")
    }
    return ReportLine.cut(text)
  }

  private func isInside(_ time: Int64) -> Bool {
    time >= start.milliseconds && time <= end.milliseconds
  }

  private func greatest(_ series: ChartSeries) -> (value: Double, time: Int64)? {
    zip(series.values, series.times).filter { $0.0.isFinite && isInside($0.1) }
      .max { $0.0 < $1.0 }
  }

  /// The greatest value of each column; there are no more columns than points.
  private func columns(_ series: ChartSeries, _ step: Duration) -> [Double?] {
    let length = max(1, end.milliseconds - start.milliseconds)
    let points = Int(length / max(1, step.milliseconds))
    let count = min(ReportCurve.columns, max(1, points))
    var columns = [Double?](repeating: nil, count: count)
    for (time, value) in zip(series.times, series.values) where value.isFinite && isInside(time) {
      let place = Int((time - start.milliseconds) * Int64(count) / length)
      let column = min(place, count - 1)
      columns[column] = max(columns[column] ?? value, value)
    }
    return columns
  }
}

extension String {
  /// At most so many characters of the beginning.
  fileprivate func prefixed(_ count: Int) -> String {
    String(String.UnicodeScalarView(unicodeScalars.prefix(count)))
  }
}
