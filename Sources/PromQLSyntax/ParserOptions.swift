/// Which experimental pieces of syntax a parser accepts; none by default, as in Prometheus.
public struct ParserOptions: Hashable, Sendable {
  /// Functions and aggregations that may still change.
  public var experimentalFunctions = false
  /// Durations that are computed: `[2 * step()]`.
  public var durationExpressions = false
  /// `anchored` and `smoothed`.
  public var extendedRangeSelectors = false
  /// `fill`, `fill_left` and `fill_right`.
  public var fillModifiers = false

  /// Only what is stable.
  public init() {}

  /// Every piece of syntax there is.
  public static let everything: ParserOptions = {
    var options = ParserOptions()
    for flag in featureFlags { options.enable(flag) }
    return options
  }()

  /// The names that `enable` knows, as Prometheus's `--enable-feature` has them.
  public static let featureFlags = [
    "promql-experimental-functions", "promql-duration-expr", "promql-extended-range-selectors",
    "promql-binop-fill-modifiers",
  ]

  /// Accepts what the feature flag `name` stands for.
  ///
  /// - Parameter name: one of `featureFlags`.
  /// - Returns: whether the name is known.
  @discardableResult
  public mutating func enable(_ name: String) -> Bool {
    switch name {
    case "promql-experimental-functions": experimentalFunctions = true
    case "promql-duration-expr": durationExpressions = true
    case "promql-extended-range-selectors": extendedRangeSelectors = true
    case "promql-binop-fill-modifiers": fillModifiers = true
    default: return false
    }
    return true
  }
}
