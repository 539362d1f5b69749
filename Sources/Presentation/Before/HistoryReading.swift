internal import Metrics
internal import PromQL

/// Finds what happened in the answers about the history.
struct HistoryReading {
  let queries: HistoryQueries
  let reading: AnswerReading

  var scene: Scene { queries.scene }
  /// How far apart, in seconds, two series may know of the same thing.
  var near: Double { max(30, 2 * queries.step.inSeconds) }
  private var step: Int64 { queries.step.milliseconds }

  /// What the events are made of, and of nothing else.
  struct Basis: Equatable {
    var answers: Answers
    var start: Timestamp
    var end: Timestamp
    var step: Duration
    var interval: Duration
    var host: ByteString
  }

  /// Everything that happened, oldest first.
  var events: [HistoryEvent] {
    guard let memo = reading.memo else { return found }
    let basis = Basis(
      answers: reading.answers.contents(of: [HistoryQueries.pane]), start: queries.start,
      end: queries.end, step: queries.step, interval: scene.situation.interval,
      host: scene.situation.host)
    return memo.events(basis) {
      let reading = AnswerReading(answers: basis.answers, scene: scene)
      return HistoryReading(queries: queries, reading: reading).found
    }
  }

  private var found: [HistoryEvent] {
    let boots = boots
    let groupKills = groupKills
    var events = boots + gaps + starts + targets + marks + groupKills.earlier
    events += earlierBoot + earlierLoad + earlierPressure + earlierThrottling + unitFailures
    let faults = faults
    let isKill = { (event: HistoryEvent) in event.text.text.hasPrefix("oom-kill ") }
    events += faults.filter { !isKill($0) }
    events += killEvents(kills, groupKills.seen, faults.filter(isKill))
    let restarts = unitRestarts
    events += restarts
    events += services.filter { service in
      !restarts.contains {
        $0.subject == service.subject && abs(($0.time - service.time).inSeconds) <= 60
      }
    }
    events += resets(except: boots)
    return events.sorted { ($0.time, $0.words.text) < ($1.time, $1.words.text) }
  }

  /// A point of a series and the one before.
  struct Move {
    var before: Timestamp
    var time: Timestamp
    var from: Double
    var value: Double
  }

  func moves(_ series: SeriesResult) -> [Move] {
    var result: [Move] = []
    for index in series.values.indices.dropFirst()
    where series.values[index] != series.values[index - 1] {
      result.append(
        Move(
          before: Timestamp(milliseconds: series.timestamps[index - 1]),
          time: Timestamp(milliseconds: series.timestamps[index]),
          from: series.values[index - 1], value: series.values[index]))
    }
    return result
  }

  // MARK: - The machine

  /// Archives hold fewer samples, so that only long gaps show in them.
  private var gaps: [HistoryEvent] {
    guard case .value(let evaluation)? = reading.answer(queries.times)?.outcome,
      case .matrix(let series) = evaluation.value, let newest = series.first
    else { return [] }
    let interval = scene.situation.interval.inSeconds
    let least = max(15, 4 * interval, evaluation.archives.isEmpty ? 0 : 150)
    return moves(newest).filter { $0.value - $0.from >= least }.compactMap { move in
      // Of the samples since the point before, the first ended the gap.
      let missed = move.value - interval * samples(at: move.time) - move.from
      guard missed >= least - interval, let time = Timestamp(seconds: move.from) else { return nil }
      return HistoryEvent(
        kind: .gap, time: time, subject: "",
        text: DisplayText("not sampled for \(Age.text(seconds: missed))"))
    }
  }

  private func samples(at time: Timestamp) -> Double {
    guard let series = reading.matrix(queries.samples).first,
      let index = series.timestamps.firstIndex(of: time.milliseconds)
    else { return 1 }
    return series.values[index]
  }

  private var boots: [HistoryEvent] {
    let fallen = Set(
      reading.matrix(queries.counters)
        .filter { $0.labels.metricName == "node_context_switches_total" }
        .flatMap(moves).filter { $0.value < $0.from }.map(\.time))
    return reading.matrix(queries.boot).flatMap(moves).compactMap { move in
      let change = move.value - move.from
      if fallen.contains(move.time) {
        return HistoryEvent(
          kind: .restart, time: clamped(move), subject: host, text: "booted",
          place: .view(.host))
      }
      guard abs(change) >= 5 else { return nil }
      let length = (change < 0 ? "−" : "+") + NumberText.seconds(abs(change))
      return HistoryEvent(
        kind: .restart, time: move.time, subject: "",
        text: DisplayText("clock stepped by \(length)"))
    }
  }

