internal import Metrics
internal import Rules

/// A rule on what has been: its values with the spans in which it would have fired, and a list of these.
struct RehearsalView: View {
  let scene: Scene
  let rule: RehearsedRule

  private static let table = PaneID("firings")
  /// The most rows of the list.
  private static let most = 500

  private var chart: RuleChart {
    RuleChart(scene: scene, rule: rule.status, labels: .empty, isRehearsed: true)
  }

  var requests: [PaneRequest] { chart.requests }

  func panes(_ reading: AnswerReading) -> [Pane] {
    let rehearsal = chart.rehearsal(reading)
    return [chart.pane(reading), table(rehearsal, reading)]
  }

  /// How often, for how long, and since when there is history.
  func sentences(_ reading: AnswerReading) -> [Sentence] {
    guard reading.isAnswered(chart.requests) else { return [] }
    let rehearsal = chart.rehearsal(reading)
    let firings = rehearsal.firings
    var words = "would not have fired"
    if let longest = firings.max(by: { $0.length < $1.length }) {
      let sum = firings.reduce(Duration.zero) { $0 + $1.length }
      words =
        firings.count == 1 ? "would have fired once" : "would have fired \(firings.count) times"
      words += ", \(Age.text(seconds: sum.inSeconds))"
      if firings.count > 1 {
        let clock = ClockText.withSeconds(longest.start, scene.situation.zone)
        words += " in all, the longest \(Age.text(seconds: longest.length.inSeconds)) from \(clock)"
      }
    }
    words += " in \(held)"
    if rehearsal.nearly > 0 {
      words += "; pending \(rehearsal.nearly == 1 ? "once" : "\(rehearsal.nearly) times") in vain"
    }
    return [
      Sentence(
        heading: "Rule", text: TextLine(DisplayText(words), firings.isEmpty ? .good : .strong))
    ]
  }

  /// The window, or as much of it as there is history.
  private var held: String {
    let window = scene.session.window
    let oldest = scene.situation.oldest ?? scene.end
    let known = min(window, max(.zero, scene.end - oldest))
    let text = PrometheusDuration.text(window)
    return known < window ? "\(Age.text(seconds: known.inSeconds)) of \(text)" : text
  }

  private func table(_ rehearsal: Rehearsal, _ reading: AnswerReading) -> Pane {
    let common = SeriesNaming.common(Array(Set(rehearsal.spans.map(\.labels))))
    var rule = TableRule<Rehearsal.Span>(
      pane: RehearsalView.table,
      columns: [
        TableRule.Column(
          column: TableColumn("from", title: "FIRED", width: .fitted(least: 9, most: 18)),
          isDescending: true, order: { .number($0.start.seconds) },
          cell: {
            TableCell(DisplayText(ClockText.withSeconds($0.start, scene.situation.zone)))
          }),
        TableRule.Column(
          column: TableColumn("lasted", title: "LASTED", width: .fixed(7)),
          isDescending: true, order: { .number($0.length.inSeconds) },
          cell: { TableCell(DisplayText(Age.text(seconds: $0.length.inSeconds))) }),
        .text("state", "", width: .fitted(least: 1, most: 12)) {
          $0.isOpen ? "goes on" : ""
        },
        .text("labels", "OF", width: .flexible(least: 20)) {
          SeriesNaming.name($0.labels, without: common)
        },
      ],
      key: { RowKey("\($0.start.milliseconds) \($0.labels.description)") })
    rule.sort = "from"
    rule.field = { span, name in span.labels[ByteString(name)]?.text }
    let firings = rehearsal.firings
    var model = rule.model(Array(firings.suffix(RehearsalView.most)), scene.level)
    if firings.count > RehearsalView.most {
      model.footer.append(
        TextLine(DisplayText("the last \(RehearsalView.most) of \(firings.count)"), .muted))
    }
    if firings.isEmpty {
      let isKnown = reading.isAnswered(chart.requests)
      let hold = PrometheusDuration.text(self.rule.hold)
      model.message = TextLine(
        isKnown ? DisplayText("at no time did it hold for \(hold)") : "~ computing", .muted)
    }
    return Pane(
      RehearsalView.table, title: "Would have fired", content: .table(model),
      place: PanePlace(.main, leastRows: 4, weight: 1), remark: reading.remark(chart.requests))
  }
}
