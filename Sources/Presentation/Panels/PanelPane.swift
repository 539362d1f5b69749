internal import Dashboards
internal import Metrics
internal import PromQL

/// One panel of a dashboard: what it asks, and the pane that shows the answers.
struct PanelPane {
  let context: DashboardScene
  let panel: Panel
  /// How finely it is asked for: as its sources are scraped, or more coarsely where its author says so.
  let sampling: Sampling
  /// The expressions of its queries at that sampling.
  private let expressions: [String]

  init(context: DashboardScene, panel: Panel) {
    self.context = context
    self.panel = panel
    let scene = context.scene
    // Where nothing is scraped it makes no difference what is asked.
    let sources =
      scene.situation.targets.isEmpty
      ? []
      : panel.queries.map {
        scene.interval(ofSourcesIn: context.words.expression($0.expression).text)
      }
    let interval = max(panel.interval ?? .zero, sources.max() ?? scene.situation.interval)
    // A bucket counts what fell between two points, so that points have to be a few samples apart.
    let distance = panel.kind == .heatmap ? interval * 4 : interval
    sampling = Sampling(window: scene.session.window, interval: distance)
    // A chart looks at every sample, and keeps the extremes of each step.
    let values = context.interpolation(panel.kind == .timeSeries ? sampling.fine : sampling)
    expressions = panel.queries.map { values.expression($0.expression).text }
  }

  var scene: Scene { context.scene }

  /// The pane's name in requests and answers.
  var id: PaneID { PaneID("panel " + panel.id) }

  var unit: Unit { panel.unit.unit }

  func unit(_ query: PanelQuery) -> Unit { (query.unit ?? panel.unit).unit }

  /// The expression of a query with its variables, at a sampling.
  func expression(_ query: PanelQuery, _ sampling: Sampling) -> String {
    if sampling == self.sampling,
      let index = panel.queries.firstIndex(where: { $0.name == query.name })
    {
      return expressions[index]
    }
    return context.interpolation(sampling).expression(query.expression).text
  }

  // MARK: - Requests

  /// What the panel asks, in the order of its queries.
  var requests: [PaneRequest] {
    switch panel.kind {
    case .text: []
    case .processes: isOfThisMachine(nil) ? processes.requests(isWide: false) : []
    case .timeSeries: panel.queries.map(range) + (comparison?.requests ?? [])
    case .heatmap: panel.queries.map(range)
    case .table: panel.queries.map(instant)
    case .gauge, .barGauge: panel.queries.map { wantsCourse($0) ? range($0) : instant($0) }
    case .stat:
      panel.queries.flatMap { query in
        wantsCourse(query) ? [range(query)] : [instant(query)] + (course(query).map { [$0] } ?? [])
      }
    }
  }

  /// Whether a number is made of its course over the window.
  private func wantsCourse(_ query: PanelQuery) -> Bool {
    panel.reduction != .last && !query.isInstant
  }

  /// The earlier values that were asked for in a chart; `nil` where none were.
  var comparison: ChartComparison? {
    ChartComparison(scene, id, panel.queries.map(range))
  }

  func range(_ query: PanelQuery) -> PaneRequest {
    let request = scene.range(id, query.name, expression(query, sampling), sampling)
    return panel.kind == .timeSeries ? request.envelope(sampling) : request
  }

  func instant(_ query: PanelQuery) -> PaneRequest {
    scene.instant(id, query.name, expression(query, sampling))
  }

  /// About forty points over the window, for the little course behind a number; `nil` where none is wanted.
  func course(_ query: PanelQuery) -> PaneRequest? {
    guard panel.kind == .stat, !query.isInstant else { return nil }
    let coarse = Sampling(window: scene.session.window * 90, interval: sampling.interval)
    let end = scene.end.bucketStart(coarse.step)
    return PaneRequest(
      QueryID(id, query.name + " course"), expression(query, coarse),
      .range(
        start: (end - scene.session.window).bucketStart(coarse.step), end: end, step: coarse.step))
  }

  // MARK: - The pane

  /// The pane at its place of the grid.
  func pane(_ reading: AnswerReading, row: Int) -> Pane {
    pane(
      reading,
      at: PanePlace(
        .grid(
          GridPlace(
            column: panel.gridPosition.x, row: row + panel.gridPosition.y,
            width: panel.gridPosition.width, height: panel.gridPosition.height)),
        leastRows: leastRows))
  }

