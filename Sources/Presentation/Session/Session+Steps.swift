internal import Metrics

extension Session {
  /// The commands that lead to where one is, to be typed after the program has started; empty for its first view.
  ///
  /// What has no command, such as the details of one process, is reached from the view above it.
  public func steps(in situation: Situation) -> [DisplayText] {
    var steps: [DisplayText] = []
    switch level.place {
    case .metric(let name): steps.append(":metric " + DisplayText(name))
    case .series(let labels):
      steps.append(":expr " + DisplayText(QueryText.selector(labels)))
    case .expression(let text): steps.append(":expr " + DisplayText(text))
    case .rehearsal(let rule):
      steps.append(
        DisplayText(":rehearse ") + DisplayText(rule.expression)
          + DisplayText(" for " + PrometheusDuration.text(rule.hold)))
    default:
      if let noun = Command.views.first(where: { $0.value == view })?.key {
        let filter = levels[0].filter
        steps.append(DisplayText(":" + noun + (filter.isEmpty ? "" : " /" + filter)))
      }
    }
    if case .at(let moment) = time { steps.append(":goto " + DisplayText(UTCText.text(moment))) }
    return steps
  }
}
