internal import Metrics

/// What the Now line has found out.
struct Verdict: Hashable {
  /// Since when something holds.
  enum Since: Hashable {
    /// Since a moment, in milliseconds since the epoch.
    case moment(Int64)
    /// At least as long as what was looked at.
    case atLeast(milliseconds: Int64)
  }

  /// A saturated resource.
  struct Finding: Hashable {
    var resource: Resource
    /// The device; `nil` for processors and memory.
    var device: ByteString?
    /// The numbers that show it, in words.
    var evidence: [String]
    var culprit: Culprit?
    var since: Since
    /// How grave it is; 1 is the least that counts.
    var score: Double
  }

  /// Who does most of what saturates a resource.
  struct Culprit: Hashable {
    /// The process; `nil` where several of one name do it together.
    var process: ProcessKey?
    var name: ByteString
    /// How many processes of the name do it.
    var members: Int
    /// The share of the activity, 0…1.
    var share: Double
    /// What the share is of, in words: `of the CPU time`.
    var activity: String
    /// How much that is, in words.
    var amount: String
  }

  /// The saturated resources, the worst first; empty where nothing is saturated.
  var findings: [Finding]
  /// What was looked at, in words, one phrase a resource.
  var lookedAt: [String]
  /// Since when nothing is saturated.
  var quietSince: Since
  /// Whether there were data to judge at all.
  var isJudged: Bool
}
