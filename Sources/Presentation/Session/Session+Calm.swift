internal import Metrics

extension Session {
  /// How long nothing may have been saturated before the search for culprits is given up: what comes and goes is asked
  /// on.
  private static let calm = Duration.seconds(10)

  /// Finds out whether the Host view has to name anybody; as long as nothing holds work up the queries that find out
  /// who does it are most of the work, and nothing of theirs is shown.
  ///
  /// - Parameters:
  ///   - answers: all answers for the newest tick.
  ///   - situation: the tick, and what else is known.
  /// - Returns: whether that changes what is to be asked.
  public mutating func judge(_ answers: Answers, in situation: Situation) -> Bool {
    let scene = Scene(self, situation)
    guard scene.isLive, situation.hasHost, case .view(.host) = level.place else { return false }
    let reading = AnswerReading(answers: answers, scene: scene)
    let verdict = Saturation(vitals: NowQueries(scene).vitals(reading)).verdict()
    let former = isCalm
    isCalm = verdict.isJudged && verdict.findings.isEmpty && isLasting(verdict, scene)
    return isCalm != former
  }

  private func isLasting(_ verdict: Verdict, _ scene: Scene) -> Bool {
    switch verdict.quietSince {
    case .moment(let start): scene.moment.milliseconds - start >= Session.calm.milliseconds
    case .atLeast(let milliseconds): milliseconds >= Session.calm.milliseconds
    }
  }
}
