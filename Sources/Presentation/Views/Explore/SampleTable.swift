internal import Metrics
internal import PromQL

/// The table of a series' samples, newest first.
struct SampleTable {
  let pane: PaneID
  let scene: Scene
  let unit: Unit
  /// Whether the zone's seconds need their thousandths.
  private let hasMilliseconds: Bool
  private let rows: [RawSample]
  private let isCut: Bool

  /// The most samples that are listed.
  static let most = 1000

  init(pane: PaneID, scene: Scene, unit: Unit, rows: [RawSample]) {
    self.pane = pane
    self.scene = scene
    self.unit = unit
    self.rows = Array(rows.prefix(SampleTable.most))
    isCut = rows.count > SampleTable.most
    hasMilliseconds = self.rows.contains { $0.time.milliseconds % 1000 != 0 }
  }

  func model(isAnswered: Bool) -> TableModel {
    let rule = TableRule<RawSample>(
      pane: pane,
      columns: [
        .text("time", "TIME", width: .fitted(least: 9, most: 32)) { DisplayText(time($0.time)) },
        trailing("value", "VALUE", 22) { sample in
          sample.value.isStaleMarker
            ? TableCell("–", .muted) : TableCell(DisplayText(FloatText.shortest(sample.value)))
        },
        trailing("change", "CHANGE", 14, dropOrder: 2) { sample in
          TableCell(DisplayText(sample.change.map(SampleTable.signed) ?? "–"), .muted)
        },
        trailing("after", "AFTER", 10) { sample in
          TableCell(DisplayText(sample.distance.map(distance) ?? "–"), .muted)
        },
        TableRule.Column(
          column: TableColumn(
            "note", title: "NOTE", alignment: .leading, width: .flexible(least: 14)),
          isDescending: false, order: { .text(SampleTable.words($0.note)) },
          cell: { TableCell(DisplayText(SampleTable.words($0.note)), SampleTable.tone($0.note)) }),
      ],
      key: { RowKey("\($0.time.milliseconds)") })
    var model = rule.model(rows, scene.level)
    if rows.isEmpty, isAnswered {
      model.message = TextLine("no sample in the window before this moment", .muted)
    }
    if isCut { model.footer.append(TextLine("older ones: [ or { goes back", .muted)) }
    return model
  }

  private func trailing(
    _ name: String, _ title: DisplayText, _ width: Int, dropOrder: Int = 0,
    _ cell: @escaping (RawSample) -> TableCell
  ) -> TableRule<RawSample>.Column {
    TableRule.Column(
      column: TableColumn(name, title: title, width: .fixed(width), dropOrder: dropOrder),
      isDescending: true,
      order: { sample in
        switch name {
        case "value": .number(sample.value.isNaN ? nil : sample.value)
        case "change": .number(sample.change)
        default: .number(sample.distance?.inSeconds)
        }
      }, cell: cell)
  }

  /// `22:31:05.123Z`, with the date where it is not that of the newest moment.
  private func time(_ time: Timestamp) -> String {
    let clock = LocalTime(time, in: scene.situation.zone)
    let today = LocalTime(scene.situation.now, in: scene.situation.zone).date
    let date = clock.date == today ? "" : clock.date + " "
    guard hasMilliseconds else { return date + clock.timeWithSeconds + clock.zoneSuffix }
    let part = Int(time.milliseconds - time.bucketStart(.seconds(1)).milliseconds)
    return date + clock.timeWithSeconds + "." + SampleTable.thousandths(part) + clock.zoneSuffix
  }

  /// `5 s`, `5.003 s`, `1m20s` for whole seconds from a hundred on.
  private func distance(_ distance: Duration) -> String {
    let milliseconds = distance.milliseconds
    if milliseconds >= 100_000 { return Age.text(seconds: distance.inSeconds) }
    guard hasMilliseconds else { return "\(milliseconds / 1000) s" }
    return "\(milliseconds / 1000)." + SampleTable.thousandths(Int(milliseconds % 1000)) + " s"
  }

  private static func thousandths(_ part: Int) -> String {
    String(repeating: "0", count: part < 10 ? 2 : part < 100 ? 1 : 0) + "\(part)"
  }

  private static func signed(_ change: Double) -> String {
    (change > 0 ? "+" : "") + FloatText.text((change * 1e6).rounded() / 1e6, exponentFrom: 12)
  }

  private static func words(_ note: RawSample.Note) -> String {
    switch note {
    case .none: ""
    case .reset: "reset"
    case .stale: "stale: the series ended"
    case .gap(let missing): "gap: about \(missing) missing"
    case .archived(let width): "newest of \(PrometheusDuration.text(width)) archive"
    }
  }

  private static func tone(_ note: RawSample.Note) -> Tone {
    switch note {
    case .none, .archived: .muted
    case .reset, .stale, .gap: .warning
    }
  }
}
