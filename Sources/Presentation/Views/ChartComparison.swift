internal import Metrics
internal import PromQL

/// The values of an earlier window in a chart: what asks for them, their grey lines, and what is said of them.
struct ChartComparison {
  private let comparison: Comparison
  /// What asks for the earlier values, in the order of the present ones.
  let requests: [PaneRequest]
  private let pane: PaneID

  /// The comparison that was chosen for a pane; `nil` where none was.
  ///
  /// - Parameters:
  ///   - scene: what was chosen.
  ///   - pane: the chart.
  ///   - present: what asks for the present values; it is made only where there is a comparison.
  init?(_ scene: Scene, _ pane: PaneID, _ present: @autoclosure () -> [PaneRequest]) {
    guard let comparison = scene.level.charts[pane]?.comparison else { return nil }
    self.comparison = comparison
    self.pane = pane
    requests = present().map { request in
      var earlier = request.earlier(by: comparison.distance)
      earlier.id = QueryID(pane, request.id.part + "-earlier")
      return earlier
    }
  }

  /// The earlier values in the place of the present ones, in grey.
  ///
  /// - Parameters:
  ///   - reading: what has been answered.
  ///   - name: what the series of the query with an index and these labels is called; `nil` to name it by its labels.
  /// - Returns: at most eight lines of each query.
  func lines(
    _ reading: AnswerReading, name: (Int, Labels) -> DisplayText?
  ) -> [ChartSeries] {
    let shift = comparison.distance.milliseconds
    return requests.enumerated().flatMap { index, request in
      let results = reading.matrix(request)
      let common = SeriesNaming.common(results.map(\.labels))
      return results.prefix(8).map { result in
        let name =
          name(index, result.labels) ?? SeriesNaming.name(result.labels, without: common)
        return ChartSeries(
          key: RowKey(result.labels.description + " " + comparison.words + name.text),
          name: name + DisplayText(" " + comparison.words), color: nil,
          times: result.timestamps.map { $0 + shift }, values: result.values)
      }
    }
  }

  /// Which lines are the earlier ones, or that there are none; `nil` before there is an answer.
  func remark(_ reading: AnswerReading) -> TextLine? {
    guard reading.isAnswered(requests) else { return nil }
    if requests.contains(where: { !reading.matrix($0).isEmpty }) {
      return TextLine(DisplayText("grey: \(comparison.words)"), .muted)
    }
    return TextLine(DisplayText("\(comparison.words): no data then"), .warning)
  }
}

extension PaneRequest {
  /// The same over a window that is earlier by about `distance`, at whole steps.
  func earlier(by distance: Duration) -> PaneRequest {
    guard case .range(let start, let end, let step) = timing else { return self }
    var request = self
    request.timing = .range(
      start: (start - distance).bucketStart(step), end: (end - distance).bucketStart(step),
      step: step)
    return request
  }
}
