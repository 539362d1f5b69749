extension Expression {
  /// The expression over several lines where it does not fit into one, two columns of indentation a level.
  ///
  /// - Parameter width: the longest line that an expression is left on, its indentation not counted.
  /// - Returns: the lines without a final newline.
  public func pretty(width: Int = 100) -> String { pretty(width, level: 0) }

  private func pretty(_ width: Int, level: Int) -> String {
    let indent = String(repeating: "  ", count: level)
    let line = description
    guard line.utf8.count > width else { return indent + line }
    switch kind {
    case .number, .string, .vector, .matrix: return indent + line
    case .parenthesised(let inner):
      return "\(indent)(\n\(inner.pretty(width, level: level + 1))\n\(indent))"
    case .unary(let isMinus, let inner):
      let rest = inner.pretty(width, level: level).drop { $0 == " " }
      return indent + (isMinus ? "-" : "+") + rest
    case .subquery(let inner, _, _, _, _):
      return inner.pretty(width, level: level) + subquerySuffix
    case .binary(let binary, let left, let right):
      let base = left.textOfBase(of: binary.op).map { "\(indent)  \($0)" }
      return (base ?? left.pretty(width, level: level + 1)) + "\n\(indent)\(binary)\n"
        + right.pretty(width, level: level + 1)
    case .aggregation, .call:
      let lines = children.map { $0.pretty(width, level: level + 1) }
      return "\(indent)\(head)(\n\(lines.joined(separator: ",\n"))\n\(indent))"
    }
  }
}
