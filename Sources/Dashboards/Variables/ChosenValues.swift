internal import Metrics

/// The values of one variable, ready to be written.
struct ChosenValues: Sendable {
  private enum Content {
    /// What the author wrote for "all", a pattern.
    case pattern([UInt8])
    case values([ByteString], isAll: Bool)
  }

  private let content: Content
  /// Whether several could be chosen, so that expressions expect a pattern.
  private let isPattern: Bool
  /// Whether the values come from labels and are never patterns by themselves.
  private let isFromLabels: Bool

  init(_ variable: Variable, _ choice: VariableChoice, options: [ByteString]) {
    isPattern = variable.isMultiple || variable.includesAll
    isFromLabels = variable.writtenOptions == nil
    let known = variable.writtenOptions?.map { ByteString($0.value) } ?? options
    switch choice {
    case .values(let values): content = .values(values, isAll: false)
    case .all:
      content =
        variable.allValue.map { .pattern(Array($0.utf8)) }
        ?? (known.isEmpty ? .pattern(Array(".*".utf8)) : .values(known, isAll: true))
    }
  }

  /// The value at a place of an expression.
  func expression(_ surroundings: QuotingContext.Surroundings) -> [UInt8] {
    switch surroundings {
    case .comment: raw(separator: "|")
    case .code: isPattern ? alternation : raw(separator: "|")
    case .text(let quote, let isTakenAsPattern, let isMatcher):
      ValueQuoting.quoted(inText(isTakenAsPattern, isMatcher), quote: quote)
    }
  }

  private func inText(_ isTakenAsPattern: Bool, _ isMatcher: Bool) -> [UInt8] {
    if isMatcher, !isTakenAsPattern, case .values(let values, _) = content, values.count == 1 {
      return values[0].bytes
    }
    return isPattern || isTakenAsPattern && isFromLabels ? alternation : raw(separator: "|")
  }

  /// Each value as a pattern of its own; in parentheses where there are several, and matching nothing where there are
  /// none.
  private var alternation: [UInt8] {
    switch content {
    case .pattern(let pattern): return pattern
    case .values(let values, _):
      let patterns = values.map(ValueQuoting.pattern)
      if patterns.count == 1 { return patterns[0] }
      return Array("(".utf8) + Array(patterns.joined(separator: "|".utf8)) + Array(")".utf8)
    }
  }

  private func raw(separator: String) -> [UInt8] {
    switch content {
    case .pattern(let pattern): pattern
    case .values(let values, _): Array(values.map(\.bytes).joined(separator: separator.utf8))
    }
  }

  /// The values as people read them: `All`, `a`, `a + b`.
  var words: [UInt8] {
    switch content {
    case .pattern, .values(_, isAll: true): Array("All".utf8)
    case .values: raw(separator: " + ")
    }
  }

  /// The formats that a reference may ask for.
  static let formats = ["regex", "pipe", "csv", "raw", "text", "glob", "doublequote"]

  /// The values in the format that a reference asks for; `nil` where it asks for none that is known.
  func formatted(_ format: String) -> [UInt8]? {
    switch format {
    case "regex": alternation
    case "pipe": raw(separator: "|")
    case "csv", "raw": raw(separator: ",")
    case "text": words
    case "glob": glob
    case "doublequote": doubleQuoted
    default: nil
    }
  }

  private var glob: [UInt8] {
    guard case .values(let values, _) = content, values.count > 1 else {
      return raw(separator: ",")
    }
    return Array("{".utf8) + raw(separator: ",") + Array("}".utf8)
  }

  private var doubleQuoted: [UInt8] {
    let quote = UInt8(ascii: "\"")
    let values: [[UInt8]] =
      switch content {
      case .pattern(let pattern): [pattern]
      case .values(let values, _): values.map(\.bytes)
      }
    let quoted = values.map { [quote] + ValueQuoting.quoted($0, quote: quote) + [quote] }
    return Array(quoted.joined(separator: ",".utf8))
  }
}
