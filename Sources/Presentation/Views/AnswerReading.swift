internal import Metrics
internal import PromQL

/// What views read from answers.
struct AnswerReading {
  let answers: Answers
  let scene: Scene
  /// What the frame before has made of its answers; `nil` where nobody remembers.
  var memo: FrameMemo?

  /// The answer to exactly this expression, at whatever moment; `nil` where the newest answer is to another one.
  func answer(_ request: PaneRequest) -> Answer? {
    guard let answer = answers[request.id], answer.request.query == request.query,
      answer.request.subject == request.subject
    else { return nil }
    return answer
  }

  /// The series of a vector; empty where there is no answer.
  func vector(_ request: PaneRequest) -> [VectorSample] {
    guard case .value(let evaluation)? = answer(request)?.outcome else { return [] }
    switch evaluation.value {
    case .vector(let samples): return samples
    case .scalar(let value, let time):
      return [VectorSample(labels: .empty, value: value, timestamp: time)]
    case .string, .matrix: return []
    }
  }

  /// The series of a matrix; empty where there is no answer.
  func matrix(_ request: PaneRequest) -> [SeriesResult] {
    guard case .value(let evaluation)? = answer(request)?.outcome,
      case .matrix(let series) = evaluation.value
    else { return [] }
    return series
  }

  /// The labels of a query's series; empty where there is no answer.
  func labelNames(_ request: PaneRequest) -> [LabelName] {
    guard case .labelNames(let names)? = answer(request)?.outcome else { return [] }
    return names
  }

  /// The values of a label; empty where there is no answer.
  func labelValues(_ request: PaneRequest) -> [LabelValue] {
    guard case .labelValues(let values)? = answer(request)?.outcome else { return [] }
    return values
  }

  /// The only value of a vector; `nil` where there is none.
  func number(_ request: PaneRequest) -> Double? { vector(request).first?.value }

  /// Whether there has been an answer at all.
  func isAnswered(_ requests: [PaneRequest]) -> Bool {
    requests.contains { answer($0) != nil }
  }

  /// What a pane must say about the age of its numbers; `nil` where all is well.
  func remark(_ requests: [PaneRequest]) -> TextLine? {
    let known = requests.compactMap { answer($0) }
    for case .failure(let reason) in known.map(\.outcome) {
      return TextLine(DisplayText(reason), .critical)
    }
    guard !known.isEmpty || requests.isEmpty else { return TextLine("~ computing", .muted) }
    if let archive = known.lazy.compactMap(archiveText).first {
      return TextLine(archive, .muted)
    }
    let now = scene.situation.now
    guard let oldest = known.map(\.computedAt).min(), scene.isLive,
      now - oldest > scene.situation.interval * 2
    else { return nil }
    return TextLine(DisplayText("~ stale \(Age.text(seconds: (now - oldest).inSeconds))"), .warning)
  }

  private func archiveText(_ answer: Answer) -> DisplayText? {
    guard case .value(let evaluation) = answer.outcome, let use = evaluation.archives.last else {
      return nil
    }
    let time = ClockText.short(use.before, now: scene.situation.now, scene.situation.zone)
    return DisplayText("from \(PrometheusDuration.text(use.width)) archive before \(time)")
  }
}
