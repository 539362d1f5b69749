internal import Metrics

/// The picker of a break-down: first of the labels that vary, then of the aggregation.
struct BreakdownPicker {
  private let choice: BreakdownChoice
  private let labels: [LabelName]

  /// The picker for a chart of the frame; `nil` where the chart is gone.
  init?(_ choice: BreakdownChoice, _ screen: Screen) {
    guard let pane = screen.panes.first(where: { $0.id == choice.pane }),
      case .chart(let chart) = pane.content
    else { return nil }
    self.choice = choice
    labels = BreakdownPicker.labels(of: chart)
  }

  /// The labels with more than one value; the bounds of buckets are no dimension.
  static func labels(of chart: ChartModel) -> [LabelName] {
    chart.dimensions.filter { $0.values > 1 && $0.name != "le" }
  }

  /// What can be chosen in the second step; of a histogram's quantiles which one.
  var aggregations: [Breakdown.Aggregation] {
    choice.pane == DistributionCharts.quantiles
      ? [.quantile(99), .quantile(90), .quantile(50), .average] : Breakdown.Aggregation.all
  }

  /// The rows of the present step.
  var count: Int { choice.labels == nil ? labels.count + 1 : aggregations.count }

  /// The label of a row of the first step; `nil` for all series together.
  func label(at row: Int) -> ByteString? {
    row > 0 && row <= labels.count ? labels[row - 1].name : nil
  }

  /// The row of an aggregation.
  func index(of aggregation: Breakdown.Aggregation) -> Int? {
    aggregations.firstIndex(of: aggregation)
  }

  func popup(_ scene: Scene) -> Popup {
    let selection = min(choice.selection, count - 1)
    if let chosen = choice.labels {
      let names = chosen.map { DisplayText($0, limit: 64) }.joined(separator: ", ")
      return .picker(
        title: chosen.isEmpty ? "All series together" : DisplayText("By ") + names,
        items: aggregations.map(\.word), selection: selection)
    }
    let present = scene.level.charts[choice.pane]?.breakdown?.labels ?? []
    let items = labels.map { label in
      DisplayText(label.name, limit: 64) + DisplayText("  \(label.values) values")
        + (present.contains(label.name) ? DisplayText("  (chosen; Enter takes it away)") : "")
    }
    return .picker(
      title: "Break down by", items: ["all series together"] + items, selection: selection)
  }
}
