internal import Metrics
internal import PromQLSyntax
internal import Rules

/// The lines of tripwires on the charts of what they watch.
struct TripwireLines {
  let scene: Scene

  /// The panes with their lines.
  func drawn(on panes: [Pane]) -> [Pane] {
    let wires = scene.situation.rules.rules.filter(\.isSession).compactMap { rule in
      rule.threshold.map { (rule: rule, threshold: $0, shape: shape($0.series.text)) }
    }
    let draft = scene.session.tripwire
    guard !wires.isEmpty || draft != nil else { return panes }
    return panes.map { pane in
      guard case .chart(var chart) = pane.content else { return pane }
      if !wires.isEmpty {
        let shapes = Set(chart.series.flatMap(shapes))
        let drawn = Set(chart.thresholds.map(\.value))
        for wire in wires where shapes.contains(wire.shape) && !drawn.contains(wire.threshold.bound)
        {
          var line = line(wire.rule, wire.threshold, chart.unit)
          if chart.series.contains(where: { $0.isMirrored && self.shapes($0).contains(wire.shape) })
          {
            line.hang(in: chart)
          }
          chart.thresholds.append(line)
        }
      }
      if let draft, draft.pane == pane.id {
        var line = line(draft, chart)
        if chart.series.contains(where: { $0.key == draft.series && $0.isMirrored }) {
          line.hang(in: chart)
        }
        chart.thresholds.append(line)
      }
      var pane = pane
      pane.content = .chart(chart)
      return pane
    }
  }

  private func line(
    _ rule: RuleStatus, _ threshold: AlertThreshold, _ unit: Unit
  ) -> Threshold {
    let text = "\(threshold.comparison.rawValue) \(unit.text(threshold.bound))"
    let name = DisplayText(rule.name, limit: 64)
    var line = Threshold(
      threshold.bound, label: name + DisplayText(" \(text)"),
      tone: rule.state == .firing ? .critical : .warning)
    line.shortLabel = DisplayText(text)
    return line
  }

  private func line(_ draft: TripwireDraft, _ chart: ChartModel) -> Threshold {
    var line = Threshold(
      draft.value, label: DisplayText("\(draft.condition), \(draft.forecast(chart))"),
      tone: .accent)
    line.shortLabel = DisplayText(draft.condition)
    return line
  }

  /// What a tripwire on a series may watch: its query, or the part of it that is this series.
  private func shapes(_ series: ChartSeries) -> [String] {
    guard let query = series.query else { return [] }
    let whole = shape(query)
    guard let labels = series.labels else { return [whole] }
    return [whole, shape(SeriesRestriction.text(query, to: labels))]
  }

  /// The expression without what zooming changes: the lengths of ranges, and how a rate is taken.
  private func shape(_ query: String) -> String {
    guard let expression = try? Parser.parse(query) else { return query }
    var shape = ""
    var isQuoted = false
    var isEscaped = false
    var depth = 0
    for character in expression.description {
      if isQuoted {
        isQuoted = isEscaped || character != "\""
        isEscaped = !isEscaped && character == "\\"
      } else if character == "\"" {
        isQuoted = true
      }
      if !isQuoted, character == "[" { depth += 1 }
      if depth == 0 { shape.append(character) }
      if !isQuoted, character == "]" { depth -= 1 }
      if !isQuoted, character == "(", shape.hasSuffix("irate(") {
        shape.removeLast(6)
        shape += "rate("
      }
    }
    return shape
  }
}

extension Threshold {
  /// Puts the line below the axis, where the series that it is about hangs.
  fileprivate mutating func hang(in chart: ChartModel) {
    if chart.isMirroring { value = -value }
  }
}