  private var host: DisplayText { DisplayText(scene.situation.host, limit: 32) }

  /// The moment that a value names, within the points between which it became known.
  func clamped(_ move: Move) -> Timestamp {
    guard let moment = Timestamp(seconds: move.value) else { return move.time }
    return min(max(moment, move.before), move.time)
  }

  private var kills: [HistoryEvent] {
    reading.matrix(queries.kills).flatMap(moves).filter { $0.value > $0.from }.map { move in
      let count = move.value - move.from
      return HistoryEvent(
        kind: .restart, time: move.time, subject: "",
        text: count > 1 ? DisplayText("\(Int(count)) oom-kills") : "oom-kill",
        place: .resource(.memory))
    }
  }

  /// Counters that began anew though the machine did not.
  private func resets(except boots: [HistoryEvent]) -> [HistoryEvent] {
    var events: [HistoryEvent] = []
    for series in reading.matrix(queries.counters) {
      guard let device = series.labels["device"] else { continue }
      let place: Place =
        .resource(series.labels.metricName == "node_disk_reads_completed_total" ? .disk : .network)
      for move in moves(series) where move.value < move.from {
        guard !boots.contains(where: { abs(($0.time - move.time).inSeconds) < 120 }) else {
          continue
        }
        events.append(
          HistoryEvent(
            kind: .restart, time: move.time, subject: DisplayText(device, limit: 32),
            text: "began anew", place: place))
      }
    }
    let restarts = reading.matrix(queries.own).flatMap(moves).filter { $0.value < $0.from }
    return events
      + restarts.map {
        HistoryEvent(kind: .restart, time: $0.time, subject: "ringside", text: "restarted")
      }
  }

  // MARK: - Services and targets

  private var starts: [HistoryEvent] {
    reading.matrix(queries.starts).flatMap { series in
      moves(series).filter { $0.value > $0.from + 1 }.map { move in
        HistoryEvent(
          kind: .restart, time: clamped(move), subject: name(series.labels), text: "restarted",
          place: target(series.labels))
      }
    }
  }

  private var targets: [HistoryEvent] {
    reading.matrix(queries.targets).flatMap { series in
      moves(series).map { move in
        HistoryEvent(
          kind: .gap, time: move.time, subject: name(series.labels),
          text: move.value > 0 ? "up again" : "down", place: target(series.labels))
      }
    }
  }

  private func name(_ labels: Labels) -> DisplayText {
    DisplayText(labels["instance"] ?? labels["job"] ?? "", limit: 48)
  }

  private func target(_ labels: Labels) -> Place {
    .target(job: labels["job"] ?? "", instance: labels["instance"] ?? "")
  }

  private var marks: [HistoryEvent] {
    reading.matrix(queries.marks).flatMap { series in
      series.timestamps.map { time in
        HistoryEvent(
          kind: .mark, time: Timestamp(milliseconds: time), subject: "mark",
          text: DisplayText(series.labels["text"] ?? "", limit: 64))
      }
    }
  }

  private struct Service: Hashable {
    var controlGroup: ByteString
    var comm: ByteString
  }

  /// A service has restarted where its only process of a name went, and another of that name came within a minute.
  private var services: [HistoryEvent] {
    var lives: [Service: [SeriesResult]] = [:]
    for series in reading.matrix(queries.services) where !series.timestamps.isEmpty {
      let service = Service(
        controlGroup: series.labels["cgroup"] ?? "", comm: series.labels["comm"] ?? "")
      lives[service, default: []].append(series)
    }
    return lives.flatMap { service, lives in restarts(of: service, lives) }
  }

  private func restarts(of service: Service, _ lives: [SeriesResult]) -> [HistoryEvent] {
    let ordered = lives.sorted { ($0.timestamps.first ?? 0) < ($1.timestamps.first ?? 0) }
    var events: [HistoryEvent] = []
    for (old, new) in zip(ordered, ordered.dropFirst()) {
      guard let end = old.timestamps.last, let begin = new.timestamps.first,
        let started = new.values.first, let pid = new.labels["pid"]
      else { continue }
      // Two at a time are workers, whose coming and going is no restart.
      guard end < begin else { return [] }
      let moment = Int64(started * 1000)
      guard moment > end - 2 * step, moment <= end + 60_000 else { continue }
      events.append(
        HistoryEvent(
          kind: .restart, time: Timestamp(milliseconds: min(max(moment, end), begin)),
          subject: DisplayText(ProcessRow.unitName(service.controlGroup), limit: 32) + ".service",
          text: "restarted", place: .process(ProcessKey(pid: pid, comm: service.comm))))
    }
    return events
  }
}
