public import Metrics
internal import PromQLSyntax
internal import Rules

/// A rule that is tried on what has been: one of the book, or a condition that was typed.
public struct RehearsedRule: Hashable, Sendable {
  /// What it is called.
  public var name: ByteString
  /// Its condition.
  public var expression: ByteString
  /// How long the condition must hold.
  public var hold: Duration
  /// How long it fires on afterwards.
  public var keepFiringFor: Duration
  /// How often it is evaluated.
  public var interval: Duration

  init(_ rule: RuleStatus) {
    name = rule.name
    expression = rule.expression
    hold = rule.hold
    keepFiringFor = rule.keepFiringFor
    interval = rule.interval
  }

  /// A condition that was typed; its `for` is none where the line says none.
  init(_ tripwire: Tripwire, hold: Duration) {
    name = "rehearsal"
    expression = tripwire.condition
    self.hold = hold
    keepFiringFor = .zero
    interval = tripwire.interval
  }

  /// The rule as charts know rules.
  var status: RuleStatus {
    var status = RuleStatus(
      name: name, kind: .alerting, expression: expression, group: "", interval: interval)
    status.hold = hold
    status.keepFiringFor = keepFiringFor
    status.threshold = (try? Tripwire(expression, interval: interval))?.threshold
    return status
  }
}

extension Session {
  /// Rehearses the rule of the card in front or of the row that is chosen.
  mutating func rehearse(_ situation: Situation, _ screen: Screen) {
    for place in [level.place, screen.destination] {
      var rule: RuleStatus?
      switch place {
      case .alert(let labels)?:
        rule = situation.rules.rules.first {
          $0.name == labels["alertname"] && $0.kind == .alerting
        }
      case .rule(let index)?: rule = situation.rules.rules.dropFirst(index).first
      default: continue
      }
      if let rule { return descend(to: .rehearsal(RehearsedRule(rule))) }
    }
    say("choose a rule among the alerts (9) first, or type :rehearse EXPR for 2m", situation)
  }

  /// Rehearses the rule with the name that was typed, or the condition.
  mutating func rehearse(_ line: String, _ situation: Situation) {
    let rules = situation.rules.rules
    if let rule = rules.first(where: { $0.name.text == line && $0.kind == .alerting }) {
      return open(.rehearsal(RehearsedRule(rule)), under: .alerts)
    }
    switch TellMeWhen.parsed(line, interval: situation.interval) {
    case .success(let tripwire):
      let hold = TellMeWhen.hold(line) ?? .zero
      open(.rehearsal(RehearsedRule(tripwire, hold: hold)), under: .alerts)
    case .failure(let problem):
      var wrong = PromptState(.command, text: "rehearse " + line)
      wrong.moveCursor(to: "rehearse ".count + problem.offset)
      prompt = wrong
    }
  }
}
