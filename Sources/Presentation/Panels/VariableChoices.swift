internal import Dashboards
internal import Metrics

/// The values of one variable as a person chooses among them.
struct VariableChoices {
  /// One of them.
  struct Entry {
    var text: DisplayText
    var choice: VariableChoice
  }

  let dashboard: String
  let variable: Variable
  /// What is chosen now.
  let chosen: VariableChoice
  /// The values that what was typed leaves.
  let shown: [Entry]
  private let chooser: VariableChooser
  private let count: Int

  /// The choice that `chooser` has open; an index beyond the last variable means the last.
  init(_ context: DashboardScene, _ chooser: VariableChooser) {
    self.chooser = chooser
    dashboard = context.dashboard.name
    let variables = context.chosenVariables
    count = variables.count
    let variable =
      variables.dropFirst(chooser.variable).first ?? variables.last
      ?? Variable("", kind: .constant(""))
    self.variable = variable
    chosen = context.choice(variable)
    var entries = context.options(variable).map { value in
      let option = variable.writtenOptions?.first { $0.value == value.text }
      return Entry(
        text: option.map { DisplayText($0.label, limit: 120) } ?? DisplayText(value, limit: 120),
        choice: .value(value))
    }
    if variable.includesAll { entries.insert(Entry(text: "all", choice: .all), at: 0) }
    let typed = chooser.search.line.lowercased()
    shown = typed.isEmpty ? entries : entries.filter { $0.text.text.lowercased().contains(typed) }
  }

  private func isChosen(_ choice: VariableChoice) -> Bool {
    switch (choice, chosen) {
    case (.all, .all): true
    case (.values(let value), .values(let values)): value.allSatisfy(values.contains)
    case (.all, .values), (.values, .all): false
    }
  }

  var model: ChooserModel {
    let label = variable.label.isEmpty ? variable.name : variable.label
    var title = DisplayText(label, limit: 64)
    if count > 1 { title = title + DisplayText(" (\(chooser.variable + 1) of \(count))") }
    let selection = shown.isEmpty ? nil : min(chooser.selection, shown.count - 1)
    return ChooserModel(
      title: title,
      search: PromptModel(
        label: "value ", before: DisplayText(chooser.search.before),
        after: DisplayText(chooser.search.after)),
      items: shown.map { ChooserItem($0.text, isChosen: isChosen($0.choice)) },
      selection: selection, advice: TextLine(advice, .muted))
  }

  private var advice: DisplayText {
    var parts: [DisplayText] = ["Enter takes it"]
    if variable.isMultiple { parts.append("Space adds or removes") }
    if count > 1 { parts.append("Tab next variable") }
    return parts.joined(separator: " · ")
  }
}
