internal import Dashboards
internal import Metrics
internal import PromQL

/// One dashboard as it is shown now: what is chosen for its variables, and what that makes of its expressions.
struct DashboardScene {
  let scene: Scene
  let dashboard: Dashboard
  /// The values of the variables that the place decides, so that nobody chooses them.
  private let fixed: [String: VariableChoice]

  /// The dashboard with this name; `nil` where none is loaded.
  init?(_ scene: Scene, _ name: String) {
    guard let dashboard = scene.situation.dashboards.first(where: { $0.name == name }) else {
      return nil
    }
    self.scene = scene
    self.dashboard = dashboard
    let isOwn = scene.session.view == .host && name == DashboardScene.host
    fixed =
      isOwn
      ? [
        "job": .value(scene.situation.hostJob), "instance": .value(scene.situation.host),
      ] : [:]
  }

  /// The dashboard of which the Host view is made; there it shows this machine.
  static let host = "host"

  private var state: DashboardState { scene.session.dashboards[dashboard.name] ?? DashboardState() }

  /// The values that were found for a variable, or that are written in the file.
  func options(_ variable: Variable) -> [ByteString] {
    variable.writtenOptions?.map { ByteString($0.value) } ?? state.options[variable.name] ?? []
  }

  /// What is chosen for a variable.
  func choice(_ variable: Variable) -> VariableChoice {
    fixed[variable.name] ?? state.choices[variable.name] ?? state.first[variable.name]
      ?? variable.initialChoice(options(variable))
  }

  /// The variables that a person chooses.
  var chosenVariables: [Variable] {
    dashboard.variables.filter { $0.isChosen && fixed[$0.name] == nil }
  }

  /// The variables with what is chosen: `instance=web-3  device=all`.
  var choiceLine: DisplayText {
    chosenVariables.map { variable in
      DisplayText(variable.name, limit: 32) + DisplayText("=") + words(choice(variable), variable)
    }.joined(separator: "  ")
  }

  private func words(_ choice: VariableChoice, _ variable: Variable) -> DisplayText {
    guard case .values(let values) = choice else { return "all" }
    if values.count > 2 { return DisplayText("\(values.count) values") }
    if values.isEmpty { return "–" }
    return values.map { value in
      let option = variable.writtenOptions?.first { $0.value == value.text }
      return option.map { DisplayText($0.label, limit: 24) } ?? DisplayText(value, limit: 24)
    }.joined(separator: "+")
  }

  // MARK: - Expressions

  /// What references to variables stand for, sampled as `sampling` says.
  func interpolation(_ sampling: Sampling) -> Interpolation {
    var choices: [String: VariableChoice] = [:]
    var options: [String: [ByteString]] = [:]
    for variable in dashboard.variables {
      choices[variable.name] = choice(variable)
      options[variable.name] = self.options(variable)
    }
    return Interpolation(
      dashboard.variables, choices: choices, options: options,
      sampling: Interpolation.Sampling(
        window: scene.session.window, step: sampling.step, scrapeInterval: sampling.interval,
        history: scene.situation.oldest.map { scene.moment - $0 }))
  }

  /// What texts refer to, where no sampling matters.
  var words: Interpolation { interpolation(scene.sampling) }

  /// What asks for the values of the variables.
  ///
  /// Once values are known they are asked for anew every ten seconds, not with every tick.
  var requests: [PaneRequest] {
    let interpolation = words
    return dashboard.variables.compactMap { variable in
      guard fixed[variable.name] == nil, let template = variable.optionsExpression else {
        return nil
      }
      let isKnown = !(state.options[variable.name] ?? []).isEmpty
      let moment = isKnown ? scene.moment.bucketStart(.seconds(10)) : scene.moment
      return PaneRequest(
        DashboardScene.id(of: variable), interpolation.expression(template).text,
        .instant(moment))
    }
  }

  static func id(of variable: Variable) -> QueryID {
    QueryID(PaneID("variable"), variable.name)
  }

  /// The values in an answer to the question for a variable's values, and that question; `nil` where there is no answer
  /// yet.
  func offered(_ variable: Variable, _ answers: Answers) -> (found: [ByteString], source: String)? {
    guard case .labelValues(_, let label, _) = variable.kind,
      let request = requests.first(where: { $0.id == DashboardScene.id(of: variable) }),
      let answer = answers[request.id], answer.request.query == request.query,
      case .value(let evaluation) = answer.outcome, case .vector(let samples) = evaluation.value
    else { return nil }
    return (
      variable.offered(samples.compactMap { $0.labels[ByteString(label)] }), request.query
    )
  }
}
