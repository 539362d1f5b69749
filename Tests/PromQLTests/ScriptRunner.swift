import Foundation
import Metrics
import PromQL
import PromQLSyntax
import TimeSeries

/// Runs a script against rings and says which of its evaluations come out as expected.
struct ScriptRunner {
  struct Outcome {
    var line: Int
    var expression: String
    /// What is wrong; `nil` where nothing is.
    var complaint: String?
  }

  /// Lines of the script whose evaluation touches native histograms.
  var skippedLines: Set<Int> = []

  private var ring = ScriptRunner.emptyRing()
  private let engine: Engine = {
    var options = EngineOptions()
    options.delaysNameRemoval = true
    return Engine(options: options)
  }()

  static func emptyRing() -> Ring { testRing() }

  mutating func run(_ script: Script) -> [Outcome] {
    var outcomes: [Outcome] = []
    var loaded: [Labels: [Sample]] = [:]
    for command in script.commands {
      switch command {
      case .clear:
        loaded = [:]
        ring = Self.emptyRing()
      case .load(let series):
        for one in series { loaded[one.labels, default: []] += one.samples }
        ring = Self.emptyRing()
        for (labels, samples) in loaded where !samples.isEmpty {
          let ordered = samples.sorted { $0.timestamp < $1.timestamp }
          load(labels, ordered, into: ring)
        }
      case .evaluate(let evaluate):
        if evaluate.needsHistograms || skippedLines.contains(evaluate.line) { continue }
        var outcome = Outcome(line: evaluate.line, expression: evaluate.expression)
        outcome.complaint = complaint(evaluate)
        outcomes.append(outcome)
      }
    }
    return outcomes
  }

  // MARK: - One evaluation

  private func complaint(_ command: Script.Evaluate) -> String? {
    let isFailing = command.expectations.contains { if case .fail = $0 { true } else { false } }
    do {
      let expression = try Parser.parse(command.expression, options: allSyntax)
      let evaluation = try evaluate(expression, command)
      if isFailing { return "should fail but is \(evaluation.value)" }
      if let complaint = annotationComplaint(evaluation.annotations, command) { return complaint }
      if let complaint = valueComplaint(evaluation.value, command) { return complaint }
      return try repeated(expression, command)
    } catch {
      return isFailing ? failureComplaint("\(error)", command) : "fails: \(error)"
    }
  }

  private func evaluate(
    _ expression: PromQLSyntax.Expression, _ command: Script.Evaluate
  ) throws -> Evaluation {
    guard let step = command.step else {
      var moment = command.start
      for case .rangeVector(_, let end, _) in command.expectations { moment = end }
      return try engine.evaluate(
        expression, at: Timestamp(milliseconds: moment), over: [ring])
    }
    return try engine.evaluate(
      expression, from: Timestamp(milliseconds: command.start),
      through: Timestamp(milliseconds: command.end), step: .milliseconds(step), over: [ring])
  }

  /// An instant evaluation once more as the middle step of a range.
  private func repeated(
    _ expression: PromQLSyntax.Expression, _ command: Script.Evaluate
  ) throws -> String? {
    guard command.step == nil, command.scalar == nil else { return nil }
    for expectation in command.expectations {
      switch expectation {
      case .ordered, .string, .rangeVector: return nil
      case .fail, .warn, .info, .noWarn, .noInfo: break
      }
    }
    let text = command.expression.lowercased()
    if ["start()", "end()", "range()", "step()"].contains(where: text.contains) { return nil }
    let minute: Int64 = 60_000
    let evaluation = try engine.evaluate(
      expression, from: Timestamp(milliseconds: command.start - minute),
      through: Timestamp(milliseconds: command.start + minute), step: .seconds(60), over: [ring])
    guard case .matrix(let series) = evaluation.value else { return "as a range: no matrix" }
    let middle = series.compactMap { one -> VectorSample? in
      guard let index = one.timestamps.firstIndex(of: command.start) else { return nil }
      return VectorSample(
        labels: one.labels, value: one.values[index],
        timestamp: Timestamp(milliseconds: command.start))
    }
    return valueComplaint(.vector(middle), command).map { "as a range: \($0)" }
  }

  private func failureComplaint(_ message: String, _ command: Script.Evaluate) -> String? {
    for case .fail(let pattern?) in command.expectations where !pattern.matches(message) {
      return "fails otherwise: \(message)"
    }
    return nil
  }

