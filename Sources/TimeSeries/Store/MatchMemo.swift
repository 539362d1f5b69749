internal import Metrics

/// The series that satisfy the matchers of a selector, at one state of a class's index.
struct Matches {
  /// Their numbers, in the order of their labels where it is remembered.
  var series: [UInt32]
  /// What to ask of a series once the index has changed.
  var matchers: [ResolvedMatcher]
  /// The index's changes when this was found; `nil` where each is still to be asked.
  var changes: UInt64?

  /// About the bytes that it takes with the matchers that ask for it.
  func bytes(_ question: [LabelMatcher]) -> Int {
    let bitmaps = matchers.reduce(0) {
      $0 + $1.pairs.count * 8 + MemoryLayout<ResolvedMatcher>.size
    }
    let words = question.reduce(0) { $0 + $1.name.count + $1.value.count + 192 }
    return series.count * 4 + bitmaps + words + 128
  }
}

/// What selectors have found, kept until the class's series change.
///
/// Panes and rules ask the same every second, while series come and go with processes and targets. It holds a bounded
/// number of bytes and begins anew where one more would not fit.
struct MatchMemo {
  private var entries: [[LabelMatcher]: Matches] = [:]
  private(set) var bytes = 0

  /// The most bytes.
  static let mostBytes = 256 * 1024
  /// The most series of one selector; finding more is the smaller part of reading them.
  static let mostSeries = 4096

  /// What was found at this state of the index.
  func matches(_ question: [LabelMatcher], changes: UInt64) -> Matches? {
    guard let known = entries[question], known.changes == changes else { return nil }
    return known
  }

  /// Keeps what was found.
  mutating func keep(_ matches: Matches, for question: [LabelMatcher]) {
    let cost = matches.bytes(question)
    if bytes + cost > MatchMemo.mostBytes { forget() }
    if let old = entries.updateValue(matches, forKey: question) { bytes -= old.bytes(question) }
    bytes += cost
  }

  /// Forgets everything.
  mutating func forget() {
    entries = [:]
    bytes = 0
  }
}
