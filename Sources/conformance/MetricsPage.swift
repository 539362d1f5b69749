internal import Exposition
internal import Metrics

/// A page of metrics as a set of lines, for comparison with another.
///
/// Order does not count, and a label without a value is none.
struct MetricsPage {
  /// What stands above a family's samples.
  struct Head: Equatable {
    var help: String?
    var type: String?
  }

  /// A sample: its family and the value as it is written.
  struct Sample {
    var family: String
    var value: String
  }

  private(set) var heads: [String: Head] = [:]
  /// The samples by their series, labels sorted.
  private(set) var samples: [String: Sample] = [:]
  /// The series in the page's order.
  private(set) var order: [String] = []

  /// The page of its bytes.
  init(_ bytes: [UInt8]) {
    var family = ""
    for line in bytes.split(separator: 0x0a) {
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix("# ") {
        let words = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count > 2 else { continue }
        family = String(words[2])
        let rest = words.count > 3 ? String(words[3]) : ""
        if words[1] == "HELP" { heads[family, default: Head()].help = rest }
        if words[1] == "TYPE" { heads[family, default: Head()].type = rest }
      } else if let blank = line.lastIndex(of: 0x20) {
        let series = MetricsPage.series(Array(line[..<blank]))
        order.append(series)
        samples[series] = Sample(
          family: family, value: String(decoding: line[(blank + 1)...], as: UTF8.self))
      }
    }
  }

  /// The series of all families that the page says anything about.
  func series(of family: String) -> [String] { order.filter { samples[$0]?.family == family } }

  private static func series(_ text: [UInt8]) -> String {
    var name = ""
    var labels: [(String, String)] = []
    for pair in SeriesText.pairs(of: text.indices, in: text.span) {
      if pair.name == Labels.metricNameLabel {
        name = pair.value.text
      } else if !pair.value.isEmpty {
        labels.append((pair.name.text, pair.value.text))
      }
    }
    let parts = labels.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\($0.1)\"" }
    return parts.isEmpty ? name : "\(name){\(parts.joined(separator: ","))}"
  }

  /// What is wrong with the sample of a series of this page, which is the expected one; `nil` where nothing is.
  ///
  /// HELP and TYPE belong to each sample of their family, and so does a series of the family that is not expected.
  func complaint(about series: String, in found: MetricsPage) -> String? {
    guard let expected = samples[series] else { return nil }
    guard let sample = found.samples[series] else {
      return "expected \(expected.value), found none"
    }
    guard sample.value == expected.value else {
      return "expected \(expected.value), found \(sample.value)"
    }
    let head = heads[expected.family] ?? Head()
    let other = found.heads[sample.family] ?? Head()
    if head.help != other.help {
      return "expected HELP '\(head.help ?? "")', found '\(other.help ?? "")'"
    }
    if head.type != other.type {
      return "expected TYPE \(head.type ?? "none"), found \(other.type ?? "none")"
    }
    let extra = found.series(of: sample.family).first { samples[$0] == nil }
    return extra.map { "expected no series '\($0)' beside it" }
  }
}
