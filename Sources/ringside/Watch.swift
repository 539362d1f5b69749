internal import Collectors
internal import Metrics
internal import Rules
internal import Scraping
internal import TimeSeries

/// What is looked at for a while without a screen: this host, endpoints, or files.
struct Watch {
  private let program: Program
  private var judge: Judge
  /// The newest moment; `nil` before the first.
  private(set) var now: Timestamp?
  /// How long what is watched has been followed.
  private(set) var span = Duration.zero

  /// A watch of what a program was told to look at.
  ///
  /// - Parameters:
  ///   - program: what to look at.
  ///   - step: how often rules are evaluated that do not say; `nil` for the usual.
  init(_ program: Program, step: Duration? = nil) {
    self.program = program
    // What is judged of a recording is written beside it, where rules about alerts look for it.
    let beside: [any SampleSource] = program.recording == nil ? [] : [program.ring]
    judge = Judge(
      program.setup, ring: program.ring, sources: program.sources + beside, step: step)
  }

  /// Follows what is live for a time: this host unless sources were named, and endpoints where that is asked for.
  ///
  /// - Throws: where sources were named and not one of them could be read.
  mutating func follow(for length: Duration, scrapes: Bool) throws(SourceError) {
    var collector = HostCollector(program.hostOptions)
    let writer = program.ring.makeWriter()
    let pause = WakeUp()
    let isHost = program.options.sources.isEmpty
    let distance = program.options.scrapeInterval ?? .seconds(5)
    let interval = isHost ? program.options.interval : distance
    let start = SystemClock.now()
    var (due, nextScrape) = (start, start)
    while due - start <= length {
      pause.wait(until: due)
      let moment = SystemClock.now()
      if isHost {
        for batch in collector.collect(at: moment) { writer.append(batch) }
      }
      if scrapes, moment >= nextScrape {
        try scrape(mustAnswer: !isHost)
        nextScrape = moment + distance
      }
      judge.evaluate(at: moment)
      now = moment
      span = moment - start
      due = max(due + interval, moment)
    }
  }

  private func scrape(mustAnswer: Bool) throws(SourceError) {
    let states = program.scrapeOnce()
    guard mustAnswer, states.allSatisfy({ $0.health == .down }), let first = states.first else {
      return
    }
    throw SourceError(
      message: "\(first.url): \(first.failure?.description ?? "no answer")", status: .world)
  }

  /// Goes through the history of files in steps, as far back as any rule looks.
  mutating func replay(from start: Timestamp, through end: Timestamp, step: Duration) {
    var moment = start
    while moment < end {
      judge.evaluate(at: moment)
      moment = moment + step
    }
    judge.evaluate(at: end)
    now = end
    span = end - start
  }

  /// What the rules come to.
  var judgement: Judgement? {
    now.map { Judgement(judge.snapshot(at: $0), span: span) }
  }
}
