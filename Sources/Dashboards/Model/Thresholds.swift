/// What numbers mean: a tone below the first threshold, and another from each threshold on.
public struct Thresholds: Hashable, Sendable {
  /// What a number means to the reader.
  public enum Tone: String, Hashable, Sendable, CaseIterable {
    /// Nothing in particular.
    case plain
    /// All is well.
    case good
    /// Deserves a look.
    case warning
    /// Wrong now.
    case critical
  }

  /// A number from which on values have a tone.
  public struct Step: Hashable, Sendable {
    /// The smallest value that has the tone, in the unit of the expression.
    public var value: Double
    /// What it means.
    public var tone: Tone

    /// The threshold `value`.
    public init(value: Double, tone: Tone) {
      self.value = value
      self.tone = tone
    }
  }

  /// What numbers below the first threshold mean.
  public var base: Tone
  /// The thresholds, smallest first.
  public var steps: [Step]

  /// Thresholds; without any, numbers mean nothing in particular.
  public init(base: Tone = .plain, steps: [Step] = []) {
    self.base = base
    self.steps = steps
  }

  /// What a value means; `.plain` for one that is no number.
  public func tone(of value: Double) -> Tone {
    guard !value.isNaN else { return .plain }
    return steps.last { value >= $0.value }?.tone ?? base
  }
}
