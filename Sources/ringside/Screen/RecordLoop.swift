internal import CLinux
internal import Collectors
internal import Documents
internal import Glibc
internal import Metrics
internal import Presentation
internal import Rules
internal import Storage
internal import TimeSeries

/// The `main` thread of the recorder: waits for signals and the end, and says what happens in lines.
struct RecordLoop {
  let program: Program
  let own: Keeping.OwnFile
  let signals: Int32
  /// After which time it ends by itself; `nil` for never.
  let length: Duration?

  private var said: Set<String> = []
  private var flushProblem: String?
  private var lastTick: Timestamp?
  private var ticks = 0

  /// After so many ticks everything that is done once has been done.
  private static let ticksOfStart = 4

  init(program: Program, own: Keeping.OwnFile, signals: Int32, length: Duration?) {
    self.program = program
    self.own = own
    self.signals = signals
    self.length = length
  }

  /// Records until the time is over or a signal ends it.
  func run() -> ExitStatus {
    say(start)
    let threads = program.startThreads(isRecorder: true)
    var loop = self
    let failure = loop.turn()
    program.stop(threads)
    guard failure == nil, own.flusher.isAllWritten else {
      let reason = own.flusher.ledger.current.problem(at: SystemClock.now())
      say("stopped; not everything is in the file: \(failure ?? reason ?? "no answer in time")")
      return .world
    }
    let written = own.flusher.ledger.current.written
    let texts = [written.bytes, written.payloadBytes].map {
      Presentation.Unit.bytes.text(Double($0))
    }
    say("stopped; everything is in the file, \(texts[0]) written for \(texts[1]) of samples")
    return .fine
  }

  private var start: String {
    let rules = program.setup.rules.files.reduce(0) { $0 + $1.ruleCount }
    let interval = PrometheusDuration.text(program.options.interval)
    let arena = own.arena?.path ?? "memory of its own"
    return "records \(program.keeping.line.place.text), host every \(interval), "
      + "\(rules) rules, newest samples in \(arena), pid \(getpid())"
  }

  /// Waits and says what happens; why it cannot go on, where it cannot.
  private mutating func turn() -> String? {
    let end = length.map { ContinuousClock.now + $0 }
    for remark in program.setup.remarks {
      say("\(remark.file):\(remark.position): \(remark.message)")
    }
    if !program.keeping.line.problem.isEmpty { say(program.keeping.line.problem.text) }
    while end.map({ ContinuousClock.now < $0 }) ?? true {
      wait(until: end)
      switch clinux_read_signal(signals) {
      case SIGINT, SIGTERM, SIGQUIT: return nil
      case SIGHUP:
        say("reads configuration and rules again")
        program.exchange.send(.reload)
      default: break
      }
      program.exchange.screenWakeUp.clear()
      if let news = program.exchange.takePublished() { take(news) }
      if let failure = takeFlush() { return failure }
    }
    return nil
  }

  private func wait(until end: ContinuousClock.Instant?) {
    var entries = [signals, program.exchange.screenWakeUp.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    let left = end.map { max(.zero, $0 - .now) } ?? .seconds(1)
    let milliseconds = Int32(clamping: min(left, .seconds(1)).milliseconds + 1)
    _ = poll(&entries, nfds_t(entries.count), milliseconds)
  }

  private mutating func take(_ news: Published) {
    if let tick = news.tick, tick != lastTick {
      lastTick = tick
      ticks += 1
      if ticks == RecordLoop.ticksOfStart { clinux_release_program() }
    }
    for line in news.notices { say(line) }
    for problem in news.problems {
      let reason = DisplayText(problem.description)
      let line = "cannot see \(DisplayText(problem.collector).text): \(reason.text)"
      if said.insert(line).inserted { say(line) }
    }
  }

  /// Says how the writing fares when that changes; why there is no file at all, where there is none.
  private mutating func takeFlush() -> String? {
    if let words = own.flusher.sizeWords, said.insert(words).inserted {
      say("keeps \(words)")
    }
    let record = own.flusher.ledger.current
    if record.lastSuccess == nil, let failure = record.failure, failure.operation == "open" {
      return failure.reason
    }
    let problem = record.problem(at: SystemClock.now())
    // The words count the time; what is said once is the reason.
    let reason = problem.map { _ in record.failure?.description ?? "the disk does not answer" }
    guard reason != flushProblem else { return nil }
    flushProblem = reason
    say(problem ?? "the file is written again")
    return nil
  }

  private func say(_ line: String) {
    Output.diagnose("record: \(DisplayText(line, limit: 400).text)")
  }
}
