/// A page of panels over one window, with a question that they answer together.
///
/// Whichever format it was read from; all texts are as their author wrote them, with references to variables, and not
/// yet safe to show.
public struct Dashboard: Hashable, Sendable {
  /// The short name by which it is chosen: `disk-and-network`.
  public var name: String
  /// What stands above it.
  public var title: String
  /// The question that the dashboard answers; empty where its author gave none.
  public var question: String
  /// The variables in the order in which they are chosen; each refers to earlier ones only.
  public var variables: [Variable]
  /// The panels in groups, top to bottom.
  public var sections: [DashboardSection]
  /// How much time the charts show at first; `nil` leaves it as it is.
  public var window: Duration?

  /// A dashboard.
  public init(
    name: String, title: String, question: String = "", variables: [Variable] = [],
    sections: [DashboardSection] = [], window: Duration? = nil
  ) {
    self.name = name
    self.title = title
    self.question = question
    self.variables = variables
    self.sections = sections
    self.window = window
  }

  /// All panels, section by section.
  public var panels: [Panel] { sections.flatMap(\.panels) }

  /// The variable with this name; `nil` where there is none.
  public func variable(_ name: String) -> Variable? { variables.first { $0.name == name } }
}

/// Panels that belong together, under a title of their own.
public struct DashboardSection: Hashable, Sendable {
  /// The title; empty for the panels above the first section.
  public var title: String
  /// Whether only the title is shown at first.
  public var isCollapsed: Bool
  /// The panels in the order of the file; their grid begins at the top of the section.
  public var panels: [Panel]

  /// A group of panels.
  public init(title: String = "", isCollapsed: Bool = false, panels: [Panel] = []) {
    self.title = title
    self.isCollapsed = isCollapsed
    self.panels = panels
  }
}
