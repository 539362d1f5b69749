internal import TestArena

/// What is lost and what is invented when the writer of an arena is killed, over many rounds.
struct KillMeasurement {
  let rounds: Int

  /// The sums over all rounds, and every problem.
  func rows() -> [String] {
    var sum = KillRound.Outcome()
    var stepped = 0
    for round in 0..<rounds {
      let isStepped = round % 5 == 4
      let outcome = KillRound(seed: UInt64(round), isStepped: isStepped)
        .run(program: "/proc/self/exe", words: ["arena-writer"])
      stepped += isStepped ? 1 : 0
      sum.reported += outcome.reported
      sum.reused += outcome.reused
      sum.found += outcome.found
      sum.steps += outcome.steps
      sum.problems += outcome.problems.map { "seed \(round): \($0)" }
    }
    return sum.problems + [
      "kill.rounds: \(rounds), \(stepped) of them after \(sum.steps) single steps",
      "kill.samples-reported: \(sum.reported), \(sum.reused) of them reused before the kill",
      "kill.samples-found: \(sum.found)",
      "kill.problems: \(sum.problems.count)",
    ]
  }
}
