internal import Metrics

/// An expression made ready to run: names resolved, durations known, and what does not depend on the step marked.
indirect enum Node {
  case number(Double)
  case text(ByteString)
  /// The newest sample of each selected series.
  case instant(Selector)
  /// All samples of each selected series; only at the top of an instant query.
  case range(RangeSource)
  /// Has the same value at every step, so it is evaluated at one.
  case fixed(Node)
  case negated(Node)
  case scalarOperation(Operator, Node, Node)
  case vectorOperation(
    Operator, vector: Node, scalar: Node, scalarIsLeft: Bool, at: Range<Int>)
  case matched(Operator, Matching, Node, Node, at: Range<Int>)
  case set(SetOperation, Matching, Node, Node)
  case aggregation(Aggregation, Node)
  case window(WindowFunction, RangeSource, keepsName: Bool)
  case elementwise(ElementwiseFunction, Node)
  case scalarFunction(ScalarFunction)
  case vectorFunction(VectorFunction, Node)

  /// Whether the value is one number a step, not a vector.
  var isScalar: Bool {
    switch self {
    case .number, .scalarOperation, .scalarFunction: true
    case .fixed(let node), .negated(let node): node.isScalar
    case .text, .instant, .range, .vectorOperation, .matched, .set, .aggregation, .window,
      .elementwise, .vectorFunction:
      false
    }
  }
}

/// The series of a selector and when to look at them.
struct Selector {
  /// What extends the search beyond the window.
  enum Extension {
    case none
    /// The last sample before the window belongs to it.
    case anchored
    /// Values at the edges are interpolated between the samples around them.
    case smoothed
  }

  var matchers: [LabelMatcher]
  /// The moment that `@` names.
  var fixed: Int64?
  /// How far back `offset` looks, in milliseconds.
  var offset: Int64
  var `extension` = Extension.none

  /// Whether all selected series have one name, so that dropping it makes no two alike.
  var hasOneName: Bool {
    matchers.contains {
      $0.name == Labels.metricNameLabel && $0.operation == .equal && !$0.value.isEmpty
    }
  }
}

/// What a range vector is made of.
struct RangeSource {
  enum Content {
    case selector(Selector)
    /// An expression evaluated every `interval` milliseconds.
    case subquery(Node, interval: Int64, fixed: Int64?, offset: Int64)
  }

  var content: Content
  /// The length of the window in milliseconds.
  var length: Int64
  /// Where it stands in the expression.
  var range: Range<Int>
}

/// A function of each window, with its further arguments.
enum WindowFunction {
  case extrapolated(CounterFunctions.Kind)
  case instantRate, instantDelta
  case resets, changes
  case overTime(OverTimeFunctions.Kind)
  case quantile(Node, at: Range<Int>)
  case slope
  case prediction(Node)
  case smoothing(level: Node, trend: Node)
}

/// A function that answers with one number a step.
enum ScalarFunction {
  case time
  case pi
  case start, end, step, range
  case smaller(Node, Node), larger(Node, Node)
  /// The only element of a vector, else NaN.
  case only(Node)
}

/// A function of each number of a vector.
enum ElementwiseFunction {
  case unary((Double) -> Double)
  /// To the nearest multiple.
  case round(Node)
  case clamp(Node, Node)
  case atLeast(Node)
  case atMost(Node)
}

/// A function of a whole vector.
enum VectorFunction {
  /// A scalar as a series without labels.
  case vector
  case timestamp
  /// When the counting of each sample began; of expressions it is not known.
  case startTimestamp
  case absent(Labels)
  case sort(ascending: Bool)
  case sortByLabel([ByteString], ascending: Bool)
  case labelReplace(LabelReplacement)
  case labelJoin(destination: ByteString, separator: ByteString, sources: [ByteString])
  case histogramQuantile(Node, at: Range<Int>, vectorAt: Range<Int>)
  case histogramQuantiles([Node], label: ByteString, at: [Range<Int>], vectorAt: Range<Int>)
  /// A function of native histograms, by name.
  case histogramReading(String)
  case histogramFraction(Node, Node, at: Range<Int>)
  case info(InfoJoin)
}

/// Which series of two sides belong together.
struct Matching {
  enum Cardinality {
    case oneToOne, manyToOne, oneToMany
  }

  var cardinality: Cardinality
  /// Whether only `labels` count, or all but them.
  var isOn: Bool
  /// Sorted.
  var labels: [ByteString]
  /// Labels taken over from the one side.
  var included: [ByteString]
  /// Stands for a missing left side.
  var fillLeft: Double?
  /// Stands for a missing right side.
  var fillRight: Double?

  /// The labels by which series find each other.
  func signature(_ series: Labels) -> Labels {
    isOn ? series.keeping(labels) : series.dropping(ignored)
  }

  private var ignored: [ByteString] { labels + [Labels.metricNameLabel] }
}

/// An operator between sets of series.
enum SetOperation {
  case and, or, unless
}

/// How series are put together to groups.
struct Aggregation {
  enum Kind {
    case sum, average, minimum, maximum, count, group, standardDeviation, variance
    case quantile(Node, at: Range<Int>)
    case top(Node), bottom(Node), limit(Node)
    case limitRatio(Node, at: Range<Int>)
    case countValues(label: ByteString)
  }

  var kind: Kind
  /// Sorted.
  var grouping: [ByteString]
  /// Whether `grouping` goes instead of staying.
  var isWithout: Bool
  /// Where the expression stands that it aggregates.
  var innerRange: Range<Int>

  /// The labels of the group that a series belongs to.
  func group(_ labels: Labels) -> Labels {
    if isWithout { return labels.dropping(grouping + [Labels.metricNameLabel]) }
    return grouping.isEmpty ? .empty : labels.keeping(grouping)
  }
}
