import Foundation
import Metrics

/// A test script of Prometheus's `promqltest` language, read as far as floats go.
struct Script {
  enum Command {
    case clear
    case load([LoadedSeries])
    case evaluate(Evaluate)
  }

  struct LoadedSeries {
    var labels: Labels
    var samples: [Sample]
  }

  struct Evaluate {
    var line: Int
    var expression: String
    /// Milliseconds; one moment, or start, end and step.
    var start: Int64
    var end: Int64
    var step: Int64?
    var expectations: [Expectation] = []
    var rows: [Row] = []
    var scalar: Double?
    /// A row or the expression needs native histograms.
    var needsHistograms = false
  }

  struct Row {
    var labels: Labels
    var values: [Double?]
  }

  enum Expectation {
    case fail(Pattern?)
    case warn(Pattern?), info(Pattern?)
    case noWarn, noInfo
    case ordered
    case string(String)
    case rangeVector(start: Int64, end: Int64, step: Int64)
  }

  enum Pattern {
    case text(String)
    case regex(String)

    func matches(_ candidate: String) -> Bool {
      switch self {
      case .text(let text): candidate == text
      case .regex(let regex): candidate.range(of: regex, options: .regularExpression) != nil
      }
    }
  }

  var commands: [Command] = []

  init(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    lines = lines.map { $0.hasPrefix("#") ? "" : $0 }
    var index = 0
    while index < lines.count {
      guard !lines[index].isEmpty else {
        index += 1
        continue
      }
      let isAlone = lines[index].hasPrefix("clear")
      let body = isAlone ? [] : lines[(index + 1)...].prefix { !$0.isEmpty }
      commands.append(Self.command(lines[index], Array(body), line: index + 1))
      index += 1 + body.count
    }
  }

  private static func command(_ head: String, _ body: [String], line: Int) -> Command {
    if head.hasPrefix("clear") { return .clear }
    if head.hasPrefix("load") {
      let step = milliseconds(head.split(whereSeparator: \.isWhitespace)[1])
      return .load(loaded(body, step))
    }
    return .evaluate(evaluate(head, body, line))
  }

  static func milliseconds(_ text: some StringProtocol) -> Int64 {
    PrometheusDuration.parse(text)?.milliseconds ?? 0
  }

  private static func loaded(_ body: [String], _ step: Int64) -> [LoadedSeries] {
    var order: [Labels] = []
    var series: [Labels: [Sample]] = [:]
    for text in body {
      var notation = SeriesNotation(text)
      guard let labels = notation.labels(), !notation.isStartTimes else { continue }
      let values = notation.values()
      if series[labels] == nil { order.append(labels) }
      series[labels] = values.enumerated().compactMap { index, value in
        value.map { Sample(timestamp: Timestamp(milliseconds: Int64(index) * step), value: $0) }
      }
    }
    return order.map { LoadedSeries(labels: $0, samples: series[$0] ?? []) }
  }

  private static func evaluate(_ head: String, _ body: [String], _ line: Int) -> Evaluate {
    var words = head[...]
    func word() -> Substring {
      words = words.drop(while: \.isWhitespace)
      let word = words.prefix { !$0.isWhitespace }
      words = words.dropFirst(word.count)
      return word
    }
    let kind = word()
    let isRange = word() == "range"
    _ = word()
    let start = milliseconds(word())
    var result = Evaluate(line: line, expression: "", start: start, end: start)
    if isRange {
      _ = word()
      result.end = milliseconds(word())
      _ = word()
      result.step = milliseconds(word())
    }
    result.expression = words.trimmingCharacters(in: .whitespaces)
    if kind == "eval_fail" { result.expectations.append(.fail(nil)) }
    if kind == "eval_ordered" { result.expectations.append(.ordered) }
    for text in body { add(text, to: &result) }
    return result
  }

  private static func add(_ text: String, to command: inout Evaluate) {
    if text.hasPrefix("expect ") {
      command.expectations.append(expectation(text.dropFirst(7)))
    } else if text.hasPrefix("expected_fail_message ") {
      command.expectations.append(.fail(.text(String(text.dropFirst(22)))))
    } else if text.hasPrefix("expected_fail_regexp ") {
      command.expectations.append(.fail(.regex(String(text.dropFirst(21)))))
    } else if let number = SeriesNotation.number(text) {
      command.scalar = number
    } else {
      if text.contains("{{") { command.needsHistograms = true }
      var notation = SeriesNotation(text)
      guard let labels = notation.labels() else { return }
      command.rows.append(Row(labels: labels, values: notation.values()))
    }
  }

  private static func expectation(_ text: Substring) -> Expectation {
    let word = text.prefix { !$0.isWhitespace }
    let rest = text.dropFirst(word.count).trimmingCharacters(in: .whitespaces)
    switch word {
    case "fail": return .fail(pattern(rest))
    case "warn": return .warn(pattern(rest))
    case "info": return .info(pattern(rest))
    case "no_warn": return .noWarn
    case "no_info": return .noInfo
    case "ordered": return .ordered
    case "string": return .string(rest.trimmingCharacters(in: CharacterSet(charactersIn: "\"`")))
    default:
      let words = rest.split(whereSeparator: \.isWhitespace)
      return .rangeVector(
        start: milliseconds(words[2]), end: milliseconds(words[4]), step: milliseconds(words[6]))
    }
  }