  /// The pane at a place of any view.
  func pane(_ reading: AnswerReading, at place: PanePlace) -> Pane {
    guard panel.kind != .processes else { return processTable(reading, place) }
    return Pane(
      id, title: title, content: content(reading), place: place, destination: destination(reading),
      remark: remark(reading, requests)
        ?? (panel.kind == .timeSeries ? comparison?.remark(reading) : nil))
  }

  /// Where Enter leads: where the file says, else to the panel itself.
  private func destination(_ reading: AnswerReading) -> Place {
    // The views of resources are this machine's.
    guard let destination = panel.destination, isOfThisMachine(reading.memo) else {
      return .panel(dashboard: context.dashboard.name, panel: panel.id)
    }
    return switch destination {
    case .cpu: .resource(.cpu)
    case .memory: .resource(.memory)
    case .disk: .resource(.disk)
    case .network: .resource(.network)
    case .processes: .view(.processes)
    }
  }

  /// What is wrong with the answers; nothing where nothing could be asked, which is said as an absence.
  func remark(_ reading: AnswerReading, _ requests: [PaneRequest]) -> TextLine? {
    panel.kind == .text || unfilled != nil ? nil : reading.remark(requests)
  }

  /// The first variable in the expressions for which no value was found; `nil` where there is none.
  private var unfilled: Variable? {
    context.chosenVariables.first { variable in
      guard context.choice(variable) == .values([]) else { return false }
      return panel.queries.contains {
        $0.expression.contains("$" + variable.name) || $0.expression.contains("${" + variable.name)
      }
    }
  }

  var title: DisplayText { DisplayText(context.words.title(panel.title), limit: 200) }

  /// The fewest rows with which the kind says something.
  var leastRows: Int {
    switch panel.kind {
    case .timeSeries: 6
    case .heatmap: 7
    case .table, .processes: 5
    case .stat: 3
    case .gauge: 2
    case .barGauge: 4
    case .text: 2
    }
  }

  func content(_ reading: AnswerReading) -> Pane.Content {
    switch panel.kind {
    case .timeSeries: .chart(chart(reading))
    case .stat: .stat(stat(reading))
    case .gauge: .gauge(gauge(reading, isSorted: false))
    case .barGauge: .gauge(gauge(reading, isSorted: true))
    case .table: .table(table(reading))
    case .text, .processes: .text(words)
    case .heatmap: .heatmap(heatmap(reading))
    }
  }

  /// What is said where there is nothing to show; `nil` before there is an answer.
  func absence(_ reading: AnswerReading) -> TextLine? {
    guard reading.isAnswered(requests) else { return TextLine("~ computing", .muted) }
    guard panel.absence.isEmpty else {
      return TextLine(DisplayText(context.words.title(panel.absence)), .muted)
    }
    guard let unfilled else { return TextLine("no data", .muted) }
    let label = unfilled.label.isEmpty ? unfilled.name : unfilled.label
    return TextLine(DisplayText("no value is found for '\(label)'", limit: 120), .muted)
  }

  /// What a series of a query is called: by its legend, else by what sets it apart, the only one as the panel.
  func name(_ query: PanelQuery, _ labels: Labels, common: Labels) -> DisplayText {
    if let legend = legend(query, labels) { return legend }
    if labels.withoutMetricName.count == 0 {
      return panel.queries.count > 1 ? DisplayText(query.name, limit: 64) : title
    }
    return SeriesNaming.name(labels, without: common)
  }

  /// What the legend of a query makes of a series' labels; `nil` where it has none.
  func legend(_ query: PanelQuery, _ labels: Labels) -> DisplayText? {
    query.legend.map { DisplayText(context.words.legend($0, labels: labels), limit: 200) }
  }

  /// Who a series is among those of all queries.
  func key(_ query: PanelQuery, _ labels: Labels) -> RowKey {
    RowKey(query.name + labels.description)
  }

  /// Plain words; lines that begin with `#` are headings.
  private var words: TextModel {
    let text = context.words.title(panel.text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let heading = line.drop { $0 == "#" }
      guard heading.startIndex != line.startIndex else {
        return TextLine(DisplayText(line, limit: 2000))
      }
      return TextLine(DisplayText(heading.drop { $0 == " " }, limit: 200), .heading)
    }
    return TextModel(lines, firstLine: scene.level.scroll[id] ?? 0)
  }
}
