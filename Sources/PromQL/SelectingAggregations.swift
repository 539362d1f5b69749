internal import Metrics

/// The aggregations that look at all series of a group at once.
struct SelectingAggregation {
  let aggregation: Aggregation
  let steps: Steps
  let isRange: Bool

  /// The places of the series of each group, groups in the order in which they appear.
  private func groups(_ input: [Series]) -> [(labels: Labels, members: [Int])] {
    var places: [Labels: Int] = [:]
    var result: [(labels: Labels, members: [Int])] = []
    for (index, series) in input.enumerated() {
      let key = aggregation.group(series.labels)
      if let place = places[key] {
        result[place].members.append(index)
      } else {
        places[key] = result.count
        result.append((key, [index]))
      }
    }
    return result
  }

  /// The `shares[step]`-quantile of each group.
  func quantile(_ input: [Series], shares: [Double]) -> [Series] {
    var list: [Double] = []
    return groups(input).map { group in
      let values = (0..<steps.count).map { step in
        list.removeAll(keepingCapacity: true)
        for member in group.members where !input[member].values[step].isAbsent {
          list.append(input[member].values[step])
        }
        return list.isEmpty ? Double.absent : Quantile.of(&list, share: shares[step])
      }
      return Series(
        labels: group.labels, dropsName: input[group.members[0]].dropsName, values: values)
    }
  }

  /// The `counts[step]` largest or smallest of each group; in an instant query best first.
  func best(_ input: [Series], counts: [Double], isTop: Bool) throws(EvaluationError) -> [Series] {
    let limits = try Self.limits(counts)
    return select(input) { members, step in
      let limit = limits[step]
      guard limit > 0 else { return [] }
      let ranked = members.filter { !input[$0].values[step].isAbsent }
      return Self.ranked(ranked, limit: limit) { left, right in
        let a = input[left].values[step]
        let b = input[right].values[step]
        guard !a.isNaN, !b.isNaN else { return !a.isNaN && b.isNaN }
        return isTop ? a > b : a < b
      }
    }
  }

  /// The first `counts[step]` series of each group.
  func limit(_ input: [Series], counts: [Double]) throws(EvaluationError) -> [Series] {
    let limits = try Self.limits(counts)
    return select(input) { members, step in
      Array(members.lazy.filter { !input[$0].values[step].isAbsent }.prefix(max(0, limits[step])))
    }
  }

  /// The series whose hash falls into the first share `ratios[step]`, or for a negative one into the last.
  func limitRatio(_ input: [Series], ratios: [Double]) -> [Series] {
    let places = input.map { Double($0.labels.fingerprint) / Double(UInt64.max) }
    return select(input) { members, step in
      let ratio = ratios[step]
      return members.filter { member in
        guard !input[member].values[step].isAbsent else { return false }
        return ratio >= 0 ? places[member] < ratio : places[member] >= 1 + ratio
      }
    }
  }

  /// How many series of a group have each value; the value becomes a label.
  func countValues(_ input: [Series], label: ByteString) -> [Series] {
    var counting = aggregation
    if !counting.isWithout { counting.grouping = Array(Set(counting.grouping + [label])).sorted() }
    var places: [Labels: Int] = [:]
    var result: [Series] = []
    for series in input {
      var groups: [UInt64: Int] = [:]
      for (step, value) in series.values.enumerated() where !value.isAbsent {
        let place: Int
        if let known = groups[value.bitPattern] {
          place = known
        } else {
          let text = ByteString(value.plainDecimal)
          let key = counting.group(series.labels.setting(label, to: text))
          place = places[key] ?? result.count
          if place == result.count {
            places[key] = place
            let empty = [Double](repeating: .absent, count: steps.count)
            result.append(Series(labels: key, dropsName: series.dropsName, values: empty))
          }
          groups[value.bitPattern] = place
        }
        let count = result[place].values[step]
        result[place].values[step] = count.isAbsent ? 1 : count + 1
      }
    }
    return result
  }

  // MARK: - Choosing

  /// The series with the values that `choose` keeps; it names the chosen of `members` at a step, in order.
  private func select(
    _ input: [Series], _ choose: (_ members: [Int], _ step: Int) -> [Int]
  ) -> [Series] {
    if !isRange {
      return groups(input).flatMap { group in choose(group.members, 0).map { input[$0] } }
    }
    let empty = [Double](repeating: .absent, count: steps.count)
    var columns = [[Double]](repeating: [], count: input.count)
    for group in groups(input) {
      for step in 0..<steps.count {
        for member in choose(group.members, step) {
          if columns[member].isEmpty { columns[member] = empty }
          columns[member][step] = input[member].values[step]
        }
      }
    }
    return input.indices.filter { !columns[$0].isEmpty }.map { index in
      Series(
        labels: input[index].labels, dropsName: input[index].dropsName, values: columns[index])
    }
  }

  /// The first `limit` of `members` in the order `precedes`, ties in their given order.
  private static func ranked(
    _ members: [Int], limit: Int, by precedes: (Int, Int) -> Bool
  ) -> [Int] {
    guard limit < 16, limit < members.count else {
      let order = members.enumerated().sorted {
        if precedes($0.element, $1.element) { return true }
        return !precedes($1.element, $0.element) && $0.offset < $1.offset
      }
      return order.prefix(limit).map(\.element)
    }
    var best: [Int] = []
    best.reserveCapacity(limit + 1)
    for member in members {
      if best.count == limit, !precedes(member, best[limit - 1]) { continue }
      var place = best.count
      while place > 0, precedes(member, best[place - 1]) { place -= 1 }
      best.insert(member, at: place)
      if best.count > limit { best.removeLast() }
    }
    return best
  }

  private static func limits(_ counts: [Double]) throws(EvaluationError) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(counts.count)
    for count in counts {
      guard !count.isNaN else { throw .execution("Parameter value is NaN") }
      guard let limit = Int(exactly: count.rounded(.towardZero)) else {
        let text = FloatText.shortest(count)
        throw .execution("Scalar value \(text) \(count < 0 ? "under" : "over")flows int64")
      }
      result.append(limit)
    }
    return result
  }
}

extension Double {
  /// The shortest decimal that reads back, without an exponent.
  var plainDecimal: String {
    let text = FloatText.shortest(self)
    let parts = text.split(separator: "e")
    guard parts.count == 2, let power = Int(parts[1]) else { return text }
    let sign = self < 0 ? "-" : ""
    let digits = parts[0].filter { $0 != "." && $0 != "-" }
    let whole = parts[0].drop { $0 == "-" }.prefix { $0 != "." }.count + power
    if whole <= 0 { return sign + "0." + String(repeating: "0", count: -whole) + digits }
    if whole >= digits.count {
      return sign + digits + String(repeating: "0", count: whole - digits.count)
    }
    return sign + digits.prefix(whole) + "." + digits.dropFirst(whole)
  }
}
