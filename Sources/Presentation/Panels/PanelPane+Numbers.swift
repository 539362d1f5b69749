internal import Dashboards
internal import Metrics
internal import PromQL

/// A series of a panel that has become one number.
struct PanelNumber {
  var query: PanelQuery
  var labels: Labels
  var value: Double?
}

extension PanelPane {
  /// One number a series, in the order of the queries and of the labels.
  func numbers(_ reading: AnswerReading) -> [PanelNumber] {
    panel.queries.flatMap { query -> [PanelNumber] in
      let request = requests.first { $0.id == QueryID(id, query.name) }
      guard let request else { return [] }
      let numbers: [PanelNumber]
      if case .instant = request.timing {
        numbers = reading.vector(request).map {
          PanelNumber(query: query, labels: $0.labels, value: $0.value)
        }
      } else {
        numbers = reading.matrix(request).map {
          PanelNumber(query: query, labels: $0.labels, value: reduced($0.values))
        }
      }
      return numbers.sorted { $0.labels < $1.labels }
    }
  }

  private func reduced(_ values: [Double]) -> Double? {
    let known = values.filter { !$0.isNaN }
    guard let last = known.last else { return nil }
    switch panel.reduction {
    case .last: return last
    case .min: return known.min()
    case .max: return known.max()
    case .sum: return known.reduce(0, +)
    case .mean: return known.reduce(0, +) / Double(known.count)
    }
  }

  private func common(_ numbers: [PanelNumber]) -> Labels {
    SeriesNaming.common(numbers.map(\.labels))
  }

  /// A lone number without a legend needs no name: the title says it.
  private func name(_ number: PanelNumber, of numbers: [PanelNumber]) -> DisplayText {
    guard numbers.count > 1 || number.query.legend != nil else { return .empty }
    return name(number.query, number.labels, common: common(numbers))
  }

  func stat(_ reading: AnswerReading) -> StatModel {
    let numbers = numbers(reading)
    let courses = Dictionary(
      panel.queries.map { ($0.name, self.courses($0, reading)) }, uniquingKeysWith: { $1 })
    let values = numbers.map { number in
      StatValue(
        key: key(number.query, number.labels), name: name(number, of: numbers),
        value: number.value, unit: unit(number.query),
        tone: panel.thresholds.tone(ofKnown: number.value),
        course: courses[number.query.name]?[number.labels])
    }
    return StatModel(values, message: values.isEmpty ? absence(reading) : nil)
  }

  private func courses(_ query: PanelQuery, _ reading: AnswerReading) -> [Labels: Sparkline] {
    guard let request = course(query), case .range(let start, let end, let step) = request.timing
    else { return [:] }
    let width = max(step.milliseconds, 1)
    let count = Int((end - start).milliseconds / width) + 1
    var courses: [Labels: Sparkline] = [:]
    for series in reading.matrix(request) {
      var values = [Double?](repeating: nil, count: count)
      for (time, value) in zip(series.timestamps, series.values) {
        let index = Int((time - start.milliseconds) / width)
        if values.indices.contains(index) { values[index] = value }
      }
      courses[series.labels] = Sparkline(values)
    }
    return courses
  }

  func gauge(_ reading: AnswerReading, isSorted: Bool) -> GaugeModel {
    var numbers = numbers(reading)
    if isSorted {
      numbers.sort { left, right in
        let (a, b) = (left.value ?? -.infinity, right.value ?? -.infinity)
        return a == b ? left.labels < right.labels : a > b
      }
    }
    let known = numbers.compactMap(\.value).filter(\.isFinite)
    let thresholds = panel.thresholds.lines(unit)
    let least = panel.minimum ?? min(0, known.min() ?? 0)
    var gauge = GaugeModel(
      numbers.map { number in
        GaugeBar(
          key: key(number.query, number.labels), name: name(number, of: numbers),
          value: number.value, tone: panel.thresholds.tone(ofKnown: number.value))
      }, unit: unit, from: least, to: panel.maximum ?? end(known, thresholds, isSorted),
      thresholds: thresholds)
    if numbers.isEmpty { gauge.message = absence(reading) }
    return gauge
  }

  /// The right end of a scale whose author gave none: the whole of a share, else a round number above everything.
  ///
  /// Bars beside each other are compared with the longest; a lone one needs its limits in sight.
  private func end(_ known: [Double], _ thresholds: [Threshold], _ isSorted: Bool) -> Double {
    if unit == .ratio, known.allSatisfy({ $0 <= 1 }) { return 1 }
    if unit == .percent, known.allSatisfy({ $0 <= 100 }) { return 100 }
    let limits = isSorted ? [] : thresholds.map { $0.value * 1.25 }
    let greatest = (known + limits).max() ?? 0
    guard greatest > 0 else { return 1 }
    return ValueAxis.linear(0, greatest, labels: 5, unit: unit, pad: true).greatest
  }
}