  private static func pattern(_ text: String) -> Pattern? {
    if text.hasPrefix("msg:") {
      return .text(text.dropFirst(4).trimmingCharacters(in: .whitespaces))
    }
    if text.hasPrefix("regex:") {
      return .regex(text.dropFirst(6).trimmingCharacters(in: .whitespaces))
    }
    return nil
  }
}

/// The notation of a series with its values: `http{a="b"} 0+10x10 _ stale`.
struct SeriesNotation {
  private var rest: [UInt8]
  private(set) var isStartTimes = false

  init(_ text: String) { rest = Array(text.utf8) }

  private mutating func skipBlanks() {
    rest = Array(rest.drop { $0 == 0x20 || $0 == 0x09 })
  }

  /// The label set at the front; `nil` where there is none.
  mutating func labels() -> Labels? {
    var pairs: [(name: ByteString, value: ByteString)] = []
    let name = rest.prefix { $0 != UInt8(ascii: "{") && $0 != 0x20 && $0 != 0x09 }
    if let at = name.firstIndex(of: UInt8(ascii: "@")) {
      isStartTimes = true
      pairs.append(("__name__", ByteString(name[..<at])))
    } else if !name.isEmpty {
      pairs.append(("__name__", ByteString(name)))
    }
    rest = Array(rest.dropFirst(name.count))
    guard rest.first == UInt8(ascii: "{") else { return Labels(pairs) }
    rest.removeFirst()
    while true {
      skipBlanks()
      guard let next = rest.first else { return nil }
      if next == UInt8(ascii: "}") { break }
      if next == UInt8(ascii: ",") {
        rest.removeFirst()
        continue
      }
      let key = token()
      skipBlanks()
      if rest.first == UInt8(ascii: "=") {
        rest.removeFirst()
        skipBlanks()
        pairs.append((key, token()))
      } else {
        pairs.append(("__name__", key))
      }
    }
    rest.removeFirst()
    if rest.starts(with: "@st".utf8) { isStartTimes = true }
    return Labels(pairs)
  }

  /// A quoted string or a bare name.
  private mutating func token() -> ByteString {
    guard let quote = rest.first, "\"'`".utf8.contains(quote) else {
      let name = rest.prefix { !" \t={},".utf8.contains($0) }
      rest = Array(rest.dropFirst(name.count))
      return ByteString(name)
    }
    var bytes: [UInt8] = []
    var index = 1
    while index < rest.count, rest[index] != quote {
      if rest[index] == UInt8(ascii: "\\"), quote != UInt8(ascii: "`"), index + 1 < rest.count {
        index += 1
        switch rest[index] {
        case UInt8(ascii: "n"): bytes.append(0x0a)
        case UInt8(ascii: "t"): bytes.append(0x09)
        default: bytes.append(rest[index])
        }
      } else {
        bytes.append(rest[index])
      }
      index += 1
    }
    rest = Array(rest.dropFirst(index + 1))
    return ByteString(bytes)
  }

  /// The values; `nil` for an empty slot, and for a histogram.
  mutating func values() -> [Double?] {
    let text = String(decoding: rest, as: UTF8.self)
    var result: [Double?] = []
    for item in Self.items(text) { result += Self.expand(item) }
    return result
  }

  /// Splits at blanks outside `{{ }}`.
  private static func items(_ text: String) -> [String] {
    var result: [String] = []
    var current = ""
    var depth = 0
    for character in text {
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      if character.isWhitespace, depth == 0 {
        if !current.isEmpty { result.append(current) }
        current = ""
      } else {
        current.append(character)
      }
    }
    return current.isEmpty ? result : result + [current]
  }

  private static func expand(_ item: String) -> [Double?] {
    if item == "stale" { return [.staleMarker] }
    if item.hasPrefix("{{") {
      let repeats = item.last == "}" ? 0 : Int(item.split(separator: "x").last ?? "") ?? 0
      return [Double?](repeating: nil, count: repeats + 1)
    }
    if item.hasPrefix("_") {
      return [Double?](repeating: nil, count: item == "_" ? 1 : Int(item.dropFirst(2)) ?? 1)
    }
    if let value = number(item) { return [value] }
    let pattern =
      /^([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?|[-+]?[iI]nf|[nN]a[nN])(?:([-+])([0-9.]+(?:[eE][-+]?[0-9]+)?|[iI]nf|[nN]a[nN]))?x([0-9]+)$/
    guard let match = item.firstMatch(of: pattern), var value = Double(match.1) else { return [] }
    let delta = match.3.flatMap { Double($0) } ?? 0
    var result: [Double?] = [value]
    for _ in 0..<(Int(match.4) ?? 0) {
      if let sign = match.2 { value += sign == "-" ? -delta : delta }
      result.append(value)
    }
    return result
  }

  /// A number as scripts write it; no hexadecimal.
  static func number(_ text: String) -> Double? {
    guard !text.isEmpty, !text.lowercased().contains("x") else { return nil }
    return Double(text)
  }
}
