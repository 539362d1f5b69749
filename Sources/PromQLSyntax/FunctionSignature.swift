/// What a function takes and gives.
public struct FunctionSignature: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The types of the arguments in order; the last holds for all further ones.
  public var arguments: [ValueType]
  /// The fewest arguments.
  public var minimumCount: Int
  /// The most arguments; `nil` for any number.
  public var maximumCount: Int?
  /// The type of the value.
  public var result: ValueType
  /// Whether Prometheus keeps it behind `promql-experimental-functions`.
  public var isExperimental: Bool
  /// What it computes, in one line.
  public var summary: String

  /// The function with this name; `nil` where there is none.
  public static func named(_ name: String) -> FunctionSignature? { byName[name] }

  /// Every function, sorted by name.
  public static let all: [FunctionSignature] = byName.values.sorted { $0.name < $1.name }

  private static let byName: [String: FunctionSignature] = Dictionary(
    uniqueKeysWithValues: FunctionTable.rows.map { ($0.name, $0) })

  /// How the function is written: `clamp(vector, min scalar, …)` by types alone, optional arguments in brackets.
  public var usage: String {
    var parts: [String] = []
    for (index, type) in arguments.enumerated() {
      let text = type.documentedName
      parts.append(index < minimumCount ? text : "[\(text)]")
    }
    if maximumCount == nil { parts.append("…") }
    return "\(name)(\(parts.joined(separator: ", ")))"
  }
}
