internal import Metrics
internal import PromQL

/// What the parts of a frame have in common: what was chosen, what is known, and which moments are shown.
struct Scene {
  let session: Session
  let situation: Situation
  /// The moment that tables show.
  let moment: Timestamp
  /// The last moment of charts.
  let end: Timestamp
  /// How finely the host's series are asked for.
  let sampling: Sampling
  /// The matchers of the host's own series, for use between braces.
  let host: String

  init(_ session: Session, _ situation: Situation) {
    self.session = session
    self.situation = situation
    moment = session.moment(in: situation)
    end = session.time == .live ? moment : session.windowEnd ?? moment
    sampling = Sampling(window: session.window, interval: situation.interval)
    host =
      QueryText.matcher("job", situation.hostJob) + ","
      + QueryText.matcher("instance", situation.host)
  }

  var level: Level { session.level }
  /// Whether the moment that is shown goes on with the clock; nothing of a recording does.
  var isLive: Bool { session.time == .live && situation.recording == nil }

  /// The moment that charts mark; `nil` at their end.
  var crosshair: Timestamp? { session.time == .live ? nil : moment }

  /// The moment of what is known about alerts: now, and in a recording the one that is shown.
  var alertMoment: Timestamp { situation.recording == nil ? situation.now : moment }

  /// What stands before an alert where the moment that is shown is another: `now: `.
  var alertPrefix: DisplayText { isLive || situation.recording != nil ? "" : "now: " }

  /// The rate of a counter of the host that stands on its own in a chart.
  func rate(_ metric: String, _ matchers: String = "") -> String {
    sampling.rate(hostSelector(metric, matchers))
  }

  /// The rate of a counter of the host between its two newest samples.
  func newestRate(_ metric: String, _ matchers: String = "") -> String {
    "irate(\(hostSelector(metric, matchers))[\(PrometheusDuration.text(situation.interval * 5))])"
  }

  func hostSelector(_ metric: String, _ matchers: String = "") -> String {
    metric + "{" + host + (matchers.isEmpty ? "" : "," + matchers) + "}"
  }

  // MARK: - Requests

  /// A query at the moment that is shown.
  func instant(_ pane: PaneID, _ part: String, _ query: String) -> PaneRequest {
    PaneRequest(QueryID(pane, part), query, .instant(moment))
  }

  /// A query over the window of the charts.
  ///
  /// It begins with the first bucket of the widest chart, so that no chart begins with an empty column; but no earlier than
  /// any chart does whose columns are parts of a step.
  func range(
    _ pane: PaneID, _ part: String, _ query: String, _ sampling: Sampling? = nil
  ) -> PaneRequest {
    let step = (sampling ?? self.sampling).step
    let grid = ColumnGrid(
      end: end, window: session.window, step: step, count: max(situation.chartColumns, 10))
    return PaneRequest(
      QueryID(pane, part), query,
      .range(
        start: max(
          Timestamp(milliseconds: grid.start), (end - session.window * 2).bucketStart(step)),
        end: end.bucketStart(step), step: step))
  }

  /// The longest distance of samples among what is scraped as `jobs`; the host's own where nothing is.
  func interval(of jobs: [ByteString]) -> Duration {
    situation.targets.filter { jobs.contains($0.job) }.map(\.interval).max()
      ?? situation.interval
  }

  // MARK: - Charts

  /// The axis of a chart without a choice of its own: that of the settings, unless the chart needs another.
  func axis(_ own: AxisMode = .zero) -> AxisMode {
    guard own == .zero else { return own }
    return switch session.settings.axis {
    case .zero: .zero
    case .auto: .auto
    case .logarithmic: .logarithmic
    }
  }

  /// A chart over the window, still empty.
  func chart(_ title: DisplayText, _ unit: Unit, _ sampling: Sampling? = nil) -> ChartModel {
    let sampling = sampling ?? self.sampling
    var chart = ChartModel(
      title: title, unit: unit, start: end - session.window, end: end, step: sampling.step,
      interval: sampling.interval, zone: situation.zone)
    chart.crosshair = crosshair
    return chart
  }
}
