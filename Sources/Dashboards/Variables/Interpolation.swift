public import Metrics

/// Puts values where expressions, titles and legends refer to variables.
///
/// A name that means nothing stays as it is written. A value is written so that it means itself where it stands: escaped
/// between quotes, and as a regular expression where a matcher takes one; several values become an alternation
/// `(a|b)`. Source: Grafana, "Variable syntax", and its Prometheus data source.
public struct Interpolation: Sendable {
  /// How much time the charts show, and how finely.
  public struct Sampling: Hashable, Sendable {
    /// What `$__range` stands for: the window.
    public var window: Duration
    /// What `$__interval` stands for: the distance of the points.
    public var step: Duration
    /// The distance of the samples.
    public var scrapeInterval: Duration

    /// How far back the samples go; `nil` for at least as far as anything asks.
    public var history: Duration?

    /// A window, the distance of its points, and the distance of the samples.
    public init(
      window: Duration, step: Duration, scrapeInterval: Duration, history: Duration? = nil
    ) {
      self.window = window
      self.step = step
      self.scrapeInterval = scrapeInterval
      self.history = history
    }

    /// What `$__rate_interval` stands for: at least four samples, so that one may be missing, and never less than the
    /// distance of the points.
    ///
    /// While the history is shorter it is no longer than the history, as a rate over time without samples would be far
    /// too small.
    public var rateInterval: Duration {
      let whole = max(step + scrapeInterval, scrapeInterval * 4)
      guard let history else { return whole }
      return min(whole, max(history + scrapeInterval, scrapeInterval * 2))
    }

    /// What `$__rate` stands for: between neighbours where every sample has its point, so that a spike of one sample is
    /// one point, else over the range.
    public var rateFunction: String { step <= scrapeInterval ? "irate" : "rate" }
  }

  /// The time that the built-in names stand for.
  public var sampling: Sampling

  private let values: [String: ChosenValues]

  /// Values for the variables of a dashboard.
  ///
  /// - Parameters:
  ///   - variables: the variables of the dashboard.
  ///   - choices: what was chosen, by name; a variable that is not among them has its first choice.
  ///   - options: the values that label values were found to have, by name; what "all" stands for.
  ///   - sampling: the time that the built-in names stand for.
  public init(
    _ variables: [Variable], choices: [String: VariableChoice] = [:],
    options: [String: [ByteString]] = [:], sampling: Sampling
  ) {
    self.sampling = sampling
    var values: [String: ChosenValues] = [:]
    for variable in variables {
      let known = options[variable.name] ?? []
      values[variable.name] = ChosenValues(
        variable, choices[variable.name] ?? variable.initialChoice(known), options: known)
    }
    self.values = values
  }

  /// The expression that a template with references stands for.
  public func expression(_ template: String) -> InterpolatedText {
    var context = QuotingContext()
    return replaced(template) { byte in
      context.advance(over: byte)
    } value: { reference in
      expressionValue(reference, context.surroundings)
    }
  }

  /// The title or legend that a template with references stands for.
  public func title(_ template: String) -> String {
    replaced(template) { _ in
    } value: { reference in
      guard let values = values[reference.name] else {
        return builtIn(reference.name).map { Array($0.utf8) }
      }
      return values.formatted(reference.format) ?? values.words
    }.text
  }

  /// What a series is called: the legend's template with values for its variables and its `{{label}}`s.
  ///
  /// - Parameters:
  ///   - template: the legend of a query.
  ///   - labels: the labels of the series; one that is missing is empty.
  /// - Returns: the name, with bytes that are no UTF-8 replaced.
  public func legend(_ template: String, labels: Labels) -> String {
    LegendTemplate(title(template)).text(labels)
  }

  private func expressionValue(
    _ reference: VariableReference, _ surroundings: QuotingContext.Surroundings
  ) -> [UInt8]? {
    if let text = builtIn(reference.name) { return Array(text.utf8) }
    guard let values = values[reference.name] else { return nil }
    return values.formatted(reference.format) ?? values.expression(surroundings)
  }

  private func replaced(
    _ template: String, passing: (UInt8) -> Void, value: (VariableReference) -> [UInt8]?
  ) -> InterpolatedText {
    let bytes = Array(template.utf8)
    var result = InterpolatedText()
    var position = 0
    while position < bytes.count {
      if VariableReference.canBegin(bytes[position]),
        let reference = VariableReference(bytes, at: position)
      {
        if let value = value(reference) {
          result.append(value, for: reference)
          position = reference.range.upperBound
          continue
        }
        result.note(unknown: reference)
      }
      passing(bytes[position])
      result.append(bytes[position])
      position += 1
    }
    result.finish()
    return result
  }

  /// The names that every dashboard has.
  static let builtInNames = [
    "__interval", "__interval_ms", "__rate_interval", "__rate_interval_ms", "__range", "__range_s",
    "__range_ms", "__rate", "__all",
  ]

  private func builtIn(_ name: String) -> String? {
    switch name {
    case "__interval": PrometheusDuration.text(sampling.step)
    case "__interval_ms": "\(sampling.step.milliseconds)"
    case "__rate_interval": PrometheusDuration.text(sampling.rateInterval)
    case "__rate_interval_ms": "\(sampling.rateInterval.milliseconds)"
    case "__rate": sampling.rateFunction
    case "__range": PrometheusDuration.text(sampling.window)
    case "__range_s": "\((sampling.window.milliseconds + 500) / 1000)"
    case "__range_ms": "\(sampling.window.milliseconds)"
    case "__all": ".*"
    default: nil
    }
  }
}
