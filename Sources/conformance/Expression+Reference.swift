internal import Metrics
internal import PromQLSyntax

extension Expression {
  /// The tree in the form of the reference's test data.
  var reference: Reference {
    switch kind {
    case .number(let value, let isDuration):
      let number: Reference =
        value.isFinite ? .number(value) : .text(FloatText.shortest(value))
      return .node("NumberLiteral", ["Val": number, "Duration": isDuration ? .flag(true) : nil])
    case .string(let text): return .node("StringLiteral", ["Val": text.reference])
    case .parenthesised(let inner): return .node("ParenExpr", ["Expr": inner.reference])
    case .unary(let isMinus, let inner):
      return .node("UnaryExpr", ["Op": .text(isMinus ? "SUB" : "ADD"), "Expr": inner.reference])
    case .vector(let vector): return vector.reference
    case .matrix(let vector, let length):
      var fields: [String: Reference?] = ["VectorSelector": vector.reference]
      fields.merge(length.fields("Range_ms", "RangeExpr")) { $1 }
      return .node("MatrixSelector", fields)
    case .subquery(let inner, let length, let step, let offset, let at):
      var fields: [String: Reference?] = ["Expr": inner.reference]
      fields.merge(length.fields("Range_ms", "RangeExpr")) { $1 }
      fields.merge(step?.fields("Step_ms", "StepExpr") ?? [:]) { $1 }
      fields.merge(offset?.fields("OriginalOffset_ms", "OriginalOffsetExpr") ?? [:]) { $1 }
      fields.merge(at?.fields ?? [:]) { $1 }
      return .node("SubqueryExpr", fields)
    case .binary(let binary, let left, let right):
      return .node(
        "BinaryExpr",
        [
          "Op": binary.op.reference, "LHS": left.reference, "RHS": right.reference,
          "ReturnBool": binary.isBool ? .flag(true) : nil,
          "VectorMatching": binary.matching?.reference,
        ])
    case .aggregation(let op, let parameter, let inner, let labels, let isWithout):
      return .node(
        "AggregateExpr",
        [
          "Op": .text(op.rawValue.uppercased()), "Param": parameter?.reference,
          "Expr": inner.reference, "Grouping": labels.reference,
          "Without": isWithout ? .flag(true) : nil,
        ])
    case .call(let name, let arguments):
      var list = arguments.map(\.reference)
      if name == "info", list.count == 2 {
        list[1] = list[1].with("BypassEmptyMatcherCheck", .flag(true))
      }
      return .node("Call", ["Func": .text(name), "Args": list.isEmpty ? nil : .list(list)])
    }
  }
}

extension ByteString {
  /// A text, or its bytes as Base64 where they are no UTF-8.
  fileprivate var reference: Reference {
    guard String(validating: bytes, as: UTF8.self) == nil else { return .text(text) }
    return .object(["base64": .text(Base64.text(bytes))])
  }
}

extension [ByteString] {
  fileprivate var reference: Reference? {
    isEmpty ? nil : .list(map { .text($0.text) })
  }
}

extension VectorSelector {
  fileprivate var reference: Reference {
    let matchers: [Reference] = matchers.map { matcher in
      .object([
        "name": .text(matcher.name.text), "op": .text(matcher.operation.rawValue),
        "value": .text(matcher.value.text),
      ])
    }
    var fields: [String: Reference?] = [
      "Name": name.map { .text($0.text) }, "LabelMatchers": .list(matchers),
    ]
    fields.merge(offset?.fields("OriginalOffset_ms", "OriginalOffsetExpr") ?? [:]) { $1 }
    fields.merge(at?.fields ?? [:]) { $1 }
    return .node("VectorSelector", fields)
  }
}

extension AtModifier {
  fileprivate var fields: [String: Reference?] {
    switch self {
    case .start: ["StartOrEnd": .text("START")]
    case .end: ["StartOrEnd": .text("END")]
    case .time(let moment): ["Timestamp_ms": .number(Double(moment.milliseconds))]
    }
  }
}

extension VectorMatching {
  fileprivate var reference: Reference {
    var card: Reference?
    switch cardinality {
    case .oneToOne: break
    case .manyToOne: card = .text("CardManyToOne")
    case .oneToMany: card = .text("CardOneToMany")
    case .manyToMany: card = .text("CardManyToMany")
    }
    return .node(
      "VectorMatching",
      [
        "Card": card, "On": isOn ? .flag(true) : nil, "MatchingLabels": labels.reference,
        "Include": include.reference,
      ])
  }
}

extension DurationExpression {
  fileprivate func fields(_ literal: String, _ computed: String) -> [String: Reference?] {
    guard let literalSeconds else { return [computed: reference] }
    let milliseconds = (literalSeconds * 1000).rounded()
    return [literal: milliseconds == 0 ? nil : .number(milliseconds)]
  }

  private var reference: Reference {
    func make(_ op: Reference, _ left: Reference?, _ right: Reference?) -> Reference {
      .node("DurationExpr", ["Op": op, "LHS": left, "RHS": right])
    }
    switch self {
    case .milliseconds(let milliseconds):
      return .node(
        "NumberLiteral",
        ["Val": .number(Double(milliseconds) / 1000), "Duration": .flag(true)])
    case .number(let seconds): return .node("NumberLiteral", ["Val": .number(seconds)])
    case .step: return make(.text("STEP"), nil, nil)
    case .range: return make(.text("RANGE"), nil, nil)
    case .parenthesised(let inner):
      let isLiteral = inner.literalSeconds != nil
      let wrapped = isLiteral ? make(.text("ADD"), nil, inner.reference) : inner.reference
      return wrapped.with("Wrapped", .flag(true))
    case .negated(let inner): return make(.text("SUB"), nil, inner.reference)
    case .minimum(let left, let right):
      return make(.text("MIN_OF"), left.reference, right.reference)
    case .maximum(let left, let right):
      return make(.text("MAX_OF"), left.reference, right.reference)
    case .binary(let op, let left, let right):
      return make(op.reference, left.reference, right.reference)
    }
  }
}

extension BinaryOperator {
  /// The name of the operator in the reference's lexer.
  fileprivate var reference: Reference {
    switch self {
    case .add: .text("ADD")
    case .subtract: .text("SUB")
    case .multiply: .text("MUL")
    case .divide: .text("DIV")
    case .modulo: .text("MOD")
    case .power: .text("POW")
    case .arcTangent: .text("ATAN2")
    case .equal: .text("EQLC")
    case .notEqual: .text("NEQ")
    case .less: .text("LSS")
    case .lessOrEqual: .text("LTE")
    case .greater: .text("GTR")
    case .greaterOrEqual: .text("GTE")
    case .trimUpper: .text("TRIM_UPPER")
    case .trimLower: .text("TRIM_LOWER")
    case .and: .text("LAND")
    case .or: .text("LOR")
    case .unless: .text("LUNLESS")
    }
  }
}
