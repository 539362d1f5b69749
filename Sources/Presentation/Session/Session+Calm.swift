internal import Metrics

extension Session {
  /// How long nothing may have been saturated before the search for culprits is given up: what comes and goes is asked
  /// on.
  private static let calm = Duration.seconds(10)

  /// Finds out whether the Host view has to name anybody.
  ///
  /// As long as nothing holds work up the queries that find out who does it are most of the work, and nothing of theirs
  /// is shown. Likewise nobody asks which processes hang while none is in state D.
  ///
  /// - Parameters:
  ///   - answers: all answers for the newest tick.
  ///   - situation: the tick, and what else is known.
  ///   - memo: what frames keep from one another; `nil` to make all of it.
  /// - Returns: whether that changes what is to be asked.
  public mutating func judge(
    _ answers: Answers, in situation: Situation, memo: FrameMemo? = nil
  ) -> Bool {
    let scene = Scene(self, situation)
    guard scene.isLive, situation.hasHost, case .view(.host) = level.place else { return false }
    let reading = AnswerReading(answers: answers, scene: scene, memo: memo)
    let verdict = NowJudgement.of(reading).verdict
    let (wasCalm, hadSuspects) = (isCalm, hasSuspects)
    isCalm = verdict.isJudged && verdict.findings.isEmpty && isLasting(verdict, scene)
    hasSuspects = !reading.vector(NowQueries(scene).suspects).isEmpty
    return isCalm != wasCalm || (isCalm && hasSuspects != hadSuspects)
  }

  private func isLasting(_ verdict: Verdict, _ scene: Scene) -> Bool {
    switch verdict.quietSince {
    case .moment(let start): scene.moment.milliseconds - start >= Session.calm.milliseconds
    case .atLeast(let milliseconds): milliseconds >= Session.calm.milliseconds
    }
  }
}
