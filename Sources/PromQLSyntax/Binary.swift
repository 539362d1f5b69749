public import Metrics

/// An operator with its modifiers.
public struct Binary: Hashable, Sendable {
  /// The operator.
  public var op: BinaryOperator
  /// Whether a comparison answers 0 or 1 instead of filtering.
  public var isBool: Bool
  /// How series of two vectors find each other; `nil` where one side is a scalar.
  public var matching: VectorMatching?

  /// The operator `op` with these modifiers.
  public init(op: BinaryOperator, isBool: Bool = false, matching: VectorMatching? = nil) {
    self.op = op
    self.isBool = isBool
    self.matching = matching
  }
}

/// How series of two vectors find each other.
public struct VectorMatching: Hashable, Sendable {
  /// How many series of each side may share a partner.
  public enum Cardinality: Hashable, Sendable {
    /// One on each side.
    case oneToOne
    /// Many on the left: `group_left`.
    case manyToOne
    /// Many on the right: `group_right`.
    case oneToMany
    /// Any number, which only set operators allow.
    case manyToMany
  }

  /// How many series may share a partner.
  public var cardinality = Cardinality.oneToOne
  /// Whether only `labels` count, or all but them.
  public var isOn = false
  /// The labels in the order of the text.
  public var labels: [ByteString] = []
  /// The labels that are taken over from the one side.
  public var include: [ByteString] = []
  /// Stands for a missing series of the left side.
  public var fillLeft: Double?
  /// Stands for a missing series of the right side.
  public var fillRight: Double?

  /// One to one, on all labels.
  public init() {}
}
