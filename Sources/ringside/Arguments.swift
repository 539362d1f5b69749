/// Reads options one after another: `--name value`, `--name=value`, several values after one name.
struct Arguments {
  private var rest: ArraySlice<String>

  /// The arguments after the command's name.
  init(_ arguments: some Sequence<String>) { rest = Array(arguments)[...] }

  /// The next argument, an option cut off its `=value`; `nil` at the end.
  mutating func next() -> String? {
    guard let argument = rest.popFirst() else { return nil }
    guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else {
      return argument
    }
    rest = [String(argument[argument.index(after: equals)...])] + rest
    return String(argument[..<equals])
  }

  /// The next argument as it is written, which stays the next; `nil` at the end.
  var following: String? { rest.first }

  /// The value of the option that was just read.
  mutating func value(of option: String) throws(UsageError) -> String {
    guard let value = rest.popFirst(), !value.isEmpty else {
      throw UsageError(message: "option '\(option)' has no value; expected one after it")
    }
    return value
  }

  /// The values of the option that was just read: words up to the next option, commas between them allowed.
  mutating func values(of option: String) throws(UsageError) -> [String] {
    var values = [try value(of: option)]
    while let word = rest.first, !word.hasPrefix("-") {
      values.append(word)
      rest.removeFirst()
    }
    return values.flatMap { $0.split(separator: ",").map(String.init) }
  }
}
