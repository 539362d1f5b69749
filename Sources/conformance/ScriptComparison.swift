internal import Metrics
internal import PromQL
internal import PromQLSyntax

/// Compares an answer with what a script expects.
struct ScriptComparison {
  let command: Script.Evaluate

  // MARK: - Annotations

  /// What is wrong with the remarks on an answer; `nil` where nothing is.
  func complaint(_ annotations: [Annotation]) -> String? {
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
      case .noWarn, .noInfo, .fail, .ordered, .string, .rangeVector: break
      }
    }
    return mismatch(patterns.warn, warnings) ?? mismatch(patterns.info, infos)
  }

  private func mismatch(_ patterns: [Script.Pattern], _ texts: [String]) -> String? {
    guard !patterns.isEmpty else { return nil }
    for pattern in patterns where !texts.contains(where: pattern.matches) {
      return "expected \(pattern), found \(texts)"
    }
    for text in texts where !patterns.contains(where: { $0.matches(text) }) {
      return "unexpected: \(text)"
    }
    return nil
  }

  // MARK: - Values

  /// What is wrong with an answer; `nil` where nothing is.
  func complaint(_ value: Value) -> String? {
    for case .string(let expected) in command.expectations {
      if case .string(expected, _) = value { return nil }
      return "expected '\(expected)', found \(value)"
    }
    if let expected = command.scalar {
      if case .scalar(let number, _) = value, Self.isEqual(expected, number) { return nil }
      return "expected \(expected), found \(value)"
    }
    switch value {
    case .scalar, .string: return "expected series, found \(value)"
    case .vector(let samples): return complaint(samples)
    case .matrix(let series): return complaint(series)
    }
  }

  private func complaint(_ samples: [VectorSample]) -> String? {
    let rows = command.rows
    let found = samples.map { "\($0.labels) \(FloatText.shortest($0.value))" }
    guard samples.count == rows.count else {
      return "expected \(rows.count) series, found \(found)"
    }
    let isOrdered = command.expectations.contains { if case .ordered = $0 { true } else { false } }
    for (index, row) in rows.enumerated() {
      let sample = isOrdered ? samples[index] : samples.first { $0.labels == row.labels }
      guard let sample, sample.labels == row.labels else {
        return "expected \(row.labels), found \(found)"
      }
      guard let expected = row.numbers.first ?? nil, Self.isEqual(expected, sample.value) else {
        return "\(row.labels): expected \(row.values), found \(FloatText.shortest(sample.value))"
      }
    }
    return nil
  }

  private func complaint(_ series: [SeriesResult]) -> String? {
    var grid = (start: command.start, step: command.step ?? 1)
    for case .rangeVector(let start, _, let step) in command.expectations {
      grid = (start, step)
    }
    guard series.count == command.rows.count else {
      return "expected \(command.rows.count) series, found \(series)"
    }
    guard zip(series, series.dropFirst()).allSatisfy({ $0.labels < $1.labels }) else {
      return "expected series sorted by labels, found \(series.map(\.labels))"
    }
    for row in command.rows {
      guard let found = series.first(where: { $0.labels == row.labels }) else {
        return "expected \(row.labels), found \(series.map(\.labels))"
      }
      if let complaint = complaint(row, found, grid) { return complaint }
    }
    return nil
  }

  private func complaint(
    _ row: SeriesNotation, _ found: SeriesResult, _ grid: (start: Int64, step: Int64)
  ) -> String? {
    var expected: [(time: Int64, value: Double)] = []
    for (index, value) in row.values.enumerated() {
      switch value {
      case .missing: continue
      case .number(let number): expected.append((grid.start + Int64(index) * grid.step, number))
      case .histogram: return "\(row.labels): expected a histogram, found floats"
      }
    }
    let isSame =
      expected.map(\.time) == found.timestamps
      && zip(expected, found.values).allSatisfy { Self.isEqual($0.value, $1) }
    guard !isSame else { return nil }
    let pairs = zip(found.timestamps, found.values).map { "\(FloatText.shortest($1))@\($0)" }
    let wanted = expected.map { "\(FloatText.shortest($0.value))@\($0.time)" }
    return "\(row.labels): expected \(wanted), found \(pairs)"
  }

  /// Equality of floats as the reference runner sees it: one part in a million of the sum of both.
  static func isEqual(_ expected: Double, _ found: Double) -> Bool {
    if expected.isStaleMarker || found.isStaleMarker {
      return expected.isStaleMarker && found.isStaleMarker
    }
    if expected.isNaN && found.isNaN || expected == found { return true }
    let distance = (expected - found).magnitude
    let size = expected.magnitude + found.magnitude
    if expected == 0 || found == 0 || size < .leastNormalMagnitude {
      return distance < 1e-6 * .leastNormalMagnitude
    }
    return distance / min(size, .greatestFiniteMagnitude) < 1e-6
  }
}
