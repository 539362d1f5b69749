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

  /// What holds work up.
  enum Cause: Hashable {
    /// A resource has more asked of it than it can do.
    case saturated(Resource)
    /// The hypervisor gives processors to others.
    case stolen
    /// Tasks wait while nothing is busy.
    case blocked
    /// An interface, or the way to the peers, loses packets.
    case losing
    /// A file system is full before long.
    case filling
    /// A limit of the control group, not the machine, is in the way.
    case limited(Limit)
    /// A limit of another control group holds back what is in it.
    case unitLimited(Limit)
  }

  /// What a control group may be short of.
  enum Limit: String, Hashable {
    case cpu, memory, tasks
  }

  /// Something that holds work up now, or will before long.
  struct Finding: Hashable {
    var cause: Cause
    /// The device, mount point or control group; `nil` where the machine has only one of it.
    var subject: ByteString?
    /// What people call the subject; `nil` where that is what it is called.
    var name: DisplayText?
    /// The numbers that show it, in words.
    var evidence: [String]
    var culprit: Culprit?
    /// What stands in the second line where there is no culprit; `nil` for the usual words.
    var remark: String?
    /// Who waits; empty where that is not known.
    var waiting: [ProcessKey] = []
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

  /// What was found, the worst first; empty where nothing is saturated.
  var findings: [Finding]
  /// What was looked at, in words, one phrase a resource.
  var lookedAt: [String]
  /// Since when nothing is saturated.
  var quietSince: Since
  /// Whether there were data to judge at all.
  var isJudged: Bool
}
