internal import Metrics
internal import PromQL

/// What the kernel remembers from before the history: waiting and load that are over, throttling, the last boot.
extension HistoryReading {
  /// What was so much longer ago is not told.
  static let recent = 3600.0

  private var start: Timestamp { queries.start }

  private func event(_ text: String, _ place: Place) -> HistoryEvent {
    HistoryEvent(kind: .restart, time: start, subject: "", text: DisplayText(text), place: place)
  }

  /// A boot shortly before the history began.
  var earlierBoot: [HistoryEvent] {
    guard let first = reading.matrix(queries.boot).first?.values.first,
      first < start.seconds, first >= start.seconds - HistoryReading.recent,
      let time = Timestamp(seconds: first)
    else { return [] }
    return [
      HistoryEvent(
        kind: .restart, time: time, subject: DisplayText(scene.situation.host, limit: 32),
        text: "booted", place: .view(.host))
    ]
  }

  /// A load above the number of cores that was over when the history began.
  var earlierLoad: [HistoryEvent] {
    let loads = reading.matrix(queries.loads)
    let first = { (name: ByteString) in
      loads.first { $0.labels.metricName == name }?.values.first
    }
    guard let now = first("node_load1"), let past = first("node_load15"),
      let cores = reading.matrix(queries.cores).first?.values.first,
      past > cores, now < past / 2
    else { return [] }
    let count = cores == 1 ? "1 core" : "\(NumberText.whole(cores)) cores"
    return [
      event("load was \(NumberText.fixed(past, 1)) on \(count) over 15m before", .resource(.cpu))
    ]
  }

  /// Waiting that was over when the history began.
  var earlierPressure: [HistoryEvent] {
    var shares: [ByteString: [ByteString: Double]] = [:]
    for series in reading.matrix(queries.pastPressure) {
      shares[series.labels["resource"] ?? "", default: [:]][series.labels["window"] ?? ""] =
        series.values.first
    }
    // Tasks often wait for a CPU for a moment; waiting for memory or a disk is seldom harmless.
    let kinds: [(name: ByteString, word: String, least: Double, place: Resource)] = [
      ("cpu", "CPU", 0.25, .cpu), ("memory", "memory", 0.1, .memory), ("io", "disk", 0.1, .disk),
    ]
    return kinds.compactMap { name, word, least, place in
      guard let past = shares[name]?["5m"], let now = shares[name]?["10s"],
        past >= least, now < past / 2
      else { return nil }
      let percent = NumberText.whole(past * 100)
      return event("tasks waited \(percent) % of 5m for \(word) before", .resource(place))
    }
  }

  /// Groups that were throttled before the history began: the innermost ones, whose limit it is.
  var earlierThrottling: [HistoryEvent] {
    let groups = reading.matrix(queries.throttled)
    let paths = groups.map { $0.labels["id"]?.bytes ?? [] }
    return zip(groups, paths).compactMap { series, path in
      let below = path == [0x2f] ? path : path + [0x2f]
      guard let share = series.values.first,
        !paths.contains(where: { $0.count > below.count && $0.starts(with: below) })
      else { return nil }
      let percent = NumberText.whole(share * 100)
      return HistoryEvent(
        kind: .restart, time: start, subject: UnitRow.name(series.labels),
        text: DisplayText("throttled in \(percent) % of its periods before"),
        place: .unit(series.labels["id"] ?? ""))
    }
  }
}
