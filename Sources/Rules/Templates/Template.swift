public import Metrics

/// A text with actions in `{{ }}`, as annotations and labels of alerting rules are.
///
/// The language is Go's `text/template` with the functions of Prometheus, the option `missingkey=zero` set. It is parsed
/// once; what is misspelled is an error then, not when an alert fires.
/// Source: Prometheus, Configuration, "Template reference"; Go, package `text/template`.
public struct Template: Sendable, Hashable {
  /// The text as written.
  public let text: ByteString

  private let nodes: [TemplateNode]
  private let definitions: [String: [TemplateNode]]

  /// The variables that a rule's template may use.
  public static let alertVariables = ["$labels", "$externalLabels", "$externalURL", "$value"]

  /// Parses a text.
  ///
  /// - Parameters:
  ///   - text: the template.
  ///   - variables: the variables that will be set when it is expanded, with their `$`.
  /// - Throws: the first thing that is wrong with it.
  public init(
    _ text: ByteString, variables: [String] = Template.alertVariables
  ) throws(TemplateError) {
    self.text = text
    let tokens = try TemplateLexer.tokens(text.bytes)
    var parser = TemplateParser(tokens: tokens, variables: ["$"] + variables)
    nodes = try parser.template()
    definitions = parser.definitions
  }

  /// A text that is taken as it stands, braces and all.
  init(constant text: ByteString) {
    self.text = text
    nodes = [.text(text.bytes)]
    definitions = [:]
  }

  /// Whether the text has no action, so that it is always the same.
  public var isConstant: Bool {
    nodes.allSatisfy { if case .text = $0 { true } else { false } }
  }

  /// The text with its actions replaced.
  ///
  /// - Parameters:
  ///   - context: what the actions speak of.
  ///   - name: what errors call the template.
  /// - Returns: the text, at most 1 MiB.
  /// - Throws: where an action has no value.
  public func expand(
    _ context: TemplateContext, name: String = "template"
  ) throws(TemplateError) -> ByteString {
    var execution = TemplateExecution(
      source: text.bytes, name: name, definitions: definitions, context: context)
    try execution.run(nodes, dot: context.dot)
    return ByteString(execution.output)
  }

  /// Equality of the texts.
  public static func == (left: Template, right: Template) -> Bool { left.text == right.text }

  /// Feeds the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// What a template's actions speak of.
public struct TemplateContext {
  /// What `.` is.
  public var dot: TemplateValue
  /// The variables, with their `$`.
  public var variables: [String: TemplateValue]
  /// What `now` is.
  public var now: Timestamp
  /// Where the program can be reached, for links; empty where it cannot.
  public var externalURL: String
  /// Answers the function `query`: the series with their values, or why there are none.
  public var query: (ByteString) -> Result<[(labels: Labels, value: Double)], TemplateQueryError>

  /// A context without variables whose queries find nothing.
  public init(dot: TemplateValue = .null, now: Timestamp) {
    self.dot = dot
    self.now = now
    variables = [:]
    externalURL = ""
    query = { _ in .success([]) }
  }

  /// The context of a rule's labels and annotations.
  ///
  /// - Parameters:
  ///   - labels: the labels of the sample that made the alert.
  ///   - value: the sample's value.
  ///   - externalLabels: the labels that the configuration gives everything that leaves.
  ///   - now: the time of the evaluation.
  public init(
    alertLabels labels: Labels, value: Double, externalLabels: Labels = .empty, now: Timestamp
  ) {
    self.init(now: now)
    dot = .alert([
      "Labels": .labels(labels), "ExternalLabels": .labels(externalLabels),
      "ExternalURL": .text(""), "Value": .real(value),
    ])
    variables = [
      "$labels": .labels(labels), "$externalLabels": .labels(externalLabels),
      "$externalURL": .text(""), "$value": .real(value),
    ]
  }
}

/// Why a query inside of a template has no answer.
public struct TemplateQueryError: Error, Hashable, Sendable {
  /// The reason.
  public var message: String

  /// The error with this reason.
  public init(message: String) { self.message = message }
}
