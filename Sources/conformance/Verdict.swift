/// The cases that are known to fail: one id a line, `#` begins a comment.
struct KnownFailures {
  private(set) var ids: Set<String> = []

  init(_ bytes: [UInt8]) {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let id = line.prefix { $0 != "#" }.trimmed
      if !id.isEmpty { ids.insert(id) }
    }
  }
}

/// Judges the outcomes of suites by the known failures, and says it in lines.
struct Verdict {
  let known: KnownFailures
  /// Whether complaints are printed in full, and the cases that come out right too.
  let isVerbose: Bool
  /// Whether a suite without files is a failure.
  let mayNotSkip: Bool
  private(set) var isGood = true
  /// The listed ids that were met, and those that may be listed.
  private var met: Set<String> = []
  private var hasRunHistograms = false

  init(known: KnownFailures, isVerbose: Bool, mayNotSkip: Bool) {
    self.known = known
    self.isVerbose = isVerbose
    self.mayNotSkip = mayNotSkip
  }

  /// What is to say about a suite; the last line is the score alone.
  mutating func lines(_ suite: String, _ outcomes: [Outcome]?) -> [String] {
    guard let outcomes else {
      if mayNotSkip { isGood = false }
      return ["\(suite): skipped, not found"]
    }
    let passed = outcomes.count { $0.complaint == nil && $0.notRun == nil }
    return outcomes.flatMap { lines($0) } + [
      "\(suite): \(known.ids.count) known failures listed",
      "\(suite): \(passed) of \(outcomes.count)",
    ]
  }

  private mutating func lines(_ outcome: Outcome) -> [String] {
    let isKnown = known.ids.contains(outcome.id)
    var lines: [String] = []
    if let reason = outcome.notRun { return ["\(outcome.id): not run, \(reason)"] }
    if let complaint = outcome.complaint {
      lines.append("\(outcome.id)\(isKnown ? " (known)" : ""): \(outcome.subject)")
      lines.append("    " + (isVerbose ? complaint : shortened(complaint)))
    } else if isVerbose {
      lines.append("\(outcome.id): passes")
    }
    if outcome.complaint == nil, isKnown {
      lines.append("\(outcome.id): listed as failing, but passes")
    }
    if isKnown, !outcome.touchesHistograms {
      lines.append("\(outcome.id): may not be listed, since it touches no native histogram")
    }
    if isKnown { met.insert(outcome.id) }
    hasRunHistograms = hasRunHistograms || outcome.touchesHistograms
    let isAsListed = (outcome.complaint != nil) == isKnown
    isGood = isGood && isAsListed && (!isKnown || outcome.touchesHistograms)
    return lines
  }

  private func shortened(_ complaint: String) -> String {
    complaint.utf8.count <= 300 ? complaint : "\(complaint.prefix(300))…"
  }

  /// What is to say at the end: the listed ids that no case has, where the cases with histograms were run.
  var closing: [String] {
    mutating get {
      guard hasRunHistograms else { return [] }
      let unknown = known.ids.subtracting(met).sorted()
      isGood = isGood && unknown.isEmpty
      return unknown.map { "\($0): may not be listed, since no case has this id" }
    }
  }
}
