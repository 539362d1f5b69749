internal import Metrics

/// What a round of a part of the host collector may ask.
struct HostRound {
  /// Counts the rounds.
  var number: UInt64
  /// The nominal time of the round.
  var timestamp: Timestamp
  /// The wall clock in seconds since the epoch, as exact as it can be read.
  var wallSeconds: Double
}

/// A part of the host collector: reads a few files and writes their series.
protocol HostPart {
  /// Writes everything that can be read now; what is absent is not written.
  mutating func write(to writer: inout SampleWriter, _ round: HostRound)

  /// Files that exist and could not be read.
  var files: [KernelFile] { get }

  /// What else it cannot know.
  var problems: [CollectorProblem] { get }
}

extension HostPart {
  var files: [KernelFile] { [] }
  var problems: [CollectorProblem] { [] }
}
