internal import Metrics

/// What is known about the metric of a place: what its source says, and when it was last heard of.
struct MetricFacts {
  let scene: Scene

  private static let pane = PaneID("information")

  /// The metric of the place with its selector; `nil` elsewhere.
  private var metric: (entry: MetricEntry, selector: String, labels: Labels?)? {
    switch scene.level.place {
    case .metric(let name): facts(of: MetricSelection(name))
    case .selection(let selection), .labelValues(let selection, _): facts(of: selection)
    case .series(let labels):
      (
        scene.entry(of: labels.metricName ?? "", jobs: labels["job"].map { [$0] } ?? []),
        QueryText.selector(labels), labels
      )
    default: nil
    }
  }

  private func facts(of selection: MetricSelection) -> (
    entry: MetricEntry, selector: String, labels: Labels?
  ) {
    let entry = scene.entry(of: selection.name)
    return (entry, MetricQuery.selector(entry, selection.matchers), nil)
  }

  /// What is asked while the information stands in front.
  var requests: [PaneRequest] {
    guard case .information? = scene.session.popup, let metric else { return [] }
    return [
      scene.instant(MetricFacts.pane, "newest", "max(timestamp(\(metric.selector)))"),
      scene.instant(MetricFacts.pane, "series", "count(\(metric.selector))"),
    ]
  }

  /// A line a fact; empty where the place is about no metric.
  func lines(_ reading: AnswerReading) -> [TextLine] {
    guard let (entry, selector, labels) = metric else { return [] }
    let requests = requests
    let newest = requests.first.flatMap { reading.number($0) }.flatMap { Timestamp(seconds: $0) }
    let count = requests.last.flatMap { reading.number($0) }
    var lines = [
      CardLine.make("metric", DisplayText(entry.name)),
      CardLine.make("type", DisplayText(entry.metadata.type.rawValue)),
      CardLine.make("help", DisplayText(entry.metadata.help)),
      CardLine.make("unit", unit(entry)),
      CardLine.make("series", DisplayText(series(entry, count))),
      CardLine.make("newest", DisplayText(newest.map(text) ?? "–")),
    ]
    lines += sources(entry, labels).map { CardLine.make("source", $0) }
    lines.append(CardLine.make("selector", DisplayText(selector), .accent))
    return lines
  }

  /// The unit that the source names, else the one that the name says.
  private func unit(_ entry: MetricEntry) -> DisplayText {
    guard entry.metadata.unit.isEmpty else { return DisplayText(entry.metadata.unit) }
    let word = MetricQuery.unit(entry, isRate: false).word
    return word.isEmpty ? "–" : DisplayText(word + ", by its name")
  }

  private func series(_ entry: MetricEntry, _ count: Double?) -> String {
    let now = count.map { NumberText.grouped($0) + " with a value at this moment" }
    let all = entry.series > 0 ? NumberText.grouped(Double(entry.series)) + " in the history" : nil
    return [now, all].compactMap { $0 }.joined(separator: ", ")
  }

  /// `22:31:05.123Z, 4s before this moment`.
  private func text(_ time: Timestamp) -> String {
    let age = Age.text(seconds: max(0, (scene.moment - time).inSeconds))
    return ClockText.withSeconds(time, scene.situation.zone) + ", \(age) before this moment"
  }

  /// The endpoints of the metric's jobs with their last scrape, or this machine.
  private func sources(_ entry: MetricEntry, _ labels: Labels?) -> [DisplayText] {
    let targets = scene.situation.targets.filter { target in
      entry.jobs.contains(target.job)
        && (labels == nil
          || labels?["job"] == target.job && labels?["instance"] == target.instance)
    }
    guard !targets.isEmpty else {
      let jobs = entry.jobs.map { DisplayText($0, limit: 64) }.joined(separator: ", ")
      return [DisplayText("collectors of this host, job ") + jobs]
    }
    let shown = targets.prefix(5).map { target in
      let age = ClockText.age(target.lastScrape, now: scene.situation.now)
      let every = PrometheusDuration.text(target.interval)
      return DisplayText(target.url, limit: 200)
        + DisplayText(", every \(every), last scrape \(age) ago")
    }
    let more = targets.count - shown.count
    return shown + (more > 0 ? [DisplayText("\(more) more endpoints")] : [])
  }
}
