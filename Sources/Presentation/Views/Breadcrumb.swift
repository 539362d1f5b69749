internal import Metrics
internal import Rules

/// Where one is, and which moment is shown.
struct Breadcrumb {
  let scene: Scene

  /// The names of the levels from the view down.
  var names: [DisplayText] {
    scene.session.levels.map { level in
      let name = name(level.place)
      return level.filter.isEmpty ? name : name + DisplayText(" /\(level.filter)")
    }
  }

  private func name(_ place: Place) -> DisplayText {
    switch place {
    case .view(.host): DisplayText(scene.situation.host, limit: 64)
    case .view(.processes): "processes"
    case .view(.units): "units"
    case .unit(let id): id == "/" ? "/" : DisplayText(UnitRow.lastName(id), limit: 64)
    case .view(.disks): "disks"
    case .view(.network): "network"
    case .view(.targets): "targets"
    case .view(.explore): "explore"
    case .view(.alerts): "alerts"
    case .view(.dashboards): "dashboards"
    case .dashboard(let name): scene.title(ofDashboard: name)
    case .panel(let dashboard, let panel): scene.title(ofPanel: panel, in: dashboard)
    case .resource(let resource): DisplayText(resource.rawValue)
    case .process(let process): process.name
    case .threads(let process): "threads of " + process.name
    case .mount(let mount): DisplayText(mount.mountPoint, limit: 128)
    case .target(_, let instance): DisplayText(instance, limit: 64)
    case .metric(let name): DisplayText(name, limit: 128)
    case .selection(let selection): selection.text
    case .labelValues(_, let label): DisplayText(label, limit: 64)
    case .series(let labels):
      SeriesNaming.pairs(
        labels.filter { !["__name__", "job", "instance"].contains($0.name.text) })
    case .expression(let text): DisplayText(text, limit: 128)
    case .alert(let labels): DisplayText(labels["alertname"] ?? "alert", limit: 64)
    case .rehearsal(let rule): DisplayText("rehearsal of ") + DisplayText(rule.name, limit: 64)
    case .rule(let index):
      DisplayText(scene.situation.rules.rules.dropFirst(index).first?.name ?? "rule", limit: 64)
    }
  }

  /// What is chosen for the variables of the dashboard that is shown, and the moment.
  var right: TextLine {
    guard let line = scene.choiceLine else { return moment }
    let columns = scene.situation.size.columns
    let moment = columns >= 70 || !scene.isLive ? [TextPiece("  ")] + moment.pieces : []
    // Where one is comes first, with an ellipsis before it: choices take what is left.
    let taken = moment.reduce(0) { $0 + $1.text.text.count }
    let title = min(names.last?.text.count ?? 0, columns / 2)
    let room = columns - taken - title - 8
    guard room >= 8 else { return TextLine(moment) }
    return TextLine([TextPiece(DisplayText(line.text, limit: room), .accent)] + moment)
  }

  /// `◀ 10:32:15Z (−14m)  30m window`; only the window while live.
  var moment: TextLine {
    let window = "\(PrometheusDuration.text(scene.session.window)) window"
    guard !scene.isLive else { return TextLine(DisplayText(window), .muted) }
    let clock = ClockText.withSeconds(scene.moment, scene.situation.zone)
    let isEnd = scene.moment >= scene.situation.now
    let distance =
      isEnd ? "the end" : ClockText.distance(scene.moment, now: scene.situation.now)
    return TextLine([
      TextPiece(DisplayText("◀ \(clock) (\(distance))"), .accent),
      TextPiece(DisplayText("  \(window)"), .muted),
    ])
  }
}
