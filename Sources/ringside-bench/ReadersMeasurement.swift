internal import CTrace
internal import Glibc
internal import Metrics
internal import TestArena
internal import TimeSeries

/// What readers in other processes cost a writer that appends 200,000 samples a second to a shared arena.
///
/// 2,000 series, a hundred rounds a second, whose times are a second apart; the arena is full after a while. Two kinds of
/// readers are tried: some that pause a tenth of a second between queries, as a dashboard does at the most, and some that
/// never pause, which on two CPUs also says what the machine has to share. That an append was late is no reader's doing
/// where it waited for nothing: then the CPU was another's meanwhile.
enum ReadersMeasurement {
  private static let byteBound = 16 << 20
  private static let series = 2000
  private static let roundMilliseconds = 10
  private static let readers = 3
  private static let start: Int64 = 1_700_000_000_000
  /// Rounds before the first measurement, so that blocks are reused during all of them.
  private static let warmRounds = 3000
  private static let phaseRounds = 800
  private static let turns = 3

  /// How readers query.
  private enum Pace: String, CaseIterable {
    /// A pause of 100 ms after each query.
    case dashboard
    /// None.
    case spinning

    var pause: UInt32 { self == .dashboard ? 100_000 : 0 }
  }

  /// The value of a series in a round.
  private static func value(_ number: Int, _ round: Int) -> Double {
    Double((round &* 31 &+ number &* 7919) % 10_007)
  }

  // MARK: - The writer

  /// What one phase of the writer cost.
  private struct Cost {
    var nanoseconds: Int64 = 0
    var samples = 0
    var longestCPU: Int64 = 0
    var longest: Duration = .zero
    /// Appends that took more than a millisecond of time, whoever had the CPU meanwhile; those of them that used less than
    /// one themselves; and those in which the CPU was taken away.
    var late = 0
    var idle = 0
    var preempted = 0
    /// How often an append waited for anything: a lock, a page from a disk.
    var waits = 0
    var appends = 0

    mutating func add(_ other: Cost) {
      nanoseconds += other.nanoseconds
      late += other.late
      idle += other.idle
      preempted += other.preempted
      waits += other.waits
      appends += other.appends
      samples += other.samples
      longestCPU = max(longestCPU, other.longestCPU)
      longest = max(longest, other.longest)
    }

    var each: Double { Double(nanoseconds) / Double(max(1, samples)) }

    var words: String {
      let wall = longest / .microseconds(1)
      return "\(tenths(each)) ns a sample, longest append \(longestCPU / 1000) us of CPU, "
        + "\(tenths(wall)) us of time, \(waits) waits in \(appends) appends; over 1 ms of time "
        + "\(late), over 1 ms of CPU \(late - idle), \(preempted) lost the CPU meanwhile"
    }
  }

  /// The writer's cost without and with readers, in turns, and what the readers saw.
  static func rows() -> [String] {
    let path = MappedArena.path("readers")
    defer { MappedArena.remove(path) }
    let layout = ArenaLayout(byteBound: byteBound)
    guard let arena = MappedArena.map(path, writing: layout.byteCount) else {
      return ["readers: \(path) cannot be mapped"]
    }
    let ring = Ring(arena: arena, layout: layout)
    let writers = (0..<4).map { _ in ring.makeWriter() }
    var round = 0
    _ = run(writers, warmRounds, &round, isPaced: false)
    var rows: [String] = []
    for pace in Pace.allCases { rows += self.rows(pace, path, writers, &round) }
    return rows + ["readers.evictions: \(ring.status().evictions)"]
  }

  private static func rows(
    _ pace: Pace, _ path: String, _ writers: [RingWriter], _ round: inout Int
  ) -> [String] {
    var (alone, beside, watched) = (Cost(), Cost(), Cost())
    var rows: [String] = []
    let name = "readers.\(pace.rawValue)"
    for _ in 0..<turns {
      alone.add(run(writers, phaseRounds, &round, isPaced: true))
      // Readers of copies do the same work and share nothing: what they cost is the machine's.
      let others = (0..<readers).map { _ in Reader(path, of: "copy", pace) }
      beside.add(run(writers, phaseRounds, &round, isPaced: true))
      for process in others { _ = process.output() }
      let processes = (0..<readers).map { _ in Reader(path, of: "arena", pace) }
      watched.add(run(writers, phaseRounds, &round, isPaced: true))
      rows += processes.map { "\(name).reader: " + $0.output() }
    }
    return rows + [
      "\(name).writer-alone: \(alone.words)",
      "\(name).writer-beside-readers-of-copies: \(beside.words)",
      "\(name).writer-watched: \(watched.words)",
      "\(name).rise: \(tenths((watched.each / beside.each - 1) * 100)) % over readers of copies "
        + "(bound 5), \(tenths((watched.each / alone.each - 1) * 100)) % over none",
    ]
  }

