internal import Metrics
internal import PromQLSyntax

/// The words of the language that may be typed in an expression.
enum PromptWords {
  private static let keywords: [(word: String, ending: String, detail: DisplayText)] = [
    ("by", " (", "groups by these labels"), ("without", " (", "groups by all other labels"),
    ("on", " (", "matches by these labels"), ("ignoring", " (", "matches by all other labels"),
    ("group_left", " (", "many on the left to one"),
    ("group_right", " (", "one to many on the right"),
    ("offset", " ", "as it was a duration ago"), ("bool", " ", "0 or 1 instead of filtering"),
    ("and", " ", "where both are"), ("or", " ", "what either has"),
    ("unless", " ", "where the right side is not"),
  ]

  /// Aggregations, functions and keywords that begin with `prefix`.
  static func candidates(_ prefix: String) -> [PromptCandidate] {
    let aggregations = AggregationOperator.allCases.filter { !$0.isExperimental }.map(\.rawValue)
    let names = aggregations.filter { $0.hasPrefix(prefix) }.map { name in
      PromptCandidate(name, ending: "(", detail: "aggregation")
    }
    let functions = FunctionSignature.all.filter {
      $0.name.hasPrefix(prefix) && !$0.isExperimental
    }.map { function in
      PromptCandidate(function.name, ending: "(", detail: DisplayText(function.summary))
    }
    let words = keywords.filter { $0.word.hasPrefix(prefix) }.map {
      PromptCandidate($0.word, ending: $0.ending, detail: $0.detail)
    }
    return names + functions + words
  }

  /// A value as an alternative of a pattern, inside of a string in double quotes.
  static func pattern(_ value: ByteString) -> String {
    var text = ""
    for character in value.text {
      if "\\.+*?()|[]{}^$".contains(character) { text.append("\\") }
      text.append(character)
    }
    return String(QueryText.quoted(ByteString(text)).dropFirst().dropLast())
  }
}
