internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import TimeSeries

/// Runs a script against rings and says which of its evaluations come out as expected.
///
/// Like the reference runner it evaluates an instant query again with `@` on every selector at other moments, and each
/// of these as the middle step of a range.
struct ScriptRunner {
  private var source = ScriptSource()
  private let engine: Engine = {
    var options = EngineOptions()
    options.delaysNameRemoval = true
    return Engine(options: options)
  }()

  /// The outcome of every evaluation of the script called `name`.
  mutating func run(_ script: Script, name: String) -> [Outcome] {
    var outcomes: [Outcome] = []
    var loaded: [Labels: Script.LoadedSeries] = [:]
    for command in script.commands {
      switch command {
      case .clear:
        loaded = [:]
        source = ScriptSource()
      case .load(let series):
        for one in series {
          loaded[one.labels]?.samples += one.samples
          loaded[one.labels]?.histograms.merge(one.histograms) { $1 }
          loaded[one.labels]?.startTimes.merge(one.startTimes) { $1 }
          if loaded[one.labels] == nil { loaded[one.labels] = one }
        }
        source = ScriptSource(Array(loaded.values))
      case .evaluate(let evaluate):
        outcomes.append(
          Outcome(
            id: "\(name):\(evaluate.line)", subject: evaluate.expression,
            complaint: complaint(evaluate)))
      case .malformed(let line, let reason):
        outcomes.append(Outcome(id: "\(name):\(line)", subject: "script", complaint: reason))
      }
    }
    return outcomes
  }

  // MARK: - One evaluation

  private func complaint(_ command: Script.Evaluate) -> String? {
    let expression: Expression
    do {
      expression = try Parser.parse(command.expression, options: .everything)
    } catch {
      return error.rendered(in: ByteString(command.expression))
    }
    guard command.step == nil else {
      return complaint(command, "", Result { try range(expression, command) })
    }
    let moment = command.instant
    let first = Result { try instant(expression, at: moment) }
    if let complaint = complaint(command, "", first) { return complaint }
    if let complaint = asRange(expression, at: moment, command, "as a range: ") {
      return complaint
    }
    guard let pinned = expression.pinned(at: moment) else { return nil }
    for other in Self.otherMoments(moment) {
      let note = "with @ at \(other.seconds) s: "
      let result = Result { try instant(pinned, at: other) }
      if let complaint = complaint(command, note, result) { return complaint }
      if let complaint = asRange(pinned, at: other, command, note + "as a range: ") {
        return complaint
      }
    }
    return nil
  }

  private static func otherMoments(_ moment: Timestamp) -> [Timestamp] {
    let time = moment.milliseconds
    let moments = time == 0 ? [-1000, 0, 1000] : [-10 * time, 0, time / 5, time, 10 * time]
    return moments.map(Timestamp.init(milliseconds:))
  }

  private func instant(_ expression: Expression, at moment: Timestamp) throws -> Evaluation {
    try engine.evaluate(expression, at: moment, over: [source])
  }

  private func range(_ expression: Expression, _ command: Script.Evaluate) throws -> Evaluation {
    try engine.evaluate(
      expression, from: Timestamp(milliseconds: command.start),
      through: Timestamp(milliseconds: command.end), step: .milliseconds(command.step ?? 1),
      over: [source])
  }

  /// What is wrong with the middle step of a range around `moment`.
  private func asRange(
    _ expression: Expression, at moment: Timestamp, _ command: Script.Evaluate, _ note: String
  ) -> String? {
    guard command.repeatsAsRange, !expression.readsRange else { return nil }
    let minute = Duration.seconds(60)
    let result = Result {
      try engine.evaluate(
        expression, from: moment - minute, through: moment + minute, step: minute, over: [source])
    }
    return complaint(command, note, result.map { $0.middle(at: moment, command.scalar != nil) })
  }

  private func complaint(
    _ command: Script.Evaluate, _ note: String, _ result: Result<Evaluation, any Error>
  ) -> String? {
    let patterns = command.failures
    switch result {
    case .failure(let error):
      guard let patterns else { return "\(note)fails: \(error)" }
      for pattern in patterns where !pattern.matches("\(error)") {
        return "\(note)fails otherwise: \(error)"
      }
      return nil
    case .success(let evaluation):
      guard patterns == nil else { return "\(note)should fail, is \(evaluation.value)" }
      let comparison = ScriptComparison(command: command)
      let complaint =
        comparison.complaint(evaluation.annotations) ?? comparison.complaint(evaluation.value)
      return complaint.map { note + $0 }
    }
  }
}

extension Script.Evaluate {
  /// When an instant evaluation happens.
  var instant: Timestamp {
    for case .rangeVector(_, let end, _) in expectations { return Timestamp(milliseconds: end) }
    return Timestamp(milliseconds: start)
  }

  /// What the text of the error must match; `nil` where there should be none.
  var failures: [Script.Pattern]? {
    var found: [Script.Pattern]?
    for case .fail(let pattern) in expectations {
      found = (found ?? []) + [pattern].compactMap { $0 }
    }
    return found
  }

  /// Whether the answer is one that a range query can give.
  var repeatsAsRange: Bool {
    expectations.allSatisfy {
      switch $0 {
      case .ordered, .string, .rangeVector: false
      case .fail, .warn, .info, .noWarn, .noInfo: true
      }
    }
  }
}

extension Evaluation {
  /// The step at `moment` of a matrix as the answer of an instant query.
  func middle(at moment: Timestamp, _ isScalar: Bool) -> Evaluation {
    guard case .matrix(let series) = value else { return self }
    var result = self
    let samples = series.compactMap { one -> VectorSample? in
      guard let index = one.timestamps.firstIndex(of: moment.milliseconds) else { return nil }
      return VectorSample(labels: one.labels, value: one.values[index], timestamp: moment)
    }
    result.value = .vector(samples)
    if isScalar, let only = samples.first { result.value = .scalar(only.value, at: moment) }
    return result
  }
}
