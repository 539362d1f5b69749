internal import Metrics

/// Which rows a typed line keeps: words that all must hold.
///
/// `x` a regular expression found anywhere in the row, `!x` found nowhere, `-f x` its letters in order, `k=v` and
/// `k!=v` the column or label `k` matching `v`. Small letters match both.
struct RowFilter: Sendable {
  /// A word of the line.
  enum Term: Sendable {
    case found(RegularExpression)
    case absent(RegularExpression)
    case fuzzy([UInt8])
    case field(name: String, RegularExpression, isEqual: Bool)
  }

  /// Why a line is no filter.
  struct Problem: Error, Hashable, CustomStringConvertible {
    var description: String
  }

  let terms: [Term]

  /// The filter that keeps every row.
  static let none = RowFilter(terms: [])

  /// The filter that `line` writes.
  static func parsed(_ line: String) -> Result<RowFilter, Problem> {
    var terms: [Term] = []
    var words = line.split(separator: " ")[...]
    do {
      while let word = words.popFirst() {
        if word == "-f" {
          guard let letters = words.popFirst() else { break }
          terms.append(.fuzzy(Array(letters.lowercased().utf8)))
        } else if let term = try term(word) {
          terms.append(term)
        }
      }
    } catch {
      return .failure(Problem(description: "not a regular expression: \(error.reason)"))
    }
    return .success(RowFilter(terms: terms))
  }

  /// The filter that `line` writes, or the one that keeps everything.
  init(_ line: String) {
    switch RowFilter.parsed(line) {
    case .success(let filter): self = filter
    case .failure: self = .none
    }
  }

  private init(terms: [Term]) { self.terms = terms }

  /// Whether a row is kept: `text` is all of it, `field` the text of one of its columns or labels.
  func keeps(_ text: () -> String, field: (String) -> String?) -> Bool {
    guard !terms.isEmpty else { return true }
    let whole = text()
    return terms.allSatisfy { term in
      switch term {
      case .found(let expression): return expression.matches(ByteString(whole))
      case .absent(let expression): return !expression.matches(ByteString(whole))
      case .fuzzy(let letters): return RowFilter.has(letters, inOrderIn: whole)
      case .field(let name, let expression, let isEqual):
        return expression.matches(ByteString(field(name) ?? "")) == isEqual
      }
    }
  }

  private static func term(_ word: Substring) throws(RegularExpressionError) -> Term? {
    if word.hasPrefix("!") {
      let rest = word.dropFirst()
      return rest.isEmpty ? nil : .absent(try anywhere(rest))
    }
    if let sign = word.firstIndex(of: "="), sign > word.startIndex,
      word[..<sign].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "!" })
    {
      let isEqual = !word[..<sign].hasSuffix("!")
      let name = isEqual ? word[..<sign] : word[..<sign].dropLast()
      return .field(
        name: String(name), try anywhere(word[word.index(after: sign)...]), isEqual: isEqual)
    }
    return .found(try anywhere(word))
  }

  private static func anywhere(
    _ pattern: Substring
  ) throws(RegularExpressionError) -> RegularExpression {
    let flags = pattern.contains(where: \.isUppercase) ? "(?s)" : "(?is)"
    // The bare pattern first, so that its own faults are reported and not those of what is put around it.
    _ = try RegularExpression(ByteString(pattern))
    return try RegularExpression(ByteString(flags + ".*(?:" + pattern + ").*"))
  }

  private static func has(_ letters: [UInt8], inOrderIn text: String) -> Bool {
    var rest = letters[...]
    for byte in text.lowercased().utf8 where byte == rest.first { rest.removeFirst() }
    return rest.isEmpty
  }
}
