internal import Metrics

/// Builds the tree of a template from its tokens; the grammar is that of Go's `text/template`.
struct TemplateParser {
  /// How deep actions and parentheses may nest.
  static let maximumDepth = 100

  var tokens: [TemplateToken]
  var index = 0
  /// The variables in scope, innermost last.
  var variables: [String]
  var definitions: [String: [TemplateNode]] = [:]
  private var depth = 0
  private var loops = 0
  /// The token that ended the list that was read last.
  private var stopIndex = 0

  init(tokens: [TemplateToken], variables: [String]) {
    self.tokens = tokens
    self.variables = variables
  }

  /// What ended a list of nodes.
  private enum Stop {
    case end
    case otherwise
    case text
  }

  /// The whole template.
  mutating func template() throws(TemplateError) -> [TemplateNode] {
    let (nodes, stop) = try list()
    switch stop {
    case .text: return nodes
    case .end: throw error("unexpected {{end}}", at: stopIndex)
    case .otherwise: throw error("unexpected {{else}}", at: stopIndex)
    }
  }

  private mutating func list() throws(TemplateError) -> ([TemplateNode], Stop) {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw error("nested too deeply", at: index) }
    var nodes: [TemplateNode] = []
    while true {
      let token = next()
      switch token.kind {
      case .end: return (nodes, .text)
      case .text: nodes.append(.text(token.value))
      default:
        skipSpace()
        if let stop = try stop() { return (nodes, stop) }
        if let node = try action() { nodes.append(node) }
      }
    }
  }

  /// Reads `end` or `else`, which end a list.
  private mutating func stop() throws(TemplateError) -> Stop? {
    guard peek.kind == .identifier else { return nil }
    stopIndex = index
    switch peek.text {
    case "end":
      advance()
      try expectClose("end")
      return .end
    case "else":
      advance()
      skipSpace()
      return .otherwise
    default: return nil
    }
  }

  // MARK: - Actions

  private mutating func action() throws(TemplateError) -> TemplateNode? {
    guard peek.kind == .identifier else { return .action(try pipeline("command")) }
    switch peek.text {
    case "if":
      return try branch("if") { .conditional($0, then: $1, otherwise: $2) }
    case "with":
      return try branch("with") { .with($0, then: $1, otherwise: $2) }
    case "range":
      loops += 1
      defer { loops -= 1 }
      return try branch("range") { .range($0, body: $1, otherwise: $2) }
    case "define", "block": return try definition()
    case "template": return try invocation()
    case "break", "continue":
      let word = next()
      guard loops > 0 else { throw error("{{\(word.text)}} outside {{range}}", at: index - 1) }
      try expectClose(word.text)
      return word.text == "break" ? .leaveLoop : .nextRound
    default: return .action(try pipeline("command"))
    }
  }

  private mutating func branch(
    _ word: String, _ make: (TemplateNode.Pipeline, [TemplateNode], [TemplateNode]) -> TemplateNode
  ) throws(TemplateError) -> TemplateNode {
    advance()
    let scope = variables.count
    defer { variables.removeLast(variables.count - scope) }
    let condition = try pipeline(word)
    let (then, stop) = try list()
    guard stop == .otherwise else {
      guard stop == .end else { throw error("unexpected EOF", at: index - 1) }
      return make(condition, then, [])
    }
    return make(condition, then, try otherwise(word))
  }

  /// What follows `else`: a list, or another `if` or `with` that shares the `end`.
  private mutating func otherwise(_ word: String) throws(TemplateError) -> [TemplateNode] {
    if peek.kind == .identifier, peek.text == word, word == "if" || word == "with" {
      depth += 1
      defer { depth -= 1 }
      guard depth <= Self.maximumDepth else { throw error("nested too deeply", at: index) }
      let node = try branch(word) {
        word == "if"
          ? .conditional($0, then: $1, otherwise: $2) : .with($0, then: $1, otherwise: $2)
      }
      return [node]
    }
    try expectClose("else")
    let (nodes, stop) = try list()
    guard stop == .end else {
      throw error(stop == .text ? "unexpected EOF" : "expected end; found {{else}}", at: stopIndex)
    }
    return nodes
  }

  private mutating func definition() throws(TemplateError) -> TemplateNode? {
    let word = next()
    skipSpace()
    let name = next()
    guard name.kind == .string else { throw unexpected(name, "\(word.text) clause") }
    skipSpace()
    var argument: TemplateNode.Pipeline?
    if word.text == "block" {
      argument = try pipeline("block clause")
    } else {
      try expectClose("define clause")
    }
    let outer = variables
    variables = ["$"]
    defer { variables = outer }
    let (nodes, stop) = try list()
    guard stop == .end else { throw error("unexpected EOF", at: index - 1) }
    definitions[name.text] = nodes
    return argument.map { .call(name.text, $0, offset: name.range.lowerBound) }
  }

  private mutating func invocation() throws(TemplateError) -> TemplateNode {
    advance()
    skipSpace()
    let name = next()
    guard name.kind == .string else { throw unexpected(name, "template clause") }
    skipSpace()
    if peek.kind == .rightDelimiter {
      advance()
      return .call(name.text, nil, offset: name.range.lowerBound)
    }
    return .call(name.text, try pipeline("template clause"), offset: name.range.lowerBound)
  }

  // MARK: - Tokens

  var peek: TemplateToken { tokens[min(index, tokens.count - 1)] }

  mutating func advance() { index += 1 }

  mutating func next() -> TemplateToken {
    let token = peek
    index += 1
    return token
  }

  mutating func skipSpace() {
    while peek.kind == .space { index += 1 }
  }

  private mutating func expectClose(_ context: String) throws(TemplateError) {
    skipSpace()
    let token = next()
    guard token.kind == .rightDelimiter else { throw unexpected(token, context) }
  }

  func error(_ message: String, at token: Int) -> TemplateError {
    let place = tokens[max(0, min(token, tokens.count - 1))].range.lowerBound
    return TemplateError(message: message, offset: place)
  }

  func unexpected(_ token: TemplateToken, _ context: String) -> TemplateError {
    let text = token.kind == .end ? "EOF" : "<\(token.text)>"
    return TemplateError(
      message: "unexpected \(text) in \(context)", offset: token.range.lowerBound)
  }
}
