internal import Metrics

/// A matcher in the terms of one class: the pairs that satisfy it.
struct ResolvedMatcher {
  /// The label's symbol.
  var name: UInt32
  /// Whether a series without the label is selected.
  var takesAbsence: Bool
  /// The one pair of an equality.
  var pair: UInt32?
  /// Else a bit for each pair.
  var pairs: [UInt64] = []
  /// Pairs that came later have larger serials; what they say is not in `pairs`.
  var serial: UInt32
  /// How many series have one of the pairs.
  var count = 0

  @inline(__always) func allows(_ candidate: UInt32) -> Bool {
    if let pair { return pair == candidate }
    let word = Int(candidate >> 6)
    return word < pairs.count && pairs[word] & 1 << UInt64(candidate & 63) != 0
  }
}

/// A value of a label, taken out of the lock to be tried.
struct CandidateValue {
  var pair: UInt32
  var serial: UInt32
  var value: ByteString
}

extension SeriesIndex {
  /// The values of a label, those of pairs numbered `range`.
  func values(of name: UInt32, in range: Range<UInt32>) -> [CandidateValue] {
    range.compactMap { number in
      let pair = postings.pairs[number]
      guard pair.count > 0, pair.name == name else { return nil }
      return CandidateValue(pair: number, serial: pair.serial, value: text(pair.value))
    }
  }

  /// The values of a label that has few.
  func values(of name: UInt32) -> [CandidateValue] {
    var result: [CandidateValue] = []
    var number = symbols[name].firstPair
    while number != .none {
      let pair = postings.pairs[number]
      result.append(
        CandidateValue(pair: number, serial: pair.serial, value: text(pair.value)))
      number = pair.next
    }
    return result
  }

  /// A matcher with the values that it takes.
  func resolved(
    _ matcher: LabelMatcher, name: UInt32, values: [CandidateValue]
  ) -> ResolvedMatcher {
    var result = ResolvedMatcher(
      name: name, takesAbsence: matcher.matchesAbsence, serial: postings.newestSerial)
    result.pairs = Array(repeating: 0, count: (postings.pairs.highWater + 63) / 64)
    for candidate in values {
      let pair = postings.pairs[candidate.pair]
      guard pair.serial == candidate.serial, pair.count > 0 else { continue }
      result.pairs[Int(candidate.pair >> 6)] |= 1 << UInt64(candidate.pair & 63)
      result.count += Int(pair.count)
    }
    return result
  }

  /// Whether a series satisfies all matchers.
  func satisfies(_ series: UInt32, _ matchers: [ResolvedMatcher]) -> Bool {
    for matcher in matchers {
      var node = self[series].firstNode
      var isAllowed = matcher.takesAbsence
      while node != .none {
        let entry = postings.nodes[node]
        if matcher.allows(entry.pair) {
          isAllowed = postings.pairs[entry.pair].serial <= matcher.serial
          break
        }
        if matcher.takesAbsence, postings.pairs[entry.pair].name == matcher.name {
          isAllowed = false
          break
        }
        node = entry.sibling
      }
      if !isAllowed { return false }
    }
    return true
  }

  /// The series to try: those of the matcher that leaves fewest, or all numbers where each leaves many.
  func candidates(_ matchers: [ResolvedMatcher]) -> [UInt32] {
    let bounded = matchers.filter { !$0.takesAbsence }
    guard let driver = bounded.min(by: { $0.count < $1.count }), driver.count <= 32_768 else {
      return Array(0..<UInt32(series.entries.highWater))
    }
    var result: [UInt32] = []
    result.reserveCapacity(driver.count)
    if let pair = driver.pair { appendSeries(of: pair, to: &result) }
    for (index, word) in driver.pairs.enumerated() where word != 0 {
      var rest = word
      while rest != 0 {
        appendSeries(of: UInt32(index * 64 + rest.trailingZeroBitCount), to: &result)
        rest &= rest - 1
      }
    }
    return result
  }

  private func appendSeries(of pair: UInt32, to result: inout [UInt32]) {
    var node = postings.pairs[pair].firstNode
    while node != .none {
      let entry = postings.nodes[node]
      result.append(entry.series)
      node = entry.next
    }
  }
}
