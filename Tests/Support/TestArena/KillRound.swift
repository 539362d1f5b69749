import CTrace
import Glibc
import Metrics
import TimeSeries

/// One round of: a writer is killed at some moment, and what it reported must be in the arena that it leaves, and nothing
/// that it did not append.
public struct KillRound: Sendable {
  /// What one round found.
  public struct Outcome: Sendable {
    /// Samples that the writer reported.
    public var reported = 0
    /// Those of them whose blocks were reused since.
    public var reused = 0
    /// Samples that the arena has.
    public var found = 0
    /// Instructions that the writer ran one by one.
    public var steps = 0
    /// What is wrong; nothing where all is well.
    public var problems: [String] = []

    /// An outcome of no round.
    public init() {}
  }

  private let seed: UInt64
  private let isStepped: Bool

  /// A round whose moment, sizes and steps follow from the seed.
  public init(seed: UInt64, isStepped: Bool) {
    self.seed = seed
    self.isStepped = isStepped
  }

  /// Runs the round.
  ///
  /// - Parameters:
  ///   - program: the file of a program that runs `ArenaWriter`.
  ///   - words: its first arguments.
  /// - Returns: what was found.
  public func run(program: String, words: [String] = []) -> Outcome {
    var generator = Mixer(state: seed)
    let path = MappedArena.path("\(seed)-\(isStepped)")
    defer { MappedArena.remove(path) }
    let bound = generator.next() % 2 == 0 ? Ring.leastByteBound : 8 << 20
    let plan = SamplePlan(slots: 8 + Int(generator.next() % 40))
    let stop = isStepped ? Int(generator.next() % 150) : -1
    let arguments = [program] + words + [path, "\(bound)", "\(plan.slots)", "\(stop)"]
    var output = ctrace_output()
    defer { free(output.bytes) }
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    let steps = isStepped ? Int32(generator.next() % 5001) : -1
    let microseconds = Int32(generator.next() % 60_000)
    guard ctrace_kill_round(program, &pointers, microseconds, steps, &output) == 0 else {
      var outcome = Outcome()
      outcome.problems = ["the writer was not started"]
      return outcome
    }
    var outcome = Outcome()
    outcome.steps = Int(output.steps)
    guard output.killed != 0 else {
      outcome.problems = ["the writer ended by itself"]
      return outcome
    }
    if isStepped, output.steps != steps { outcome.problems.append("\(output.steps) steps") }
    let bytes = UnsafeRawBufferPointer(start: output.bytes, count: output.count)
    check(bytes, path, plan, &outcome)
    return outcome
  }

  private func check(
    _ reports: UnsafeRawBufferPointer, _ path: String, _ plan: SamplePlan,
    _ outcome: inout Outcome
  ) {
    let count = reports.count / ArenaWriter.reportBytes
    let ring: Ring
    do {
      guard let arena = MappedArena.map(path, writing: nil) else {
        if count > 0 { outcome.problems.append("there is no arena") }
        return
      }
      ring = try Ring(reading: arena)
    } catch {
      if count > 0 { outcome.problems.append("\(error)") }
      return
    }
    let since = [RingClass.host, .processes, .targets, .events].map {
      ring.completeFrom($0)?.milliseconds ?? .min
    }
    var last = Int64.min
    for place in 0..<count { last = max(last, plan.time(word(reports, place, 1))) }
    let latest = count > 0 ? last + 3000 : .max
    // What is complete is raw; before that a bucket may stand for some raw samples that are still there.
    let there = since.map { known(ring, after: $0, plan, latest, &outcome) }
    outcome.found = known(ring, after: .min, plan, latest, &outcome).values.reduce(0) {
      $0 + $1.count
    }
    for place in 0..<count {
      let (slot, round) = (word(reports, place, 0), word(reports, place, 1))
      let labels = plan.labels(plan.series(slot, round))
      let bits = UInt64(bitPattern: Int64(word(reports, place, 2)))
      outcome.reported += 1
      guard there[slot % 4][labels]?[plan.time(round)] != bits else { continue }
      if plan.time(round) <= since[slot % 4] {
        outcome.reused += 1
      } else {
        outcome.problems.append("\(labels) at \(plan.time(round)) is missing")
      }
    }
  }

  private func word(_ reports: UnsafeRawBufferPointer, _ place: Int, _ field: Int) -> Int {
    reports.loadUnaligned(
      fromByteOffset: place * ArenaWriter.reportBytes + field * 8, as: Int.self)
  }

  /// The samples that are later than a moment, by series and time; what was never appended is a problem.
  private func known(
    _ ring: Ring, after: Int64, _ plan: SamplePlan, _ latest: Int64, _ outcome: inout Outcome
  ) -> [Labels: [Int64: UInt64]] {
    var known: [Labels: [Int64: UInt64]] = [:]
    for (labels, samples) in KillRound.samples(ring, after: after) {
      for sample in samples {
        let time = sample.timestamp.milliseconds
        known[labels, default: [:]][time] = sample.value.bitPattern
        if plan.value(of: labels, at: time)?.bitPattern != sample.value.bitPattern {
          outcome.problems.append("\(labels) at \(time): \(sample.value) was never appended")
        }
        if time > latest { outcome.problems.append("\(time) is in the future") }
      }
    }
    return known
  }

  private static func samples(_ ring: Ring, after: Int64) -> [(Labels, [Sample])] {
    let all = select(
      [], after: Timestamp(milliseconds: after), through: Timestamp(milliseconds: .max),
      from: [ring])
    return all.series.map { one in
      let samples = one.columns.flatMap { column -> [Sample] in
        guard case .floats(let times, let values) = column else { return [] }
        return zip(times, values).map {
          Sample(timestamp: Timestamp(milliseconds: $0), value: $1)
        }
      }
      return (one.labels, samples)
    }
  }
}

/// Numbers that follow from a state.
struct Mixer {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
