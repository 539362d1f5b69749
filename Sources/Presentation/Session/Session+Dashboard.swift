public import Dashboards
internal import Metrics

extension Session {
  /// Opens a dashboard with some of its variables chosen.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - choices: what is chosen, by the variable's name.
  public mutating func open(dashboard name: String, choices: [String: VariableChoice] = [:]) {
    for (variable, choice) in choices {
      dashboards[name, default: DashboardState()].choices[variable] = choice
    }
    open(.dashboard(name), under: .dashboards)
  }

  /// Takes over which values the variables of the dashboard that is shown may have.
  ///
  /// - Parameters:
  ///   - answers: what has been answered.
  ///   - situation: what is known now.
  /// - Returns: whether that changes what is to be asked.
  public mutating func learn(_ answers: Answers, in situation: Situation) -> Bool {
    guard let name = shownDashboard ?? hostDashboard,
      let context = DashboardScene(Scene(self, situation), name)
    else { return false }
    var state = dashboards[name] ?? DashboardState()
    let before = state
    for variable in context.dashboard.variables {
      // What is known stays where a moment has none: a gap is no reason to show something else. What was found for
      // another choice does not stay.
      if let (found, source) = context.offered(variable, answers),
        !found.isEmpty || source != state.sources[variable.name]
      {
        state.options[variable.name] = found
        state.sources[variable.name] = source
      }
      state.first[variable.name] = Session.first(variable, state)
    }
    guard state != before else { return false }
    dashboards[name] = state
    return true
  }

  /// What stands for a variable as long as nobody has chosen: what was taken before, while it is still there.
  private static func first(_ variable: Variable, _ state: DashboardState) -> VariableChoice? {
    let options = state.options[variable.name] ?? []
    if variable.preference.wishes.isEmpty, case .values(let values)? = state.first[variable.name],
      !values.isEmpty, values.allSatisfy(options.contains)
    {
      return .values(values)
    }
    return options.isEmpty ? nil : variable.initialChoice(options)
  }

  /// The dashboard that is shown, or whose panel is.
  var shownDashboard: String? {
    for level in levels.reversed() {
      switch level.place {
      case .dashboard(let name), .panel(let name, _): return name
      default: continue
      }
    }
    return nil
  }

  /// The dashboard of which the Host view is made, where that is what is shown.
  private var hostDashboard: String? {
    level.place == .view(.host) ? DashboardScene.host : nil
  }

  /// Whether a dashboard or a panel of one is what is shown now.
  var isInDashboard: Bool {
    switch level.place {
    case .dashboard, .panel: true
    default: false
    }
  }

  // MARK: - Choosing values

  /// Opens the choice of the first variable.
  mutating func chooseVariable(_ situation: Situation) {
    guard let context = chooserContext(situation) else { return }
    guard !context.chosenVariables.isEmpty else {
      return say("this dashboard has no variables", situation)
    }
    popup = .variable(VariableChooser(variable: 0))
  }

  func chooserContext(_ situation: Situation) -> DashboardScene? {
    shownDashboard.flatMap { DashboardScene(Scene(self, situation), $0) }
  }

  mutating func applyInChooser(
    _ action: Action, _ chooser: VariableChooser, _ situation: Situation
  ) {
    guard let context = chooserContext(situation) else {
      popup = nil
      return
    }
    var chooser = chooser
    let list = VariableChoices(context, chooser)
    let count = list.shown.count
    let page = max(1, situation.size.rows - 8)
    let last = max(0, count - 1)
    switch action {
    case .move(.up): chooser.selection = max(0, chooser.selection - 1)
    case .move(.down): chooser.selection = min(last, chooser.selection + 1)
    case .pageUp: chooser.selection = max(0, chooser.selection - page)
    case .pageDown: chooser.selection = min(last, chooser.selection + page)
    case .nextPane: chooser = next(chooser, by: 1, context)
    case .previousPane: chooser = next(chooser, by: -1, context)
    case .insert(" ") where list.variable.isMultiple: toggle(list, &chooser)
    case .insert(let text):
      chooser.search.insert(text)
      chooser.selection = 0
    case .edit(let edit):
      chooser.search.edit(edit)
      chooser.selection = 0
    case .enter, .submit:
      if !chooser.hasToggled { take(list, chooser) }
      popup = nil
      return
    default: break
    }
    popup = .variable(chooser)
  }

  private func next(
    _ chooser: VariableChooser, by distance: Int, _ context: DashboardScene
  ) -> VariableChooser {
    let count = max(1, context.chosenVariables.count)
    return VariableChooser(variable: (chooser.variable + distance + count) % count)
  }

  private mutating func take(_ list: VariableChoices, _ chooser: VariableChooser) {
    guard list.shown.indices.contains(chooser.selection) else { return }
    set(list.shown[chooser.selection].choice, for: list)
  }

  /// Adds the selected value to those that are chosen, or removes it; without any, all are chosen again.
  private mutating func toggle(_ list: VariableChoices, _ chooser: inout VariableChooser) {
    guard list.shown.indices.contains(chooser.selection) else { return }
    chooser.hasToggled = true
    guard case .values(let toggled) = list.shown[chooser.selection].choice else {
      return set(.all, for: list)
    }
    var values: [ByteString] = []
    if case .values(let present) = list.chosen { values = present }
    if values.contains(where: toggled.contains) {
      values.removeAll(where: toggled.contains)
    } else {
      values += toggled
    }
    set(values.isEmpty && list.variable.includesAll ? .all : .values(values.sorted()), for: list)
  }

  private mutating func set(_ choice: VariableChoice, for list: VariableChoices) {
    dashboards[list.dashboard, default: DashboardState()].choices[list.variable.name] = choice
  }

  // MARK: - `:set NAME=VALUE`

  /// Chooses the value of a variable of the dashboard that is shown.
  mutating func setVariable(_ text: String, _ situation: Situation) {
    guard let sign = text.firstIndex(of: "=") else {
      return say("expected NAME=VALUE after ':set'", .critical, situation)
    }
    let name = String(text[..<sign])
    guard let context = chooserContext(situation) else {
      return say("no dashboard is shown, so there are no variables", .critical, situation)
    }
    guard let variable = context.chosenVariables.first(where: { $0.name == name }) else {
      let known = context.chosenVariables.map(\.name).joined(separator: ", ")
      let text = "'\(name)' is no variable of this dashboard; expected one of: \(known)"
      return say(DisplayText(text), .critical, situation)
    }
    let value = String(text[text.index(after: sign)...])
    dashboards[context.dashboard.name, default: DashboardState()].choices[name] =
      VariableChoice(value, for: variable)
  }
}