  private static func run(
    _ writers: [RingWriter], _ rounds: Int, _ round: inout Int, isPaced: Bool
  ) -> Cost {
    var cost = Cost()
    var next = ContinuousClock.now
    for _ in 0..<rounds {
      for share in 0..<4 {
        let batch = batch(share, round)
        let switches = ctrace_thread_switches()
        let (before, clock) = (ctrace_thread_nanoseconds(), ContinuousClock.now)
        writers[share].append(batch)
        let spent = ctrace_thread_nanoseconds() - before
        let taken = ContinuousClock.now - clock
        let after = ctrace_thread_switches()
        cost.waits += Int(after.waits - switches.waits)
        if taken > .milliseconds(1) {
          cost.late += 1
          cost.idle += spent < 1_000_000 ? 1 : 0
          cost.preempted += after.losses > switches.losses ? 1 : 0
        }
        cost.longest = max(cost.longest, taken)
        cost.longestCPU = max(cost.longestCPU, spent)
        cost.nanoseconds += spent
        cost.samples += batch.slots.count
        cost.appends += 1
      }
      round += 1
      next += .milliseconds(roundMilliseconds)
      let rest = (next - .now) / .microseconds(1)
      if isPaced, rest > 0 { usleep(UInt32(rest)) }
    }
    return cost
  }

  private static func batch(_ share: Int, _ round: Int) -> SampleBatch {
    let time = start + Int64(round) * 1000
    var batch = SampleBatch(
      origin: SamplePlan.origin(share), timestamp: Timestamp(milliseconds: time))
    for slot in 0..<(series / 4) {
      let number = slot * 4 + share
      if round == 0 {
        batch.declarations.append(
          SeriesDeclaration(
            slot: UInt32(slot), labels: labels(number), family: "r",
            metadata: MetricMetadata(type: .gauge)))
      }
      batch.append(value(number, round), slot: UInt32(slot))
    }
    return batch
  }

  private static func labels(_ number: Int) -> Labels {
    ["__name__": ByteString("r\(number % 50)"), "number": ByteString("\(number)")]
  }

  private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  // MARK: - The readers

  /// A process that reads.
  private struct Reader {
    private let pid: Int32
    private let pipe: Int32

    init(_ path: String, of kind: String, _ pace: Pace) {
      let seconds = phaseRounds * roundMilliseconds / 1000 + 1
      let words = ["/proc/self/exe", "arena-reader", path, "\(seconds)", kind, pace.rawValue]
      var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
      defer { for pointer in pointers { free(pointer) } }
      var started: Int32 = 0
      pipe = ctrace_start(words[0], &pointers, &started)
      pid = started
    }

    /// What it said, once it has ended.
    func output() -> String {
      var bytes = [UInt8](repeating: 0, count: 4096)
      var count = 0
      while count < bytes.count {
        let more = bytes.withUnsafeMutableBytes { buffer in
          Glibc.read(pipe, buffer.baseAddress?.advanced(by: count), buffer.count - count)
        }
        guard more > 0 else { break }
        count += more
      }
      close(pipe)
      let status = ctrace_wait(pid)
      let text = String(decoding: bytes[..<count], as: UTF8.self)
      return text.split(separator: "\n").joined() + (status == 0 ? "" : " (status \(status))")
    }
  }

  /// Follows the arena and queries it for so many seconds, then says what was seen.
  static func read(_ words: [String]) {
    guard words.count == 4, let seconds = Int(words[1]), let pace = Pace(rawValue: words[3]),
      let arena = words[2] == "copy"
        ? MappedArena.copy(words[0]) : MappedArena.map(words[0], writing: nil),
      let ring = try? Ring(reading: arena)
    else { exit(2) }
    var (queries, samples, wrong, intact, broken) = (0, 0, 0, 0, 0)
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      ring.refresh()
      let found = select(
        [LabelMatcher("__name__", equals: ByteString("r\(queries % 50)"))],
        after: Timestamp(milliseconds: .min), through: Timestamp(milliseconds: .max),
        from: [ring])
      for one in found.series {
        let checked = check(one)
        samples += checked.seen
        wrong += checked.wrong
      }
      queries += 1
      usleep(pace.pause)
      // No dashboard reads every block: one that pauses does so ten times less often than it queries.
      guard pace == .spinning || queries % 10 == 0 else { continue }
      let audit = ring.auditedBlocks()
      intact += audit.intact
      broken += audit.broken
    }
    print(
      "\(queries) queries, \(samples) samples, \(wrong) of them false; "
        + "\(intact) sealed blocks, \(broken) of them broken")
  }

  /// How many samples a series has, and how many of them were never appended.
  private static func check(_ one: SelectedSeries) -> (seen: Int, wrong: Int) {
    let number = one.labels["number"].flatMap { Int($0.text) } ?? -1
    var (seen, wrong) = (0, 0)
    for column in one.columns {
      guard case .floats(let times, let values) = column else { continue }
      for (time, value) in zip(times, values) {
        let round = Int((time - start) / 1000)
        wrong += self.value(number, round) == value ? 0 : 1
      }
      seen += times.count
    }
    return (seen, one.labels == labels(number) ? wrong : seen)
  }
}
