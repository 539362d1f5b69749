public import Metrics

/// How the series of a chart are put together: by which labels, and by which aggregation.
public struct Breakdown: Hashable, Sendable {
  /// How the series of a group become one.
  public enum Aggregation: Hashable, Sendable {
    /// Not at all: every series is a line.
    case each
    /// Their sum.
    case sum
    /// Their mean.
    case average
    /// The greatest of them.
    case maximum
    /// The least of them.
    case minimum
    /// A quantile over them, in per cent.
    case quantile(Int)
    /// How many they are.
    case count

    /// What can be chosen, in the order of the picker.
    static let all: [Aggregation] = [
      .sum, .average, .maximum, .minimum, .quantile(50), .quantile(90), .quantile(99), .count,
      .each,
    ]

    /// A word in the picker.
    var word: DisplayText {
      switch self {
      case .each: "each series"
      case .sum: "sum"
      case .average: "average"
      case .maximum: "maximum"
      case .minimum: "minimum"
      case .quantile(let share): DisplayText("\(share) % quantile")
      case .count: "number of series"
      }
    }
  }

  /// The labels whose values make the groups, in the order in which they were chosen; none for one group of all.
  public var labels: [ByteString]
  /// How the series of a group become one.
  public var aggregation: Aggregation

  /// Groups by `labels`.
  public init(_ labels: [ByteString], _ aggregation: Aggregation) {
    self.labels = labels
    self.aggregation = aggregation
  }

  /// The expression of the groups of what `expression` gives.
  func query(_ expression: String) -> String {
    switch aggregation {
    case .each: return expression
    case .sum: return "sum\(grouping) (\(expression))"
    case .average: return "avg\(grouping) (\(expression))"
    case .maximum: return "max\(grouping) (\(expression))"
    case .minimum: return "min\(grouping) (\(expression))"
    case .count: return "count\(grouping) (\(expression))"
    case .quantile(let share):
      return "quantile\(grouping) (\(Breakdown.share(share)), \(expression))"
    }
  }

  /// ` by (code, "host.name")`; empty without labels.
  private var grouping: String {
    labels.isEmpty ? "" : " by (\(Breakdown.list(labels)))"
  }

  /// Labels as they stand in parentheses.
  static func list(_ labels: [ByteString]) -> String {
    labels.map { QueryText.isBareName($0) ? $0.text : QueryText.quoted($0) }
      .joined(separator: ", ")
  }

  /// A share in per cent as PromQL writes it: `0.9`.
  static func share(_ percent: Int) -> String { FloatText.shortest(Double(percent) / 100) }
}

/// The choice of a break-down that is being made.
public struct BreakdownChoice: Hashable, Sendable {
  /// The chart.
  public var pane: PaneID
  /// The labels that were chosen; `nil` while they are being chosen.
  public var labels: [ByteString]?
  /// The row of the picker.
  public var selection = 0

  /// A choice that begins.
  public init(_ pane: PaneID) { self.pane = pane }
}
