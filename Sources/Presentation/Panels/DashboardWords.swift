internal import Dashboards

extension Scene {
  /// The question that a dashboard answers, or what a panel of it shows; `nil` elsewhere.
  var question: Sentence? {
    switch level.place {
    case .dashboard(let name):
      guard let context = DashboardScene(self, name), !context.dashboard.question.isEmpty else {
        return nil
      }
      let text = DisplayText(context.words.title(context.dashboard.question), limit: 400)
      return Sentence(heading: "Asks", text: TextLine(text, .strong))
    case .panel(let name, let id):
      guard let context = DashboardScene(self, name), let panel = context.panel(id),
        !panel.description.isEmpty
      else { return nil }
      let text = DisplayText(context.words.title(panel.description), limit: 400)
      return Sentence(heading: "Shows", text: TextLine(text))
    default: return nil
    }
  }

  /// What a dashboard is called.
  func title(ofDashboard name: String) -> DisplayText {
    guard let context = DashboardScene(self, name), !context.dashboard.title.isEmpty else {
      return DisplayText(name, limit: 64)
    }
    return DisplayText(context.words.title(context.dashboard.title), limit: 64)
  }

  /// What a panel of a dashboard is called.
  func title(ofPanel id: String, in dashboard: String) -> DisplayText {
    guard let context = DashboardScene(self, dashboard), let panel = context.panel(id) else {
      return DisplayText(id, limit: 64)
    }
    return PanelPane(context: context, panel: panel).title
  }

  /// What is chosen for the variables of the dashboard that is shown; `nil` where nothing can be chosen.
  var choiceLine: DisplayText? {
    guard session.isInDashboard, let context = session.chooserContext(situation),
      !context.chosenVariables.isEmpty
    else { return nil }
    return context.choiceLine
  }
}

extension DashboardScene {
  /// The panel with this id; `nil` where there is none.
  func panel(_ id: String) -> Panel? { dashboard.panels.first { $0.id == id } }
}
