internal import Metrics

/// What a place shows: the queries it needs, and its panes once they are answered.
protocol View {
  /// The queries, each id once.
  var requests: [PaneRequest] { get }

  /// The panes, top to bottom; what is not answered yet is empty and says so.
  func panes(_ reading: AnswerReading) -> [Pane]
}

extension Scene {
  /// The view of the place where one is.
  var view: any View {
    switch level.place {
    case .view(.host): HostView(scene: self)
    case .view(.processes): ProcessesView(scene: self)
    case .view(.units): UnitsView(scene: self)
    case .unit(let id): UnitView(scene: self, id: id)
    case .view(.disks): DisksView(scene: self)
    case .view(.network): NetworkView(scene: self)
    case .view(.targets): TargetsView(scene: self)
    case .view(.explore): ExploreView(scene: self)
    case .view(.alerts): AlertsView(scene: self)
    case .view(.dashboards): DashboardListView(scene: self)
    case .dashboard(let name): DashboardView(scene: self, name: name)
    case .panel(let dashboard, let panel):
      PanelView(scene: self, dashboard: dashboard, panel: panel)
    case .resource(let resource): ResourceView(scene: self, resource: resource)
    case .process(let process): ProcessView(scene: self, process: process)
    case .mount(let mount): MountView(scene: self, mount: mount)
    case .threads(let process): ThreadsView(scene: self, process: process)
    case .target(let job, let instance):
      TargetView(scene: self, job: job, instance: instance)
    case .metric(let name): MetricView(scene: self, selection: MetricSelection(name))
    case .selection(let selection): MetricView(scene: self, selection: selection)
    case .labelValues(let selection, let label):
      LabelValuesView(scene: self, selection: selection, label: label)
    case .series(let labels): SeriesView(scene: self, labels: labels)
    case .expression(let text): ExpressionView(scene: self, text: text)
    case .alert(let labels): AlertCardView(scene: self, labels: labels)
    case .rehearsal(let rule): RehearsalView(scene: self, rule: rule)
    case .rule(let index): RuleCardView(scene: self, index: index)
    }
  }
}
