internal import Metrics

/// What the Now line makes of the answers of a tick: the numbers, and what they say.
struct NowJudgement {
  let vitals: Vitals
  let verdict: Verdict

  /// What it is made of, and of nothing else.
  struct Basis: Equatable {
    var answers: Answers
    var moment: Timestamp
    var oldest: Timestamp?
    var interval: Duration
    var job: ByteString
    var host: ByteString
  }

  /// Judges what `reading` has answered of the Now line's queries.
  static func of(_ reading: AnswerReading) -> NowJudgement {
    let scene = reading.scene
    let queries = NowQueries(scene)
    let panes = [NowQueries.pane, queries.processes.cpu.id.pane, HostFacts(scene).cores.id.pane]
    let basis = Basis(
      answers: reading.answers.contents(of: panes), moment: scene.moment,
      oldest: scene.situation.oldest, interval: scene.situation.interval,
      job: scene.situation.hostJob, host: scene.situation.host)
    let make = {
      let vitals = queries.vitals(
        AnswerReading(answers: basis.answers, scene: scene, memo: reading.memo))
      return NowJudgement(vitals: vitals, verdict: Saturation(vitals: vitals).verdict())
    }
    return reading.memo?.judgement(basis, make) ?? make()
  }
}
