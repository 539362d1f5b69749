internal import Metrics
internal import PromQL
internal import Rules

/// The silences that hold, with their ends, above the alerts; none where there are none.
struct SilencesPane {
  let scene: Scene

  static let id = PaneID("silences")

  private var past: PaneRequest { scene.instant(SilencesPane.id, "held", "ringside_silence") }

  /// Of an earlier moment the ring knows them.
  var requests: [PaneRequest] { scene.isLive ? [] : [past] }

  /// The silences of the moment that is shown.
  func all(_ reading: AnswerReading) -> [Silence] {
    guard !scene.isLive else { return scene.situation.rules.silences }
    return reading.vector(past).compactMap { sample in
      guard let until = Timestamp(seconds: sample.value),
        let matchers = try? Silence.matchers(sample.labels["matchers"] ?? "")
      else { return nil }
      return Silence(
        matchers: matchers, from: sample.timestamp, until: until, by: sample.labels["by"] ?? "")
    }
  }

  static func key(_ silence: Silence) -> RowKey { RowKey(silence.text.text) }

  /// The list, for the alerts with these labels.
  func panes(_ silences: [Silence], _ alerts: [Labels]) -> [Pane] {
    guard !silences.isEmpty else { return [] }
    let now = scene.moment
    var rule = TableRule<Silence>(
      pane: SilencesPane.id,
      columns: [
        .text("matchers", "SILENCED", width: .flexible(least: 20)) {
          DisplayText($0.text, limit: 300)
        },
        .number("alerts", "ALERTS", width: 6, dropOrder: 1, .count) { silence in
          Double(alerts.count { silence.covers($0, at: now) })
        },
        TableRule.Column(
          column: TableColumn("until", title: "UNTIL", width: .fitted(least: 6, most: 18)),
          isDescending: false, order: { .number($0.until.seconds) },
          cell: {
            TableCell(DisplayText(ClockText.short($0.until, now: now, scene.situation.zone)))
          }),
        TableRule.Column(
          column: TableColumn("left", title: "LEFT", width: .fixed(6)), isDescending: false,
          order: { .number(($0.until - now).inSeconds) },
          cell: { TableCell(DisplayText(Age.text(seconds: ($0.until - now).inSeconds))) }),
        .text("by", "BY", width: .fitted(least: 4, most: 16), dropOrder: 2) {
          DisplayText($0.by, limit: 32)
        },
      ], key: SilencesPane.key)
    rule.sort = "until"
    rule.field = { silence, name in name == "by" ? silence.by.text : nil }
    let model = rule.model(silences, scene.level)
    return [
      Pane(
        SilencesPane.id, title: "Silences", content: .table(model),
        place: PanePlace(
          .tile, leastRows: min(silences.count, 4) + 2, weight: 0, collapseOrder: 1))
    ]
  }
}
