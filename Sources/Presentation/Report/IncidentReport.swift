public import Metrics
internal import Rules

/// What happened in a stretch of the history, as plain text to be pasted into a channel.
///
/// It is made of what the host's view says at two moments: at the end of the stretch, for the charts and the timeline,
/// and at its worst moment, for the sentences and the processes. Whoever writes the report answers what the two
/// sessions ask.
public struct IncidentReport: Sendable {
  /// The first session whose queries are to be answered.
  public let overview: Session
  private let situation: Situation
  private let start: Timestamp
  private let end: Timestamp

  /// The widest line.
  static let columns = 100

  /// A report about `start` to `end`.
  ///
  /// - Parameters:
  ///   - start: the first moment.
  ///   - end: the last moment.
  ///   - situation: what is known; its size decides nothing here.
  public init(from start: Timestamp, through end: Timestamp, in situation: Situation) {
    (self.start, self.end) = (start, end)
    var situation = situation
    situation.size = (IncidentReport.columns, 200)
    situation.chartColumns = ReportCurve.columns * 2
    self.situation = situation
    var session = Session(view: .host, window: end - start)
    session.go(to: end, situation)
    session.windowEnd = session.time == .live ? nil : end
    overview = session
  }

  /// What the sessions of the report are asked in.
  public func situation(_ session: Session, _ answers: Answers) -> Situation {
    var situation = situation
    situation.rules = session.alertsThen(answers, in: situation) ?? situation.rules
    return situation
  }

  /// The session at the worst moment, whose queries are to be answered next.
  ///
  /// The worst moment is one at which the most alerts fire; of these the one at which tasks wait most for a resource,
  /// or where the kernel does not tell, the one with the most CPU in use.
  public func worst(_ answers: Answers) -> Session {
    var session = overview
    session.go(to: worstMoment(answers), situation)
    return session
  }

  /// The text, lines of at most 100 columns.
  ///
  /// - Parameters:
  ///   - answers: what `overview` asked.
  ///   - worst: the session at the worst moment.
  ///   - then: what it asked.
  /// - Returns: the report, its last line ended.
  public func text(_ answers: Answers, worst: Session, _ then: Answers) -> String {
    let charts = overview.screen(answers, in: situation(overview, answers))
    let moment = worst.screen(then, in: situation(worst, then))
    let lines =
      heading + timeline(charts.events) + sentences(moment, at: worst.moment(in: situation))
      + ReportCharts(zone: situation.zone, from: start, through: end).lines(charts)
      + ReportTable.lines(moment)
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: - The worst moment

  private func worstMoment(_ answers: Answers) -> Timestamp {
    let scene = Scene(overview, situation(overview, answers))
    let reading = AnswerReading(answers: answers, scene: scene)
    let spans = (HistoryQueries(scene).map { AlertHistory($0, reading).spans } ?? [])
      .filter { $0.state == .firing }
    let screen = overview.screen(answers, in: situation)
    let load = loads(screen)
    var best: (firing: Int, load: Double, time: Int64)?
    let moments = Set(load.keys).union(spans.map(\.start.milliseconds))
      .filter { $0 >= start.milliseconds && $0 <= end.milliseconds }
    for time in moments.sorted() {
      let moment = Timestamp(milliseconds: time)
      let firing = spans.count { $0.start <= moment && ($0.end.map { moment < $0 } ?? true) }
      let candidate = (firing, load[time] ?? 0, time)
      guard let known = best else {
        best = candidate
        continue
      }
      if (candidate.0, candidate.1) > (known.firing, known.load) { best = candidate }
    }
    return best.map { Timestamp(milliseconds: $0.time) } ?? end
  }

  /// The share of time in which tasks wait at each point of the charts, and a tenth of the share of the busiest CPU
  /// time, which decides where nothing waits.
  private func loads(_ screen: Screen) -> [Int64: Double] {
    var loads: [Int64: Double] = [:]
    for series in series(in: .ratio, screen) {
      for (time, value) in zip(series.times, series.values) where value.isFinite {
        loads[time] = max(loads[time] ?? 0, value)
      }
    }
    for series in series(in: .cores, screen) {
      let most = series.values.filter(\.isFinite).max() ?? 0
      guard most > 0 else { continue }
      for (time, value) in zip(series.times, series.values) where value.isFinite {
        loads[time, default: 0] += value / most / 10
      }
    }
    return loads
  }

  /// The series of the first chart in a unit: the Host view has CPU time in cores, and pressure as a share of time.
  private func series(in unit: Unit, _ screen: Screen) -> [ChartSeries] {
    for pane in screen.panes {
      if case .chart(let chart) = pane.content, chart.unit == unit { return chart.series }
    }
    return []
  }

  // MARK: - Its parts in words

  private var zone: Zone { situation.zone }

  private var heading: [String] {
    let day = LocalTime(start, in: zone).date
    let host = DisplayText(situation.host, limit: 64).text
    let span = "\(ClockText.withSeconds(start, zone)) to \(ClockText.withSeconds(end, zone))"
    let length = Age.text(seconds: (end - start).inSeconds)
    return ["\(host), \(day) \(span) (\(length))", ""]
  }

  private static let mostEvents = 40

  private func timeline(_ events: [ChartEvent]) -> [String] {
    let inside = events.filter { $0.time >= start && $0.time <= end }
    guard !inside.isEmpty else { return ["Timeline", "  nothing is known to have happened", ""] }
    let most = IncidentReport.mostEvents
    var lines = inside.prefix(most).map { event in
      let clock = ClockText.withSeconds(event.time, zone)
      let word = "\(event.kind.word)".padded(to: 8)
      return ReportLine.cut("  \(clock)  \(word) \(event.text.text)")
    }
    if inside.count > most { lines.append("  and \(inside.count - most) more") }
    return ["Timeline"] + lines + [""]
  }

  private func sentences(_ screen: Screen, at moment: Timestamp) -> [String] {
    let spoken = screen.sentences.filter { sentence in
      // What fires now is of another moment, unless this is a recording.
      situation.recording != nil || sentence.mark == nil
    }
    let lines = spoken.flatMap { sentence in
      ReportLine.wrapped(
        sentence.text.text, first: "  " + sentence.heading.text.padded(to: 8),
        others: "          ")
    }
    return ["At its worst, \(ClockText.withSeconds(moment, zone))"] + lines + [""]
  }
}

extension ChartEvent.Kind {
  /// The kind in a word.
  fileprivate var word: String {
    switch self {
    case .alert: "alert"
    case .mark: "mark"
    case .restart: "change"
    case .gap: "gap"
    }
  }
}
