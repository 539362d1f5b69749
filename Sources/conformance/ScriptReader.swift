internal import Metrics
internal import PromQLSyntax

/// Why a line of a script cannot be read.
struct ScriptError: Error, CustomStringConvertible {
  var description: String
}

/// Reads the commands of a script.
enum ScriptReader {
  static func command(_ head: String, _ body: [String], line: Int) -> Script.Command {
    do {
      if head.hasPrefix("clear") { return .clear }
      if head.hasPrefix("load") { return .load(try loaded(head, body)) }
      return .evaluate(try evaluate(head, body, line))
    } catch {
      return .malformed(line: line, "\(error)")
    }
  }

  static func milliseconds(_ text: some StringProtocol) throws(ScriptError) -> Int64 {
    guard let duration = PrometheusDuration.parse(text) else {
      throw ScriptError(description: "'\(text)' is no duration")
    }
    return duration.milliseconds
  }

  private static func notation(_ text: String) throws(ScriptError) -> SeriesNotation {
    do {
      return try SeriesNotation.parse(text)
    } catch {
      throw ScriptError(description: error.rendered(in: ByteString(text), source: "series"))
    }
  }

  // MARK: - Loading

  private static func loaded(
    _ head: String, _ body: [String]
  ) throws(ScriptError) -> [Script.LoadedSeries] {
    guard let word = head.words.dropFirst().first else {
      throw ScriptError(description: "load without a step")
    }
    let step = try milliseconds(word)
    var order: [Labels] = []
    var series: [Labels: Script.LoadedSeries] = [:]
    var startTimes: [Labels: [Int64: Int64]] = [:]
    for text in body {
      let notation = try notation(text)
      if let starts = notation.startTimes {
        startTimes[notation.labels] = absolute(starts, step)
        continue
      }
      if series[notation.labels] == nil { order.append(notation.labels) }
      series[notation.labels] = loaded(notation, step)
    }
    if head.hasPrefix("load_with_nhcb") {
      for labels in order {
        guard let histogram = series[labels]?.customBucketHistogram else { continue }
        if series[histogram.labels] == nil { order.append(histogram.labels) }
        series[histogram.labels] = histogram
      }
    }
    return order.compactMap { labels in
      var result = series[labels]
      result?.startTimes = startTimes[labels] ?? [:]
      return result
    }
  }

  private static func loaded(_ notation: SeriesNotation, _ step: Int64) -> Script.LoadedSeries {
    var result = Script.LoadedSeries(labels: notation.labels, samples: [])
    for (index, value) in notation.values.enumerated() {
      let moment = Timestamp(milliseconds: Int64(index) * step)
      switch value {
      case .missing: continue
      case .number(let number):
        result.samples.append(Sample(timestamp: moment, value: number))
      case .histogram(var histogram):
        histogram.resetHint = nil
        result.samples.append(Sample(timestamp: moment, value: 0))
        result.histograms[moment.milliseconds] = histogram
      }
    }
    return result
  }

  /// Start times that are written relative to their samples, by the times of those.
  private static func absolute(_ starts: [Duration?], _ step: Int64) -> [Int64: Int64] {
    var result: [Int64: Int64] = [:]
    for (index, start) in starts.enumerated() {
      let time = Int64(index) * step
      if let start { result[time] = time + start.milliseconds }
    }
    return result
  }

  // MARK: - Evaluating

  private static func evaluate(
    _ head: String, _ body: [String], _ line: Int
  ) throws(ScriptError) -> Script.Evaluate {
    var rest = head[...]
    func word() -> Substring {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      let word = rest.prefix { $0 != " " && $0 != "\t" }
      rest = rest.dropFirst(word.count)
      return word
    }
    let kind = word()
    let isRange = word() == "range"
    _ = word()
    let start = try milliseconds(word())
    var result = Script.Evaluate(line: line, expression: "", start: start, end: start)
    if isRange {
      _ = word()
      result.end = try milliseconds(word())
      _ = word()
      result.step = try milliseconds(word())
    }
    result.expression = rest.trimmed
    switch kind {
    case "eval_fail": result.expectations.append(.fail(nil))
    case "eval_warn": result.expectations.append(.warn(nil))
    case "eval_info": result.expectations.append(.info(nil))
    case "eval_ordered": result.expectations.append(.ordered)
    default: break
    }
    for text in body { try add(text, to: &result) }
    return result
  }

  private static func add(
    _ text: String, to command: inout Script.Evaluate
  ) throws(ScriptError) {
    if text.hasPrefix("expect ") {
      command.expectations.append(try expectation(text.dropFirst(7).trimmed))
    } else if text.hasPrefix("expected_fail_message ") {
      command.expectations.append(.fail(.text(text.dropFirst(22).trimmed)))
    } else if text.hasPrefix("expected_fail_regexp ") {
      command.expectations.append(.fail(try regex(text.dropFirst(21).trimmed)))
    } else if let number = SeriesNotation.number(text) {
      command.scalar = number
    } else {
      command.rows.append(try notation(text))
    }
  }

  private static func expectation(_ text: String) throws(ScriptError) -> Script.Expectation {
    let word = text.prefix { $0 != " " && $0 != "\t" }
    let rest = text.dropFirst(word.count).trimmed
    switch word {
    case "fail": return .fail(try pattern(rest))
    case "warn": return .warn(try pattern(rest))
    case "info": return .info(try pattern(rest))
    case "no_warn": return .noWarn
    case "no_info": return .noInfo
    case "ordered": return .ordered
    case "string":
      guard case .string(let value)? = (try? Parser.parse(rest))?.kind else {
        throw ScriptError(description: "'\(rest)' is no quoted string")
      }
      return .string(value)
    case "range":
      let words = rest.words
      guard words.count == 7 else {
        throw ScriptError(description: "expected 'range vector from A to B step C'")
      }
      return .rangeVector(
        start: try milliseconds(words[2]), end: try milliseconds(words[4]),
        step: try milliseconds(words[6]))
    default: throw ScriptError(description: "unknown expectation '\(word)'")
    }
  }

  private static func pattern(_ text: String) throws(ScriptError) -> Script.Pattern? {
    if text.hasPrefix("msg:") { return .text(text.dropFirst(4).trimmed) }
    if text.hasPrefix("regex:") { return try regex(text.dropFirst(6).trimmed) }
    return nil
  }

  /// A pattern that may match anywhere.
  private static func regex(_ text: String) throws(ScriptError) -> Script.Pattern {
    do {
      return .regex(try RegularExpression(ByteString(".*(?:\(text)).*")))
    } catch {
      throw ScriptError(description: error.description)
    }
  }
}

extension Script.LoadedSeries {
  /// The native histogram that `load_with_nhcb` makes of a classic one, from one of its buckets; `nil` for another series.
  fileprivate var customBucketHistogram: Script.LoadedSeries? {
    let suffix = "_bucket"
    guard let name = labels.metricName?.text, name.hasSuffix(suffix) else { return nil }
    guard let bound = labels["le"], Double(bound.text) != nil else { return nil }
    let base = labels.dropping(["le"]).setting(
      Labels.metricNameLabel, to: ByteString(String(name.dropLast(suffix.count))))
    var result = Script.LoadedSeries(labels: base, samples: [])
    for sample in samples where !sample.value.isStaleMarker {
      result.samples.append(Sample(timestamp: sample.timestamp, value: 0))
      result.histograms[sample.timestamp.milliseconds] = HistogramLiteral()
    }
    return result
  }
}
