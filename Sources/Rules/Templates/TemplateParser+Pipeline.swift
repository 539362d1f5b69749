internal import Metrics

extension TemplateParser {
  /// A pipeline up to and including the delimiter that closes its action.
  mutating func pipeline(_ context: String) throws(TemplateError) -> TemplateNode.Pipeline {
    let result = try pipeline(context, until: .rightDelimiter, depth: 0)
    advance()
    return result
  }

  private mutating func pipeline(
    _ context: String, until end: TemplateToken.Kind, depth: Int
  ) throws(TemplateError) -> TemplateNode.Pipeline {
    guard depth < Self.maximumDepth else { throw error("nested too deeply", at: index) }
    skipSpace()
    var result = TemplateNode.Pipeline(range: peek.range)
    declarations(of: context, into: &result)
    while true {
      skipSpace()
      if peek.kind == end { break }
      result.commands.append(try command(until: end, depth: depth))
      guard peek.kind == .pipe else { continue }
      advance()
      skipSpace()
      if peek.kind == end { throw error("missing value for \(context)", at: index) }
    }
    try check(result, context)
    if let last = result.commands.last {
      result.range = result.range.lowerBound..<last.range.upperBound
    }
    if !result.isAssignment { variables += result.variables }
    return result
  }

  /// Reads `$x :=`, `$x =` and, for a loop, `$index, $element :=`.
  private mutating func declarations(
    of context: String, into result: inout TemplateNode.Pipeline
  ) {
    let start = index
    var names: [String] = []
    while peek.kind == .variable {
      names.append(next().text)
      skipSpace()
      if context == "range", names.count == 1, peek.kind == .comma {
        advance()
        skipSpace()
        continue
      }
      guard peek.kind == .declare || peek.kind == .assign else { break }
      result.isAssignment = next().kind == .assign
      result.variables = names
      return
    }
    index = start
  }

  /// Every stage after the first must take the value of the one before it.
  private func check(
    _ pipeline: TemplateNode.Pipeline, _ context: String
  ) throws(TemplateError) {
    guard !pipeline.commands.isEmpty else {
      throw error("missing value for \(context)", at: index)
    }
    if pipeline.isAssignment {
      for name in pipeline.variables where !variables.contains(name) {
        throw TemplateError(
          message: "undefined variable \(name.quotedAsInGo)", offset: pipeline.range.lowerBound)
      }
    }
    for (stage, command) in pipeline.commands.enumerated().dropFirst() {
      switch command.operands[0].kind {
      case .boolean, .dot, .null, .number, .string:
        throw TemplateError(
          message: "non executable command in pipeline stage \(stage + 1)",
          offset: command.range.lowerBound)
      case .field, .variable, .function, .pipeline, .chain: continue
      }
    }
  }

  private mutating func command(
    until end: TemplateToken.Kind, depth: Int
  ) throws(TemplateError) -> TemplateNode.Command {
    var operands: [TemplateNode.Operand] = []
    let start = peek.range.lowerBound
    while true {
      skipSpace()
      if let operand = try operand(depth: depth) {
        operands.append(operand)
        if peek.kind == .space { continue }
      }
      let token = peek
      if token.kind == end || token.kind == .pipe { break }
      throw unexpected(token, "operand")
    }
    guard let last = operands.last else { throw error("empty command", at: index) }
    return TemplateNode.Command(operands: operands, range: start..<last.range.upperBound)
  }

  /// A term with any fields behind it; `nil` where no term begins.
  private mutating func operand(depth: Int) throws(TemplateError) -> TemplateNode.Operand? {
    guard var term = try term(depth: depth) else { return nil }
    guard peek.kind == .field else { return term }
    var fields: [String] = []
    while peek.kind == .field { fields.append(String(next().text.dropFirst())) }
    let end = tokens[index - 1].range.upperBound
    switch term.kind {
    case .field(let names): term.kind = .field(names + fields)
    case .variable(let name, let names): term.kind = .variable(name, fields: names + fields)
    case .boolean, .number, .string, .null, .dot:
      throw TemplateError(
        message: "unexpected . after term", offset: term.range.upperBound)
    case .function, .pipeline, .chain: term.kind = .chain(term, fields: fields)
    }
    term.range = term.range.lowerBound..<end
    return term
  }

  private mutating func term(depth: Int) throws(TemplateError) -> TemplateNode.Operand? {
    let token = peek
    let kind: TemplateNode.Operand.Kind
    switch token.kind {
    case .identifier: kind = try word(token)
    case .dot: kind = .dot
    case .field: kind = .field([String(token.text.dropFirst())])
    case .variable:
      guard variables.contains(token.text) else {
        throw error("undefined variable \(token.text.quotedAsInGo)", at: index)
      }
      kind = .variable(token.text, fields: [])
    case .number:
      guard let number = TemplateNumber(token.text) else { return nil }
      kind = .number(number)
    case .character:
      let scalar = String(decoding: token.value, as: UTF8.self).unicodeScalars.first
      kind = .number(.integer(Int64(scalar?.value ?? 0)))
    case .string: kind = .string(token.value)
    case .leftParenthesis:
      advance()
      let inner = try pipeline("parenthesized pipeline", until: .rightParenthesis, depth: depth + 1)
      kind = .pipeline(inner)
    case .text, .leftDelimiter, .rightDelimiter, .space, .declare, .assign, .pipe, .comma,
      .rightParenthesis, .end:
      return nil
    }
    let end = peek.range.upperBound
    advance()
    return TemplateNode.Operand(kind: kind, range: token.range.lowerBound..<end)
  }

  private func word(_ token: TemplateToken) throws(TemplateError) -> TemplateNode.Operand.Kind {
    switch token.text {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "nil": return .null
    default:
      guard TemplateFunction.named(token.text) != nil else {
        throw error("function \(token.text.quotedAsInGo) not defined", at: index)
      }
      return .function(token.text)
    }
  }
}
