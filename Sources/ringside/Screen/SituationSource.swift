internal import Collectors
internal import Documents
internal import Glibc
internal import Metrics
internal import Presentation
internal import Scraping
internal import Storage
internal import TimeSeries

/// Fills in what a frame needs beside answers: from what the threads publish, the ring, and this process.
struct SituationSource {
  private let keeping: Keeping
  /// Bytes written to the terminal since the start.
  var terminalBytes = 0
  /// Bytes of the program that the kernel may not take back; `nil` before it was asked.
  var lockedBytes: Double?
  /// The first tick that was seen: the ring names no oldest moment before its first block is begun.
  private var firstTick: Timestamp?
  private var lastCost: (at: ContinuousClock.Instant, cpuSeconds: Double, terminalBytes: Int)?
  /// When the bytes to the disk were first counted, and how many there had been.
  private var firstDisk: (at: ContinuousClock.Instant, bytes: Double)?

  /// The problems that the situation tells, as they were published.
  private var told: (problems: [CollectorProblem], remarks: [DocumentProblem]) = ([], [])

  private static let blinkLength: Duration = .seconds(2)
  private var blinkEnd: ContinuousClock.Instant?

  init(_ keeping: Keeping) { self.keeping = keeping }

  /// The situation of a program that has just started.
  static func first(host: String, now: Timestamp, options: DashboardOptions) -> Situation {
    var situation = Situation(host: ByteString(host), now: now, interval: options.interval)
    situation.zone = SystemZone.zone(around: now)
    if geteuid() == 0 { situation.access = Machine.mayTrace == false ? .confined : .full }
    situation.ringBytes = options.ringBytes
    situation.isHistoryVolatile = !options.isStoreless
    situation.version = Ringside.version
    situation.bell.desktopNotices = options.desktopNotice == nil ? nil : 0
    return situation
  }

  /// Takes over what was published; whether the host has completed a tick.
  mutating func fill(_ situation: inout Situation, _ news: Published) -> Bool {
    let isNewTick = news.tick.map { $0 != situation.now } ?? false
    if news.problems != told.problems {
      situation.problems = news.problems.map { [access = situation.access] in
        Problem($0, for: access)
      }
    }
    if news.remarks != told.remarks { situation.remarks = news.remarks.map(Problem.init) }
    told = (news.problems, news.remarks)
    situation.targets = news.targets.map { status in
      TargetLine(status, refused: news.refused[ByteString(status.url)] ?? 0)
    }
    situation.offer = news.offer
    if let rules = news.rules { situation.rules = rules }
    let former = situation.bell
    situation.bell = news.bell
    situation.bell.visibleUntil = former.visibleUntil
    situation.bell.desktopNotices = former.desktopNotices
    situation.catalogue = news.catalogue
    situation.processFacts = news.processFacts
    situation.mountFacts = news.mountFacts
    if let store = news.store { situation.store = store }
    if let recording = news.recording {
      situation.recording = recording
      situation.oldest = recording.start
      situation.now = news.tick ?? situation.now
      if isNewTick { measure(&situation.cost) }
    } else if isNewTick, let tick = news.tick {
      situation.now = tick
      let first = firstTick ?? tick
      firstTick = first
      let ring = keeping.ring
      // An archive's first bucket begins before its first sample; what was seen live begins with the first tick.
      situation.oldest = situation.hasHost ? max(ring.oldest ?? first, first) : ring.oldest
      fillHistory(&situation, first: first, tick: tick)
      measure(&situation.cost)
    }
    return isNewTick
  }

  /// What was kept before this process, and how the keeping fares.
  private func fillHistory(_ situation: inout Situation, first: Timestamp, tick: Timestamp) {
    if let follower = keeping.follower {
      situation.oldest = follower.oldest
      return
    }
    if let oldest = keeping.history?.oldest, oldest < situation.oldest ?? first {
      situation.oldest = oldest
      // A chart that would show nothing but a night between two runs is left short.
      let isNear = keeping.history?.newest.map { first - $0 < DashboardOptions.usualWindow }
      situation.resumed = isNear == true ? nil : first
    }
    guard let own = keeping.own else { return }
    if let words = own.flusher.sizeWords {
      situation.store.place = DisplayText("\(keeping.line.place.text): \(words)", limit: 300)
    }
    let problem = own.flusher.ledger.current.problem(at: tick)
    situation.store.problem =
      problem.map { DisplayText($0, limit: 300) } ?? keeping.line.problem
    situation.store.remark = problem == nil ? keeping.line.remark : "not on disk"
  }

