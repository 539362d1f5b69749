public import Rules

extension Session {
  /// What a recording says about alerts at the moment that is shown.
  ///
  /// - Parameters:
  ///   - answers: the newest answers to what the session asks.
  ///   - situation: what is known, with the rules that are loaded.
  /// - Returns: the rules with the alerts as they stood; `nil` where no recording is shown.
  public func alertsThen(_ answers: Answers, in situation: Situation) -> RuleBookSnapshot? {
    guard situation.recording != nil else { return nil }
    let scene = Scene(self, situation)
    return AlertsThen(scene: scene).book(AnswerReading(answers: answers, scene: scene))
  }

  /// What remains to be done about a recording, to which nothing is added: a person is told what is not done.
  mutating func withoutWriting(_ effects: [Effect], _ situation: Situation) -> [Effect] {
    effects.filter { effect in
      guard let words = effect.refusalInRecording else { return true }
      say(DisplayText(words), .warning, situation)
      return false
    }
  }
}

private enum Refusal {
  static let mark = "a recording is read-only: no mark can be left in it"
  static let acknowledge = "a recording is read-only: nothing in it can be acknowledged"
  static let tripwire = "nothing new happens in a recording, so that no tripwire would ring"
  static let bell = "the bell is silent in a recording"
  static let reload = "a recording is as it is; start again with other rules"
}

extension Action {
  /// Why this is not done in a recording; `nil` where it is.
  var refusalInRecording: String? {
    switch self {
    case .mark: Refusal.mark
    case .acknowledge, .acknowledgeAll, .unacknowledge: Refusal.acknowledge
    case .tripwire: Refusal.tripwire
    case .mute, .unmute, .testBell: Refusal.bell
    case .reload: Refusal.reload
    default: nil
    }
  }
}

extension Effect {
  /// Why this is not done in a recording; `nil` where it is.
  fileprivate var refusalInRecording: String? {
    switch self {
    case .mark: Refusal.mark
    case .acknowledge, .unacknowledge: Refusal.acknowledge
    case .setTripwire, .dismissTripwire, .writeTripwires: Refusal.tripwire
    case .mute, .testBell: Refusal.bell
    case .reload: Refusal.reload
    default: nil
    }
  }
}
