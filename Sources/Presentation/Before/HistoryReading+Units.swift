internal import Metrics
internal import PromQL

/// What systemd and the kernel tell of units, also from before the history began.
extension HistoryReading {
  private func name(_ labels: Labels) -> DisplayText {
    DisplayText(UnitRow.lastName(labels["name"] ?? ""), limit: 48)
  }

  private func event(
    _ seconds: Double, _ subject: DisplayText, _ text: DisplayText
  ) -> HistoryEvent? {
    guard let time = Timestamp(seconds: seconds) else { return nil }
    return HistoryEvent(
      kind: .restart, time: time, subject: subject, text: text, place: .view(.units))
  }

  /// Every moment at which systemd saw a unit fail.
  var unitFailures: [HistoryEvent] {
    reading.matrix(queries.unitFailures).flatMap { series in
      Set(series.values).compactMap { event($0, name(series.labels), failure(series.labels)) }
    }
  }

  private func failure(_ labels: Labels) -> DisplayText {
    switch labels["result"] {
    case "", "exit-code", nil: "failed"
    case let result?: DisplayText("failed (") + DisplayText(result, limit: 24) + ")"
    }
  }

  /// What was active and is so since a later moment; and, from before the history, what systemd had to start again.
  var unitRestarts: [HistoryEvent] {
    let again = Set(reading.matrix(queries.unitRestarts).compactMap { $0.labels["name"] })
    // Who was away for longer was stopped and started.
    let longest = max(45, 2 * queries.step.inSeconds)
    return reading.matrix(queries.unitStarts).flatMap { series in
      var times = moves(series).filter {
        $0.value > $0.from && ($0.time - $0.before).inSeconds <= longest
      }.map(\.value)
      if let first = series.values.first, again.contains(series.labels["name"] ?? ""),
        first < queries.start.seconds, first >= queries.start.seconds - HistoryReading.recent
      {
        times.append(first)
      }
      return times.compactMap { event($0, name(series.labels), "restarted") }
    }
  }

  /// Kills in control groups: those before the history, which the kernel has counted, and those that were seen.
  var groupKills: (earlier: [HistoryEvent], seen: [HistoryEvent]) {
    var seen: [HistoryEvent] = []
    var moments: [Labels: Set<Int64>] = [:]
    for series in reading.matrix(queries.newGroupKills) {
      moments[series.labels.withoutMetricName] = Set(series.timestamps)
      seen += zip(series.timestamps, series.values).compactMap { time, count in
        event(Double(time) / 1000, UnitRow.name(series.labels), kills(count, isEarlier: false))
      }
    }
    let earlier = reading.matrix(queries.groupKills).compactMap { series -> HistoryEvent? in
      guard let first = series.values.first, let time = series.timestamps.first, isAtStart(time),
        moments[series.labels.withoutMetricName]?.contains(time) != true
      else { return nil }
      return event(
        Double(time) / 1000, UnitRow.name(series.labels), kills(first, isEarlier: true))
    }
    return (earlier, seen)
  }

  private func kills(_ count: Double, isEarlier: Bool) -> DisplayText {
    let words = count > 1 ? "\(NumberText.grouped(count)) oom-kills" : "oom-kill"
    return DisplayText(isEarlier ? "had \(count > 1 ? "" : "an ")\(words) before" : words)
  }

  /// Whether a series was there when the history began: groups are read every few seconds.
  private func isAtStart(_ time: Int64) -> Bool {
    Double(time) / 1000 - queries.start.seconds <= max(15, 2 * queries.step.inSeconds)
  }
}