  private mutating func measure(_ cost: inout OwnCost) {
    let now = ContinuousClock.now
    let cpuSeconds = SystemClock.processorSeconds()
    if let last = lastCost {
      let seconds = max(0.001, (now - last.at).inSeconds)
      cost.cores = (cpuSeconds - last.cpuSeconds) / seconds
      cost.terminalBytesPerSecond = Double(terminalBytes - last.terminalBytes) / seconds
    }
    cost.residentBytes = OwnReadings.residentBytes()
    cost.lockedBytes = lockedBytes
    if keeping.own != nil, let bytes = OwnReadings.writtenBytes() {
      let start = firstDisk ?? (now, bytes)
      firstDisk = start
      let seconds = (now - start.at).inSeconds
      if seconds >= 60 { cost.diskBytesPerDay = (bytes - start.bytes) / seconds * 86_400 }
    }
    lastCost = (now, cpuSeconds, terminalBytes)
  }

  // MARK: - The visible bell

  /// Turns the status line over for two seconds.
  mutating func blink(_ situation: inout Situation) {
    blinkEnd = .now + Self.blinkLength
    situation.bell.visibleUntil = situation.now + Self.blinkLength + situation.interval
  }

  /// Turns it back when the time has come; whether it did.
  mutating func stopBlinking(_ situation: inout Situation) -> Bool {
    guard let end = blinkEnd, ContinuousClock.now >= end else { return false }
    blinkEnd = nil
    situation.bell.visibleUntil = nil
    return true
  }

  /// How long until the status line turns back; `nil` where it is not turned over.
  func millisecondsToBlink(_ situation: Situation) -> Int32? {
    blinkEnd.map { Int32(clamping: max(0, ($0 - .now).milliseconds + 1)) }
  }
}

extension Problem {
  /// A file that could not be read, as a blind spot; root is not told to become root.
  init(_ problem: CollectorProblem, for access: Access) {
    let ask: DisplayText =
      access == .ordinary
      ? "start ringside as root, or give it CAP_SYS_PTRACE" : DisplayText(access.advice)
    self.init(
      subject: DisplayText(problem.collector), reason: DisplayText(problem.description),
      remedy: problem.isDenied ? ask : .empty, isAbsent: problem.isAbsent)
  }
}

extension Problem {
  /// A key of the configuration that is not done as it is written.
  init(_ problem: DocumentProblem) {
    self.init(
      subject: DisplayText("\(problem.file):\(problem.position)", limit: 200),
      reason: DisplayText(problem.message, limit: 300))
  }
}

extension TargetLine {
  /// A target's status in the words of the screen.
  init(_ status: TargetStatus, refused: Int = 0) {
    self.init(
      url: ByteString(status.url), job: status.job, instance: status.instance,
      interval: status.interval)
    health =
      switch status.health {
      case .unknown: .unknown
      case .up: .up
      case .down: .down
      }
    lastScrape = status.lastScrape
    duration = status.lastDuration
    samples = status.samples
    series = status.seriesKept
    failure = status.failure.map { ByteString($0.description) } ?? ""
    var remarks = status.intervalReason.map { [$0.description] } ?? []
    if let burden = status.burden {
      remarks.append("\(burden); it keeps its interval as configured")
    }
    if status.isBudgetReached {
      remarks.append("budget reached: \(status.seriesDropped) series are not kept")
    }
    if refused > 0 {
      remarks.append(
        "no room in the ring for \(refused) of its series; start with a larger --ring-size")
    }
    remark = ByteString(remarks.joined(separator: "; "))
    nextScrape = status.nextScrape
  }
}
