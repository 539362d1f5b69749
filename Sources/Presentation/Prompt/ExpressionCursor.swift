/// What is being typed at the end of an expression that need not be complete.
struct ExpressionCursor: Equatable {
  /// What the next characters are.
  enum Slot: Equatable {
    /// The name of a metric, function or aggregation, or a keyword.
    case name
    /// The name of a label of a metric; `nil` where no metric is named.
    case labelName(metric: String?)
    /// The value of a label, or for a pattern one of its alternatives.
    case labelValue(label: String, metric: String?, isPattern: Bool, isQuoted: Bool)
    /// A duration.
    case duration
    /// Nothing that can be guessed.
    case nothing
  }

  var slot: Slot
  /// What has been typed of it.
  var typed: String

  /// Reads what stands in front of the cursor.
  init(_ before: some StringProtocol) {
    var reader = Reader()
    for character in before { reader.take(character) }
    (slot, typed) = reader.end
  }

  /// Goes through the text once and remembers where it is.
  private struct Reader {
    private enum Parenthesis {
      case call, grouping
    }

    private var word = ""
    private var lastWord = ""
    private var parentheses: [Parenthesis] = []
    private var quote: Character?
    private var isEscaped = false
    private var quoted = ""
    private var isInBrackets = false
    private var isInBraces = false
    private var isComment = false
    private var metric: String?
    private var label: String?
    private var sign = ""

    private static let groupings: Set<String> = [
      "by", "without", "on", "ignoring", "group_left", "group_right",
    ]

    private static func isWord(_ character: Character) -> Bool {
      character == "_" || character == ":" || character == "."
        || character.isASCII && (character.isLetter || character.isNumber)
    }

    mutating func take(_ character: Character) {
      if isComment {
        isComment = character != "\n"
        return
      }
      if let quote { return takeQuoted(character, quote) }
      if Reader.isWord(character) {
        word.append(character)
        return
      }
      if !word.isEmpty { lastWord = word }
      let finished = word
      word = ""
      switch character {
      case "\"", "'", "`":
        quote = character
        quoted = ""
      case "#" where !isInBraces: isComment = true
      case "{":
        isInBraces = true
        metric = finished.isEmpty ? nil : finished
        (label, sign) = (nil, "")
      case "}": isInBraces = false
      case "[": isInBrackets = true
      case "]": isInBrackets = false
      case "(":
        parentheses.append(Reader.groupings.contains(lastWord) ? .grouping : .call)
        lastWord = ""
      case ")": _ = parentheses.popLast()
      default: if isInBraces { takeInBraces(character, finished) }
      }
      if character != " ", character != "(" { lastWord = "" }
    }

    private mutating func takeInBraces(_ character: Character, _ finished: String) {
      if !finished.isEmpty, label == nil { label = finished }
      switch character {
      case ",": (label, sign) = (nil, "")
      case "=", "!", "~": sign.append(character)
      default: break
      }
    }

    private mutating func takeQuoted(_ character: Character, _ end: Character) {
      if isEscaped {
        isEscaped = false
      } else if character == "\\", end != "`" {
        isEscaped = true
      } else if character == end {
        quote = nil
        // A quoted word in braces is a label's name, unless a sign stands in front of it.
        if isInBraces, sign.isEmpty { label = quoted }
        if isInBraces, !sign.isEmpty { (label, sign) = (nil, "done") }
        return
      }
      quoted.append(character)
    }

    var end: (Slot, String) {
      if isComment { return (.nothing, "") }
      if isInBraces { return endInBraces }
      if quote != nil { return (.nothing, "") }
      if isInBrackets { return (.duration, word) }
      if parentheses.last == .grouping { return (.labelName(metric: nil), word) }
      if let first = word.first, first.isNumber { return (.nothing, "") }
      return (.name, word)
    }

    private var endInBraces: (Slot, String) {
      if sign == "done" { return (.nothing, "") }
      guard let label, !sign.isEmpty else {
        if quote != nil || (label != nil && word.isEmpty) { return (.nothing, "") }
        return (.labelName(metric: metric), word)
      }
      let isPattern = sign.hasSuffix("~")
      let text = quote == nil ? word : quoted
      let typed =
        isPattern
        ? String(
          text.split(
            separator: "|", omittingEmptySubsequences: false
          ).last ?? "") : text
      return (
        .labelValue(
          label: label, metric: metric, isPattern: isPattern, isQuoted: quote != nil), typed
      )
    }
  }
}
