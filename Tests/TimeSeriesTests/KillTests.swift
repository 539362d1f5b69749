import Foundation
import TestArena
import Testing

/// A writer that is killed at any instruction leaves every sample that it has appended, and no other.
@Suite(.serialized) struct KillTests {
  /// The writer lies beside the program that runs the tests.
  private static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "arena-writer").path

  private static let rounds =
    ProcessInfo.processInfo.environment["RINGSIDE_KILL_ROUNDS"]
    .flatMap(Int.init) ?? 20

  @Test(arguments: 0..<rounds)
  func `what was reported before the kill is there, and nothing else`(round: Int) {
    let outcome = KillRound(seed: UInt64(round), isStepped: round % 5 == 4)
      .run(program: Self.program)
    #expect(outcome.problems.prefix(5) == [], "seed \(round)")
    #expect(outcome.reported > 0 || round % 5 == 4, "seed \(round)")
  }
}
