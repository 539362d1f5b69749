import Foundation
import Metrics
import PromQLSyntax

extension PromQLSyntax.Expression {
  /// The tree in the form of the reference's test data.
  var reference: NSDictionary {
    switch kind {
    case .number(let value, let isDuration):
      return node(
        "NumberLiteral", ["Val": Self.number(value), "Duration": isDuration ? true : nil])
    case .string(let text):
      if let plain = String(validating: text.bytes, as: UTF8.self) {
        return node("StringLiteral", ["Val": plain])
      }
      let encoded = Data(text.bytes).base64EncodedString()
      return node("StringLiteral", ["Val": ["base64": encoded]])
    case .parenthesised(let inner): return node("ParenExpr", ["Expr": inner.reference])
    case .unary(let isMinus, let inner):
      return node("UnaryExpr", ["Op": isMinus ? "SUB" : "ADD", "Expr": inner.reference])
    case .vector(let vector): return vector.reference()
    case .matrix(let vector, let length):
      var fields: [String: Any?] = ["VectorSelector": vector.reference()]
      fields.merge(length.fields("Range_ms", "RangeExpr")) { $1 }
      return node("MatrixSelector", fields)
    case .subquery(let inner, let length, let step, let offset, let at):
      var fields: [String: Any?] = ["Expr": inner.reference]
      fields.merge(length.fields("Range_ms", "RangeExpr")) { $1 }
      fields.merge(step?.fields("Step_ms", "StepExpr") ?? [:]) { $1 }
      fields.merge(offset?.fields("OriginalOffset_ms", "OriginalOffsetExpr") ?? [:]) { $1 }
      fields.merge(at?.fields ?? [:]) { $1 }
      return node("SubqueryExpr", fields)
    case .binary(let binary, let left, let right):
      return node(
        "BinaryExpr",
        [
          "Op": binary.op.reference, "LHS": left.reference, "RHS": right.reference,
          "ReturnBool": binary.isBool ? true : nil, "VectorMatching": binary.matching?.reference,
        ])
    case .aggregation(let op, let parameter, let inner, let labels, let isWithout):
      return node(
        "AggregateExpr",
        [
          "Op": op.rawValue.uppercased(), "Param": parameter?.reference, "Expr": inner.reference,
          "Grouping": labels.isEmpty ? nil : labels.map(\.text),
          "Without": isWithout ? true : nil,
        ])
    case .call(let name, let arguments):
      let list = arguments.map(\.reference)
      var fields: [String: Any?] = ["Func": name, "Args": list.isEmpty ? nil : list]
      if name == "info", list.count == 2, let second = list[1].mutableCopy() as? NSMutableDictionary
      {
        second["BypassEmptyMatcherCheck"] = true
        fields["Args"] = [list[0], second]
      }
      return node("Call", fields)
    }
  }

  static func number(_ value: Double) -> Any {
    value.isFinite ? value as Any : FloatText.shortest(value)
  }
}

private func node(_ name: String, _ fields: [String: Any?]) -> NSDictionary {
  let result = NSMutableDictionary()
  result["node"] = name
  for (key, value) in fields { if let value { result[key] = value } }
  return result
}

extension VectorSelector {
  fileprivate func reference() -> NSDictionary {
    var fields: [String: Any?] = [
      "Name": name?.text,
      "LabelMatchers": matchers.map {
        ["name": $0.name.text, "op": $0.operation.rawValue, "value": $0.value.text]
      },
    ]
    fields.merge(offset?.fields("OriginalOffset_ms", "OriginalOffsetExpr") ?? [:]) { $1 }
    fields.merge(at?.fields ?? [:]) { $1 }
    return node("VectorSelector", fields)
  }
}

extension AtModifier {
  fileprivate var fields: [String: Any?] {
    switch self {
    case .start: ["StartOrEnd": "START"]
    case .end: ["StartOrEnd": "END"]
    case .time(let moment): ["Timestamp_ms": moment.milliseconds]
    }
  }
}

extension VectorMatching {
  fileprivate var reference: NSDictionary {
    let names: [Cardinality: String] = [
      .manyToOne: "CardManyToOne", .oneToMany: "CardOneToMany", .manyToMany: "CardManyToMany",
    ]
    return node(
      "VectorMatching",
      [
        "Card": names[cardinality], "On": isOn ? true : nil,
        "MatchingLabels": labels.isEmpty ? nil : labels.map(\.text),
        "Include": include.isEmpty ? nil : include.map(\.text),
      ])
  }
}

extension DurationExpression {
  fileprivate func fields(_ literal: String, _ computed: String) -> [String: Any?] {
    if let literalSeconds {
      let milliseconds = Int64((literalSeconds * 1000).rounded())
      return [literal: milliseconds == 0 ? nil : milliseconds]
    }
    return [computed: reference]
  }

  private var reference: NSDictionary {
    func make(_ op: String, _ left: Any?, _ right: Any?) -> NSDictionary {
      node("DurationExpr", ["Op": op, "LHS": left, "RHS": right])
    }
    switch self {
    case .milliseconds(let milliseconds):
      return node("NumberLiteral", ["Val": Double(milliseconds) / 1000, "Duration": true])
    case .number(let seconds): return node("NumberLiteral", ["Val": seconds])
    case .step: return make("STEP", nil, nil)
    case .range: return make("RANGE", nil, nil)
    case .parenthesised(let inner):
      let isLiteral = inner.literalSeconds != nil
      let wrapped = isLiteral ? make("ADD", nil, inner.reference) : inner.reference
      guard let result = wrapped.mutableCopy() as? NSMutableDictionary else { return wrapped }
      result["Wrapped"] = true
      return result
    case .negated(let inner): return make("SUB", nil, inner.reference)
    case .minimum(let left, let right): return make("MIN_OF", left.reference, right.reference)
    case .maximum(let left, let right): return make("MAX_OF", left.reference, right.reference)
    case .binary(let op, let left, let right):
      return make(op.reference, left.reference, right.reference)
    }
  }
}

extension BinaryOperator {
  fileprivate var reference: String {
    let names: [BinaryOperator: String] = [
      .add: "ADD", .subtract: "SUB", .multiply: "MUL", .divide: "DIV", .modulo: "MOD",
      .power: "POW", .arcTangent: "ATAN2", .equal: "EQLC", .notEqual: "NEQ", .less: "LSS",
      .lessOrEqual: "LTE", .greater: "GTR", .greaterOrEqual: "GTE", .and: "LAND", .or: "LOR",
      .unless: "LUNLESS", .trimUpper: "TRIM_UPPER", .trimLower: "TRIM_LOWER",
    ]
    return names[self] ?? ""
  }
}
