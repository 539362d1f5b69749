/// `NAME=VALUE` after `--var`.
struct VariableArgument: Equatable {
  var name: String
  var value: String

  init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// What `text` says.
  init(_ text: String) throws(UsageError) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw UsageError(
        message:
          "option '--var': '\(text)' is no choice; expected NAME=VALUE such as instance=web-3")
    }
    name = String(text[..<sign])
    value = String(text[text.index(after: sign)...])
  }
}
