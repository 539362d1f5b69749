public import Dashboards
internal import Metrics

/// What is chosen and known for the variables of one dashboard.
public struct DashboardState: Hashable, Sendable {
  /// What a person has chosen, by the variable's name.
  public var choices: [String: VariableChoice] = [:]
  /// What was taken at first where nobody has chosen, so that a new value does not change what is shown.
  var first: [String: VariableChoice] = [:]
  /// The values that were found for each variable.
  var options: [String: [ByteString]] = [:]
  /// The expressions that found them.
  var sources: [String: String] = [:]

  /// A dashboard for which nothing is chosen.
  public init() {}
}

/// An open choice of a variable's values.
public struct VariableChooser: Hashable, Sendable {
  /// The index of the variable among those that a person chooses.
  public var variable: Int
  /// What was typed to narrow the values down.
  public var search: PromptState
  /// The index of the value that Enter takes, among those that are left.
  public var selection: Int
  /// Whether values were added or removed one by one, so that Enter takes none in addition.
  public var hasToggled = false

  /// A choice of the variable with an index, before anything was typed.
  public init(variable: Int) {
    self.variable = variable
    search = PromptState(.search)
    selection = 0
  }
}
