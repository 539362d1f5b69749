internal import Metrics

/// What an aggregation keeps for one group at one step.
protocol AggregationCell {
  init()
  /// Adds the value of one series.
  mutating func add(_ value: Double)
  /// The result; absent where nothing was added.
  var value: Double { get }
}

struct SumCell: AggregationCell {
  private var sum = KahanSum(.absent)

  @inline(__always) mutating func add(_ value: Double) {
    if sum.sum.isAbsent { sum = KahanSum(value) } else { sum.add(value) }
  }

  var value: Double { sum.sum.isAbsent ? .absent : sum.value }
}

struct MeanCell: AggregationCell {
  private var mean = KahanMean()

  mutating func add(_ value: Double) { mean.add(value) }

  var value: Double { mean.count == 0 ? .absent : mean.value }
}

struct MinimumCell: AggregationCell {
  private(set) var value = Double.absent

  @inline(__always) mutating func add(_ candidate: Double) {
    if value.isNaN || candidate < value { value = candidate }
  }
}

struct MaximumCell: AggregationCell {
  private(set) var value = Double.absent

  @inline(__always) mutating func add(_ candidate: Double) {
    if value.isNaN || candidate > value { value = candidate }
  }
}

struct CountCell: AggregationCell {
  private var count = 0.0

  @inline(__always) mutating func add(_ value: Double) { count += 1 }

  var value: Double { count == 0 ? .absent : count }
}

struct GroupCell: AggregationCell {
  private(set) var value = Double.absent

  @inline(__always) mutating func add(_ candidate: Double) { value = 1 }
}

/// Welford's recurrence; doi:10.1080/00401706.1962.10490022.
struct VarianceCell: AggregationCell {
  private var count = 0.0
  private var mean = KahanSum()
  private var squares = KahanSum()

  mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean.value
    mean.add(distance / count)
    squares.add(distance * (value - mean.value))
  }

  var value: Double { count == 0 ? .absent : squares.value / count }
}

/// The groups of an aggregation whose result for a step is one number, filled series by series.
struct GroupColumns<Cell: AggregationCell> {
  private let aggregation: Aggregation
  private var places: [Labels: Int] = [:]
  private var groups: [(labels: Labels, dropsName: Bool)] = []
  /// The cells of all steps, group after group.
  private var cells: [Cell] = []

  init(_ aggregation: Aggregation) { self.aggregation = aggregation }

  /// Adds a series to its group.
  mutating func add(_ series: Series) {
    let steps = series.values.count
    let key = aggregation.group(series.labels)
    let place: Int
    if let known = places[key] {
      place = known
    } else {
      place = groups.count
      places[key] = place
      groups.append((key, series.dropsName))
      cells.append(contentsOf: repeatElement(Cell(), count: steps))
    }
    precondition(
      cells.count == groups.count * steps, "columns of one evaluation have the same steps")
    for step in series.values.indices where !series.values[step].isAbsent {
      cells[place * steps + step].add(series.values[step])
    }
  }

  /// One series a group, in the order in which the groups appeared.
  func results() -> [Series] {
    let steps = groups.isEmpty ? 0 : cells.count / groups.count
    return groups.enumerated().map { place, group in
      Series(
        labels: group.labels, dropsName: group.dropsName,
        values: cells[place * steps..<(place + 1) * steps].map(\.value))
    }
  }
}