  private func annotationComplaint(
    _ annotations: [Annotation], _ command: Script.Evaluate
  ) -> String? {
    let query = ByteString(command.expression)
    let warnings = annotations.filter { $0.severity == .warning }.map { $0.rendered(in: query) }
    let infos = annotations.filter { $0.severity == .info }.map { $0.rendered(in: query) }
    var patterns: (warn: [Script.Pattern], info: [Script.Pattern]) = ([], [])
    for expectation in command.expectations {
      switch expectation {
      case .noWarn where !warnings.isEmpty: return "warns: \(warnings)"
      case .noInfo where !infos.isEmpty: return "informs: \(infos)"
      case .warn(let pattern):
        if warnings.isEmpty { return "does not warn" }
        if let pattern { patterns.warn.append(pattern) }
      case .info(let pattern):
        if infos.isEmpty { return "does not inform" }
        if let pattern { patterns.info.append(pattern) }
      default: break
      }
    }
    return mismatch(patterns.warn, warnings) ?? mismatch(patterns.info, infos)
  }

  private func mismatch(_ patterns: [Script.Pattern], _ texts: [String]) -> String? {
    guard !patterns.isEmpty else { return nil }
    for pattern in patterns where !texts.contains(where: pattern.matches) {
      return "no annotation like \(pattern) among \(texts)"
    }
    for text in texts where !patterns.contains(where: { $0.matches(text) }) {
      return "unexpected: \(text)"
    }
    return nil
  }

  // MARK: - Values

  private func valueComplaint(_ value: Value, _ command: Script.Evaluate) -> String? {
    for case .string(let expected) in command.expectations {
      guard case .string(let text, _) = value, text.text == expected else {
        return "expected '\(expected)', got \(value)"
      }
      return nil
    }
    if let expected = command.scalar {
      guard case .scalar(let number, _) = value, Self.isEqual(expected, number) else {
        return "expected \(expected), got \(value)"
      }
      return nil
    }
    switch value {
    case .scalar, .string: return "expected series, got \(value)"
    case .vector(let samples): return vectorComplaint(samples, command)
    case .matrix(let series): return matrixComplaint(series, command)
    }
  }

  private func vectorComplaint(_ samples: [VectorSample], _ command: Script.Evaluate) -> String? {
    let rows = command.rows
    guard samples.count == rows.count else {
      return "expected \(rows.count) series, got \(samples.map { ($0.labels, $0.value) })"
    }
    let isOrdered = command.expectations.contains { if case .ordered = $0 { true } else { false } }
    for (index, row) in rows.enumerated() {
      let sample = isOrdered ? samples[index] : samples.first { $0.labels == row.labels }
      guard let sample, sample.labels == row.labels else {
        return "missing \(row.labels) among \(samples.map { ($0.labels, $0.value) })"
      }
      guard let expected = row.values.first ?? nil, Self.isEqual(expected, sample.value) else {
        return "\(row.labels): expected \(row.values), got \(sample.value)"
      }
    }
    return nil
  }

  private func matrixComplaint(_ series: [SeriesResult], _ command: Script.Evaluate) -> String? {
    var grid = (start: command.start, step: command.step ?? 1)
    for case .rangeVector(let start, _, let step) in command.expectations {
      grid = (start, step)
    }
    guard series.count == command.rows.count else {
      return "expected \(command.rows.count) series, got \(series)"
    }
    guard zip(series, series.dropFirst()).allSatisfy({ $0.labels < $1.labels }) else {
      return "not sorted: \(series.map(\.labels))"
    }
    for row in command.rows {
      guard let found = series.first(where: { $0.labels == row.labels }) else {
        return "missing \(row.labels) among \(series)"
      }
      let expected = row.values.enumerated().compactMap { index, value in
        value.map { (grid.start + Int64(index) * grid.step, $0) }
      }
      let got = Array(zip(found.timestamps, found.values))
      let isSame =
        expected.count == got.count
        && zip(expected, got).allSatisfy { $0.0 == $1.0 && Self.isEqual($0.1, $1.1) }
      if !isSame { return "\(row.labels): expected \(expected), got \(got)" }
    }
    return nil
  }

  /// Equality of floats as the reference runner sees it.
  static func isEqual(_ expected: Double, _ got: Double) -> Bool {
    if expected.isStaleMarker || got.isStaleMarker {
      return expected.isStaleMarker && got.isStaleMarker
    }
    if expected.isNaN && got.isNaN || expected == got { return true }
    let distance = abs(expected - got)
    let size = abs(expected) + abs(got)
    if expected == 0 || got == 0 || size < .leastNormalMagnitude {
      return distance < 1e-6 * .leastNormalMagnitude
    }
    return distance / min(size, .greatestFiniteMagnitude) < 1e-6
  }
}
