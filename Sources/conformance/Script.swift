internal import Metrics
internal import PromQLSyntax

/// A test script of Prometheus's `promqltest` language.
///
/// Source: Prometheus, `promql/promqltest/README.md`.
struct Script {
  enum Command {
    case clear
    case load([LoadedSeries])
    case evaluate(Evaluate)
    /// A command that is none; the text says why.
    case malformed(line: Int, String)
  }

  struct LoadedSeries {
    var labels: Labels
    var samples: [Sample]
    /// When the counting of a sample began, by the sample's time, both in milliseconds.
    var startTimes: [Int64: Int64] = [:]
    /// The samples that are native histograms, by their times in milliseconds.
    var histograms: [Int64: HistogramLiteral] = [:]
  }

  struct Evaluate {
    var line: Int
    var expression: String
    /// Milliseconds; one moment, or the start, end and step of a range.
    var start: Int64
    var end: Int64
    var step: Int64?
    var expectations: [Expectation] = []
    var rows: [SeriesNotation] = []
    var scalar: Double?
  }

  enum Expectation {
    case fail(Pattern?)
    case warn(Pattern?), info(Pattern?)
    case noWarn, noInfo
    case ordered
    case string(ByteString)
    case rangeVector(start: Int64, end: Int64, step: Int64)
  }

  enum Pattern {
    case text(String)
    case regex(RegularExpression)

    func matches(_ candidate: String) -> Bool {
      switch self {
      case .text(let text): candidate == text
      case .regex(let regex): regex.matches(ByteString(candidate))
      }
    }
  }

  let commands: [Command]

  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasPrefix("#") ? "" : $0.trimmed
    }.map { $0.hasPrefix("#") ? "" : $0 }
    var commands: [Command] = []
    var index = 0
    while index < lines.count {
      guard !lines[index].isEmpty else {
        index += 1
        continue
      }
      let isAlone = lines[index].hasPrefix("clear")
      let body = isAlone ? [] : lines[(index + 1)...].prefix { !$0.isEmpty }
      commands.append(ScriptReader.command(lines[index], Array(body), line: index + 1))
      index += 1 + body.count
    }
    self.commands = commands
  }
}

extension StringProtocol {
  /// The text without blanks at its ends.
  var trimmed: String {
    let blanks: Set<Character> = [" ", "\t", "\r", "\r\n"]
    let head = drop { blanks.contains($0) }
    let length = head.reversed().drop { blanks.contains($0) }.count
    return String(head.prefix(length))
  }

  /// The words between blanks.
  var words: [String] {
    let pieces: [SubSequence] = split(whereSeparator: { $0 == " " || $0 == "\t" })
    return pieces.map { String($0) }
  }
}
