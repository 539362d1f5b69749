public import Documents
public import Metrics
public import PromQLSyntax

/// One rule of a file: an expression that is evaluated again and again, and what becomes of its value.
public struct Rule: Sendable, Hashable {
  /// What becomes of the value.
  public enum Kind: Sendable, Hashable {
    /// It is recorded as the series `name`.
    case recording
    /// Each of its series is an alert.
    case alerting(AlertTerms)
  }

  /// The alert's or the recorded metric's name.
  public var name: ByteString
  /// What becomes of the value.
  public var kind: Kind
  /// The parsed expression.
  public var expression: Expression
  /// The expression as written.
  public var expressionText: ByteString
  /// The labels that are set, those of the group among them, in order of their names; for a recording rule without
  /// actions in them.
  public var labels: [TemplatedLabel]
  /// The rule as it stands in its file, its indentation removed.
  public var text: ByteString
  /// Where the rule begins.
  public var position: Position

  /// The labels as written.
  public var writtenLabels: Labels { Labels(labels.map { ($0.name, $0.template.text) }) }

  /// The terms of an alert; `nil` for a recording rule.
  public var alert: AlertTerms? {
    if case .alerting(let terms) = kind { terms } else { nil }
  }
}

/// When an alert fires, and what it says.
public struct AlertTerms: Sendable, Hashable {
  /// How long the condition must hold before the alert fires.
  public var hold: Duration
  /// How long the alert goes on firing after the condition was last seen.
  public var keepFiringFor: Duration
  /// What the alert says, in order of the names.
  public var annotations: [TemplatedLabel]

  /// The annotations as written.
  public var writtenAnnotations: Labels { Labels(annotations.map { ($0.name, $0.template.text) }) }
}

/// A label or annotation whose value may have actions.
public struct TemplatedLabel: Sendable, Hashable {
  /// The name.
  public var name: ByteString
  /// The value.
  public var template: Template
}

/// Rules that are evaluated together, one after the other, at the same moment.
public struct RuleGroup: Sendable, Hashable {
  /// The name, unique in its file.
  public var name: ByteString
  /// How often it is evaluated; `nil` where the file does not say.
  public var interval: Duration?
  /// How far in the past its expressions look; `nil` where the file does not say.
  public var queryOffset: Duration?
  /// How many series or alerts a rule may make; 0 for any number.
  public var limit: Int
  /// The rules in the order of the file.
  public var rules: [Rule]
  /// Where the group begins.
  public var position: Position
}
