internal import Metrics
internal import PromQL

/// Names, order and colours of a chart's series.
enum SeriesNaming {
  /// The labels that all of `sets` share, with their values; empty for a single set, whose labels are all its name.
  static func common(_ sets: [Labels]) -> Labels {
    guard let first = sets.first, sets.count > 1 else { return .empty }
    let shared = first.filter { pair in sets.allSatisfy { $0[pair.name] == pair.value } }
    return Labels(shared)
  }

  /// What sets one series apart from the others: the values alone where one label does it, else the pairs.
  static func name(_ labels: Labels, without common: Labels) -> DisplayText {
    let own = labels.filter { $0.name != Labels.metricNameLabel && common[$0.name] == nil }
    if own.isEmpty { return DisplayText(labels.metricName ?? "value") }
    if own.count == 1, !common.isEmpty || labels.count == 1 { return DisplayText(own[0].value) }
    return pairs(own)
  }

  /// `device="sda", mode="user"`.
  static func pairs(_ own: [(name: ByteString, value: ByteString)]) -> DisplayText {
    own.map { DisplayText($0.name) + "=" + DisplayText($0.value) }.joined(separator: ", ")
  }

  /// The lines of a chart: at most as many as there are colours in colour, the others in grey.
  ///
  /// The order is that of the labels, so that it stays put; colours go to the series with the greatest newest values.
  /// Those that are pinned are among them however small they are.
  static func series(
    _ results: [SeriesResult], limit: Int = 40,
    isPinned: (Labels) -> Bool = { _ in false }
  ) -> (
    series: [ChartSeries], omitted: Int
  ) {
    let keys = results.map { RowKey($0.labels.description) }
    let pins = results.map { isPinned($0.labels) }
    let ranked = results.indices.sorted { left, right in
      if pins[left] != pins[right] { return pins[left] }
      let (a, b) = (results[left].values.last ?? 0, results[right].values.last ?? 0)
      return a == b ? results[left].labels < results[right].labels : a > b
    }
    let shown = ranked.prefix(limit).sorted { results[$0].labels < results[$1].labels }
    let colored = Set(ranked.prefix(ChartSeries.colors))
    let colors = colors(of: shown.filter(colored.contains).map { results[$0].labels })
    let common = common(shown.map { results[$0].labels })
    let series = shown.map { index in
      let result = results[index]
      var line = ChartSeries(
        key: keys[index], name: name(result.labels, without: common),
        color: colors[result.labels], times: result.timestamps, values: result.values)
      if results.count > 1 { line.labels = result.labels }
      return line
    }
    return (series, results.count - shown.count)
  }

  /// Each identity's own colour; of two that want the same one, the one that sorts later takes the next free one.
  static func colors(of sets: [Labels]) -> [Labels: Int] {
    var taken = [Bool](repeating: false, count: ChartSeries.colors)
    var colors: [Labels: Int] = [:]
    for labels in sets.sorted().prefix(ChartSeries.colors) {
      var color = Int(labels.fingerprint % UInt64(ChartSeries.colors))
      while taken[color] { color = (color + 1) % ChartSeries.colors }
      taken[color] = true
      colors[labels] = color
    }
    return colors
  }
}
