public import Metrics

/// What was chosen for a variable.
public enum VariableChoice: Hashable, Sendable {
  /// These values; none where there is nothing to choose from.
  case values([ByteString])
  /// All values.
  case all

  /// One value.
  public static func value(_ value: ByteString) -> VariableChoice { .values([value]) }

  /// The choice that a person types: `All` and `$__all` mean all, a comma stands between several values, and a value of a
  /// written list may be called by its words.
  ///
  /// - Parameters:
  ///   - text: what was typed.
  ///   - variable: what it is for; commas are part of the value where only one can be chosen.
  public init(_ text: String, for variable: Variable) {
    if variable.includesAll, ["All", "all", "$__all"].contains(text) {
      self = .all
    } else if variable.isMultiple {
      self = .values(text.split(separator: ",").map { VariableChoice.value($0, of: variable) })
    } else {
      self = .value(VariableChoice.value(text[...], of: variable))
    }
  }

  /// The value that goes by some words in a written list; else the words themselves.
  private static func value(_ words: Substring, of variable: Variable) -> ByteString {
    let option = variable.writtenOptions?.first { $0.label == words }
    return ByteString(option?.value ?? String(words))
  }
}

extension Variable {
  /// What is chosen before a person chooses.
  ///
  /// - Parameter options: the values there are; for a variable with written values they need not be given.
  /// - Returns: the first wish that can be met; where there are no values yet, the first that names one.
  public func initialChoice(_ options: [ByteString] = []) -> VariableChoice {
    let known = writtenOptions?.map { ByteString($0.value) } ?? options
    for wish in preference.wishes {
      switch wish {
      case .all where includesAll: return .all
      case .value(let value) where known.contains(value): return .value(value)
      case .pattern(let pattern):
        if let value = known.first(where: pattern.matches) { return .value(value) }
      case .all, .value: continue
      }
    }
    if includesAll { return .all }
    if let first = known.first { return .value(first) }
    for case .value(let value) in preference.wishes { return .value(value) }
    return .values([])
  }
}
