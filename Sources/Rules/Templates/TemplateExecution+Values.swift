internal import Metrics

extension TemplateExecution {
  /// The value of the last command, each fed with the value of the one before.
  mutating func evaluate(
    _ pipeline: TemplateNode.Pipeline, _ dot: TemplateValue
  ) throws(TemplateError) -> TemplateValue {
    var value: TemplateValue?
    for command in pipeline.commands { value = try evaluate(command, dot, final: value) }
    let result = value ?? .null
    for name in pipeline.variables { set(name, result, isAssignment: pipeline.isAssignment) }
    return result
  }

  private mutating func evaluate(
    _ command: TemplateNode.Command, _ dot: TemplateValue, final: TemplateValue?
  ) throws(TemplateError) -> TemplateValue {
    try countStep(command.range)
    let first = command.operands[0]
    switch first.kind {
    case .function(let name): return try call(name, command, dot, final)
    case .variable(_, let fields) where !fields.isEmpty:
      return try access(first, arguments: Array(command.operands.dropFirst()), dot, final)
    case .field, .chain:
      return try access(first, arguments: Array(command.operands.dropFirst()), dot, final)
    case .dot, .null, .boolean, .number, .string, .variable, .pipeline:
      guard command.operands.count == 1, final == nil else {
        throw failure(command.range, "can't give argument to non-function \(text(first.range))")
      }
      if case .null = first.kind { throw failure(first.range, "nil is not a command") }
      return try evaluate(first, dot)
    }
  }

  /// The value of one word.
  private mutating func evaluate(
    _ operand: TemplateNode.Operand, _ dot: TemplateValue
  ) throws(TemplateError) -> TemplateValue {
    switch operand.kind {
    case .dot: return dot
    case .null: return .null
    case .boolean(let value): return .boolean(value)
    case .number(.integer(let value)): return .integer(value)
    case .number(.unsigned(let value)): return .unsigned(value)
    case .number(.real(let value)): return .real(value)
    case .string(let bytes): return .text(ByteString(bytes))
    case .pipeline(let pipeline): return try evaluate(pipeline, dot)
    case .field, .variable, .chain: return try access(operand, arguments: [], dot, nil)
    case .function(let name):
      let alone = TemplateNode.Command(operands: [operand], range: operand.range)
      return try call(name, alone, dot, nil)
    }
  }

  // MARK: - Fields

  /// The field at the end of a word; only that one may take arguments.
  private mutating func access(
    _ operand: TemplateNode.Operand, arguments: [TemplateNode.Operand], _ dot: TemplateValue,
    _ final: TemplateValue?
  ) throws(TemplateError) -> TemplateValue {
    var value: TemplateValue
    let names: [String]
    switch operand.kind {
    case .field(let fields): (value, names) = (dot, fields)
    case .variable(let name, let fields): (value, names) = (variable(name), fields)
    case .chain(let inner, let fields): (value, names) = (try evaluate(inner, dot), fields)
    case .dot, .null, .boolean, .number, .string, .function, .pipeline: return .null
    }
    for (index, name) in names.enumerated() {
      var given: [TemplateValue] = []
      if index == names.count - 1 {
        for argument in arguments { given.append(try evaluate(argument, dot)) }
        if let final { given.append(final) }
      }
      switch value.field(name, arguments: given) {
      case .success(let next): value = next
      case .failure(let error): throw failure(operand.range, error.message)
      }
    }
    return value
  }

  // MARK: - Functions

  private mutating func call(
    _ name: String, _ command: TemplateNode.Command, _ dot: TemplateValue, _ final: TemplateValue?
  ) throws(TemplateError) -> TemplateValue {
    let operands = Array(command.operands.dropFirst())
    if name == "and" || name == "or" {
      return try shortCircuit(isAnd: name == "and", operands, command, dot, final)
    }
    var arguments: [TemplateValue] = []
    for operand in operands { arguments.append(try evaluate(operand, dot)) }
    if let final { arguments.append(final) }
    guard let function = TemplateFunction.named(name) else {
      throw failure(command.range, "\(name.quotedAsInGo) is not a defined function")
    }
    if let complaint = function.complaint(aboutCount: arguments.count) {
      throw failure(command.operands[0].range, complaint)
    }
    do throws(TemplateFunction.Failure) {
      return try function.body(arguments, context)
    } catch {
      switch error {
      case .argument(let message): throw failure(command.range, message)
      case .call(let message):
        throw failure(command.range, "error calling \(name): \(message)")
      }
    }
  }

  /// `and` and `or` look at no more arguments than they need.
  private mutating func shortCircuit(
    isAnd: Bool, _ operands: [TemplateNode.Operand], _ command: TemplateNode.Command,
    _ dot: TemplateValue, _ final: TemplateValue?
  ) throws(TemplateError) -> TemplateValue {
    var value: TemplateValue?
    for operand in operands {
      let next = try evaluate(operand, dot)
      value = next
      if next.isTrue != isAnd { return next }
    }
    guard let result = final ?? value else {
      let name = isAnd ? "and" : "or"
      throw failure(
        command.range, "wrong number of args for \(name): want at least 1 got 0")
    }
    return result
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: source[range], as: UTF8.self)
  }
}
