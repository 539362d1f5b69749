internal import Metrics

/// Walks the tree of a template and writes what it says.
struct TemplateExecution {
  private static let maximumOutput = 1 << 20
  private static let maximumSteps = 1_000_000
  private static let maximumDepth = 100

  let source: [UInt8]
  let name: String
  let definitions: [String: [TemplateNode]]
  let context: TemplateContext
  private(set) var output: [UInt8] = []
  private var variables: [(name: String, value: TemplateValue)]
  private var steps = 0
  private var depth = 0

  init(
    source: [UInt8], name: String, definitions: [String: [TemplateNode]], context: TemplateContext
  ) {
    self.source = source
    self.name = name
    self.definitions = definitions
    self.context = context
    variables = [("$", context.dot)] + context.variables.map { (name: $0.key, value: $0.value) }
  }

  /// How a list of nodes ended.
  private enum Flow {
    case finished
    case leaveLoop
    case nextRound
  }

  /// Writes a whole template.
  mutating func run(_ nodes: [TemplateNode], dot: TemplateValue) throws(TemplateError) {
    _ = try walk(nodes, dot)
  }

  private mutating func walk(
    _ nodes: [TemplateNode], _ dot: TemplateValue
  ) throws(TemplateError) -> Flow {
    for node in nodes {
      let flow = try walk(node, dot)
      if flow != .finished { return flow }
    }
    return .finished
  }

  private mutating func walk(
    _ node: TemplateNode, _ dot: TemplateValue
  ) throws(TemplateError) -> Flow {
    switch node {
    case .text(let bytes): try write(bytes, 0..<0)
    case .action(let pipeline):
      let value = try evaluate(pipeline, dot)
      if pipeline.variables.isEmpty {
        try write(value.printed.bytes, pipeline.range)
      }
    case .conditional(let pipeline, let then, let otherwise):
      return try scoped { (run) throws(TemplateError) in
        let value = try run.evaluate(pipeline, dot)
        return try run.walk(value.isTrue ? then : otherwise, dot)
      }
    case .with(let pipeline, let then, let otherwise):
      return try scoped { (run) throws(TemplateError) in
        let value = try run.evaluate(pipeline, dot)
        return try value.isTrue ? run.walk(then, value) : run.walk(otherwise, dot)
      }
    case .range(let pipeline, let body, let otherwise):
      return try scoped { (run) throws(TemplateError) in
        try run.loop(pipeline, body, otherwise, dot)
      }
    case .call(let name, let pipeline, let offset): try call(name, pipeline, dot, at: offset)
    case .leaveLoop: return .leaveLoop
    case .nextRound: return .nextRound
    }
    return .finished
  }

  private mutating func scoped(
    _ body: (inout TemplateExecution) throws(TemplateError) -> Flow
  ) throws(TemplateError) -> Flow {
    let count = variables.count
    defer { variables.removeLast(variables.count - count) }
    return try body(&self)
  }

  private mutating func loop(
    _ pipeline: TemplateNode.Pipeline, _ body: [TemplateNode], _ otherwise: [TemplateNode],
    _ dot: TemplateValue
  ) throws(TemplateError) -> Flow {
    var quiet = pipeline
    quiet.variables = []
    let value = try evaluate(quiet, dot)
    guard let pairs = value.pairs else {
      throw failure(
        pipeline.range, "range can't iterate over \(value.printed.text)")
    }
    guard !pairs.isEmpty else { return try walk(otherwise, dot) }
    for pair in pairs {
      let flow = try scoped { (run) throws(TemplateError) in
        let values = pipeline.variables.count > 1 ? [pair.key, pair.value] : [pair.value]
        for (name, value) in zip(pipeline.variables, values) {
          run.set(name, value, isAssignment: pipeline.isAssignment)
        }
        return try run.walk(body, pair.value)
      }
      if flow == .leaveLoop { break }
    }
    return .finished
  }

  private mutating func call(
    _ name: String, _ pipeline: TemplateNode.Pipeline?, _ dot: TemplateValue, at offset: Int
  ) throws(TemplateError) {
    guard let nodes = definitions[name] else {
      throw failure(offset..<offset, "template \(name.quotedAsInGo) not defined")
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw failure(offset..<offset, "exceeded maximum template depth (\(Self.maximumDepth))")
    }
    let inner =
      try pipeline.map { (pipeline) throws(TemplateError) in
        try evaluate(pipeline, dot)
      } ?? .null
    let outer = variables
    defer { variables = outer }
    variables = [("$", inner)]
    _ = try walk(nodes, inner)
  }

  private mutating func write(_ bytes: [UInt8], _ range: Range<Int>) throws(TemplateError) {
    guard output.count + bytes.count <= Self.maximumOutput else {
      throw failure(range, "the text grows beyond 1 MiB")
    }
    output += bytes
  }

  // MARK: - Variables, steps and errors

  mutating func set(_ name: String, _ value: TemplateValue, isAssignment: Bool) {
    if isAssignment, let index = variables.lastIndex(where: { $0.name == name }) {
      variables[index].value = value
    } else {
      variables.append((name, value))
    }
  }

  func variable(_ name: String) -> TemplateValue {
    variables.last { $0.name == name }?.value ?? .null
  }

  mutating func countStep(_ range: Range<Int>) throws(TemplateError) {
    steps += 1
    guard steps <= Self.maximumSteps else { throw failure(range, "more than a million steps") }
  }

  /// An error in Go's words: which template, at which piece of it, and what.
  func failure(_ range: Range<Int>, _ message: String) -> TemplateError {
    var piece = String(decoding: source[range.clamped(to: 0..<source.count)], as: UTF8.self)
    if piece.utf8.count > 20 { piece = String(piece.prefix(20)) + "..." }
    let place = piece.isEmpty ? "" : " at <\(piece)>"
    return TemplateError(
      message: "executing \(name.quotedAsInGo)\(place): \(message)", offset: range.lowerBound)
  }
}

extension TemplateValue {
  /// What a loop goes through; `nil` for what has no elements.
  fileprivate var pairs: [(key: TemplateValue, value: TemplateValue)]? {
    switch self {
    case .list(let values):
      values.enumerated().map { (.integer(Int64($0.offset)), $0.element) }
    case .labels(let labels): labels.map { (.text($0.name), .text($0.value)) }
    case .map(let map): map.sorted { $0.key < $1.key }.map { (.text(ByteString($0.key)), $0.value) }
    case .integer(let count):
      (0..<max(0, min(count, 1_000_000))).map { (.integer($0), .integer($0)) }
    case .null: []
    case .boolean, .unsigned, .real, .text, .sample, .time, .duration, .alert: nil
    }
  }
}
