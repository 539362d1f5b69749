internal import Metrics

extension Expression: CustomStringConvertible {
  /// The expression on one line in the canonical form: one space around operators, matchers sorted, no needless words.
  ///
  /// It parses to the same tree, ranges apart.
  public var description: String {
    switch kind {
    case .number(let value, let isDuration):
      isDuration ? Self.durationText(seconds: value) : FloatText.shortest(value)
    case .string(let text): QuotedText.quoted(text)
    case .parenthesised(let inner): "(\(inner))"
    case .unary(let isMinus, let inner): (isMinus ? "-" : "+") + inner.description
    case .vector(let vector): vector.text(range: nil)
    case .matrix(let vector, let length): vector.text(range: length)
    case .subquery(let inner, _, _, _, _): inner.description + subquerySuffix
    case .binary(let binary, let left, let right):
      "\(left.textOfBase(of: binary.op) ?? left.description) \(binary) \(right)"
    case .aggregation(_, let parameter, let inner, _, _):
      "\(head)(\(parameter.map { "\($0), " } ?? "")\(inner))"
    case .call(_, let arguments):
      "\(head)(\(arguments.map(\.description).joined(separator: ", ")))"
    }
  }

  /// What stands in front of the parenthesis of a call or an aggregation.
  var head: String {
    switch kind {
    case .call(let name, _): return name
    case .aggregation(let op, _, _, let labels, let isWithout):
      if isWithout { return "\(op.rawValue) without (\(labels.asLabelList)) " }
      return labels.isEmpty ? op.rawValue : "\(op.rawValue) by (\(labels.asLabelList)) "
    case .number, .string, .parenthesised, .unary, .vector, .matrix, .subquery, .binary:
      return ""
    }
  }

  /// Infinity without its sign where it is raised to a power, since a sign there belongs to the power; else `nil`.
  func textOfBase(of op: BinaryOperator) -> String? {
    guard op == .power, case .number(.infinity, false) = kind else { return nil }
    return "Inf"
  }

  /// What stands behind the expression of a subquery.
  var subquerySuffix: String {
    guard case .subquery(_, let length, let step, let offset, let at) = kind else { return "" }
    return "[\(length.alone):\(step?.alone ?? "")]" + (at?.text ?? "") + (offset?.asOffset ?? "")
  }

  static func durationText(seconds: Double) -> String {
    PrometheusDuration.text(.milliseconds(Int64(exactly: (seconds * 1000).rounded()) ?? 0))
  }
}

extension [ByteString] {
  /// Labels with commas between them, quoted where they need it.
  var asLabelList: String { map(\.asLabel).joined(separator: ", ") }
}

extension ByteString {
  /// A label's name, quoted unless it consists of letters, digits and underscores.
  var asLabel: String {
    let isPlain = bytes.first?.isNameStart == true && bytes.allSatisfy(\.isNameByte)
    return isPlain ? text : QuotedText.quoted(self)
  }
}

extension VectorSelector {
  /// The selector with its modifiers, and with the length of its range where it has one.
  func text(range: DurationExpression?) -> String {
    let written = matchers.dropLast(name == nil ? 0 : 1).map(\.text).sorted {
      ByteString($0) < ByteString($1)
    }
    var result = name?.text ?? ""
    if !written.isEmpty || name == nil { result += "{\(written.joined(separator: ","))}" }
    if let range { result += "[\(range.alone)]" }
    if let modifier { result += " \(modifier.rawValue)" }
    return result + (at?.text ?? "") + (offset?.asOffset ?? "")
  }
}

extension LabelMatcher {
  fileprivate var text: String { name.asLabel + operation.rawValue + QuotedText.quoted(value) }
}

extension AtModifier {
  /// The modifier with a space in front.
  var text: String {
    switch self {
    case .start: return " @ start()"
    case .end: return " @ end()"
    case .time(let moment):
      let milliseconds = moment.milliseconds.magnitude
      let fraction = String(milliseconds % 1000)
      let padded = String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
      return " @ \(moment.milliseconds < 0 ? "-" : "")\(milliseconds / 1000).\(padded)"
    }
  }
}

extension Binary: CustomStringConvertible {
  /// The operator with its modifiers, without spaces around it.
  public var description: String {
    var result = op.rawValue + (isBool ? " bool" : "")
    guard let matching else { return result }
    let isGrouped = matching.cardinality == .manyToOne || matching.cardinality == .oneToMany
    if matching.isOn || isGrouped || !matching.labels.isEmpty {
      result += " \(matching.isOn ? "on" : "ignoring") (\(matching.labels.asLabelList))"
    }
    if isGrouped {
      let word = matching.cardinality == .manyToOne ? "group_left" : "group_right"
      result += " \(word) (\(matching.include.asLabelList))"
    }
    return result + matching.fillText
  }
}

extension VectorMatching {
  fileprivate var fillText: String {
    if let fillLeft, fillLeft == fillRight { return " fill (\(FloatText.shortest(fillLeft)))" }
    let left = fillLeft.map { " fill_left (\(FloatText.shortest($0)))" }
    let right = fillRight.map { " fill_right (\(FloatText.shortest($0)))" }
    return (left ?? "") + (right ?? "")
  }
}

extension DurationExpression: CustomStringConvertible {
  /// The duration as part of a larger one: a bare number stays a number.
  public var description: String {
    switch self {
    case .milliseconds(let milliseconds): PrometheusDuration.text(.milliseconds(milliseconds))
    case .number(let seconds): FloatText.shortest(seconds)
    case .step: "step()"
    case .range: "range()"
    case .parenthesised(let inner): "(\(inner))"
    case .negated(let inner): "-\(inner)"
    case .minimum(let left, let right): "min_of(\(left), \(right))"
    case .maximum(let left, let right): "max_of(\(left), \(right))"
    case .binary(let op, let left, let right): "\(left) \(op.rawValue) \(right)"
    }
  }

  /// The duration by itself: a bare number of seconds has units, but where no whole millisecond would be left of it.
  var alone: String {
    guard case .number(let seconds) = self else { return description }
    let isTiny = seconds != 0 && (seconds * 1000).rounded() == 0
    return isTiny ? description : Expression.durationText(seconds: seconds)
  }

  /// The `offset` modifier with a space in front.
  fileprivate var asOffset: String { " offset \(alone)" }
}
