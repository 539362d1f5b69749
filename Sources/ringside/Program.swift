internal import Collectors
internal import Dashboards
internal import Metrics
internal import Presentation
internal import Rules
internal import Scraping
internal import Storage
internal import TerminalUI
internal import TimeSeries

/// The parts of a running dashboard, put together from the command line.
struct Program: Sendable {
  let options: DashboardOptions
  let host: String
  /// Where the history is.
  let keeping: Keeping
  /// What the collectors append to.
  var ring: Ring { keeping.ring }
  /// Where queries look for samples.
  var sources: [any SampleSource] { recording.map { [$0.source] } ?? keeping.samples }
  /// What the files asked for at the start.
  let setup: Setup
  let targets: TargetFiles
  let desk: TargetDesk
  let dashboards: DashboardFiles.Content
  let exchange = Exchange()
  let own = OwnReadings()
  /// The newest sample of the files that were named; `nil` where the host itself is watched.
  var recordedEnd: Timestamp? { recordedSpan?.upperBound }
  /// The oldest and the newest sample of those files.
  let recordedSpan: ClosedRange<Timestamp>?
  /// The recording that is looked at instead of this host; `nil` where there is none.
  let recording: RecordedRing?

  /// Puts the parts together.
  ///
  /// - Parameters:
  ///   - options: the command line.
  ///   - keep: where the history of the host with this name is to be; `nil` for memory. It is asked last, and only
  ///     where everything else is in order.
  /// - Throws: where a source is no address and no readable file.
  init(
    _ options: DashboardOptions,
    keep: ((_ host: String) throws(SourceError) -> Keeping)? = nil
  ) throws(SourceError) {
    self.options = options
    let files = SetupFiles(
      configuration: options.configuration, rules: options.rules, shared: .ofThisProcess,
      hostJob: options.hostJob, notifies: options.notifies)
    setup = files.read()
    let sources = try SourceList(options.sources)
    recording = try sources.openRecording()
    host =
      recording?.host.text ?? setup.configuration.host.instance?.text
      ?? HostName.read(procfs: options.paths.procfs)
    targets = TargetFiles(
      files: files, named: sources.targets, options: Program.scrapeOptions(options))
    desk = TargetDesk(isSure: options.isSure)
    dashboards = try DashboardFiles(shared: .ofThisProcess).content(options)
    if let keep, setup.errors.isEmpty, sources.files.isEmpty, recording == nil {
      keeping = try keep(host)
    } else {
      keeping = Keeping(bytes: options.ringBytes)
    }
    let loaded = try sources.loadFiles(into: keeping.ring, now: SystemClock.now())
    recordedSpan = recording?.span ?? loaded
    guard setup.errors.isEmpty, recordedEnd == nil else { return }
    let plans = targets.plans(setup.configuration)
    let (mustAsk, _, _) = desk.propose(plans)
    let offer = mustAsk ? TargetOffer(plans, ringBytes: options.ringBytes) : nil
    exchange.publish { [setup] published in
      published.offer = offer
      published.remarks = setup.remarks
    }
  }

  /// What is wrong with the configuration and the rule files, a text a problem.
  var problems: [String] { setup.errors }

  /// Why a program that cannot ask does not start; `nil` where it does.
  var refusal: String? {
    exchange.offer.map { "\($0.summary); expected '--yes' to scrape them all" }
  }

  /// The threads of a program, in the order in which they end.
  struct Threads {
    /// They collect, judge and answer.
    var workers: [RunningThread]
    /// They tell of alerts; `nil` where nothing does.
    var hooks: RunningHooks?
    /// It writes the ring file; `nil` where nothing does.
    var flusher: RunningThread?
  }

  /// Starts the threads; each ends when the exchange says stop.
  ///
  /// - Parameter isRecorder: whether nobody looks, so that the host is read more often while an alert is pending or
  ///   firing, and the bell is not heard.
  /// - Returns: those that have started.
  func startThreads(isRecorder: Bool = false) -> Threads {
    let query = QueryThread(sources: sources, keeping: keeping, exchange: exchange)
    if let recording { return replayThreads(query, recording) }
    let hooks = startHooks()
    let judge = RulesThread(
      keeping: keeping, targets: targets, desk: desk, setup: setup, exchange: exchange, own: own,
      interval: options.interval, ringBytes: options.ringBytes,
      user: ByteString(Environment.value("USER") ?? "someone"),
      isLive: recordedEnd == nil, isHeard: !isRecorder, paths: options.paths, marks: marks,
      hooks: hooks?.runner)
    var threads = [
      RunningThread("query", stackBytes: 4 << 20) { query.run() },
      RunningThread("rules", stackBytes: 4 << 20) { judge.run() },
    ]
    if let recordedEnd {
      exchange.publish(tick: recordedEnd, problems: [])
    } else if let follower = keeping.follower {
      let reader = FollowThread(
        follower: follower, path: keeping.followedPath, exchange: exchange)
      threads.append(RunningThread("follow") { reader.run() })
    } else {
      let reader = HostThread(
        keeping: keeping, options: hostOptions,
        pace: isRecorder
          ? .recorder(every: options.interval)
          : HostPace(usual: TickSchedule(interval: options.interval)),
        exchange: exchange, own: own)
      threads.append(RunningThread("host") { reader.run() })
    }
    // Of what a recorder scrapes nothing is scraped again.
    let isAlone = recordedEnd == nil && keeping.follower == nil
    if targets.mayHaveAny, isAlone || !targets.named.isEmpty {
      let scraper = HTTPThread(ring: ring, desk: desk, exchange: exchange)
      threads.append(RunningThread("http") { scraper.run() })
    }
    let flusher = keeping.own.flatMap { own in
      RunningThread("flush", stackBytes: 4 << 20) { own.flusher.run() }
    }
    return Threads(workers: threads.compactMap { $0 }, hooks: hooks, flusher: flusher)
  }

  /// Of a recording only questions are answered: nothing is collected, judged or rung.
  private func replayThreads(_ query: QueryThread, _ recording: RecordedRing) -> Threads {
    exchange.publish { $0.rules = rulesAtRest(recording.span.upperBound) }
    exchange.publish(tick: recording.span.upperBound, problems: [])
    let thread = RunningThread("query", stackBytes: 4 << 20) { query.run() }
    return Threads(workers: [thread].compactMap { $0 }, hooks: nil, flusher: nil)
  }

  /// The rules that are loaded, none of them judged.
  private func rulesAtRest(_ moment: Timestamp) -> RuleBookSnapshot {
    Judge(setup, ring: ring).snapshot(at: moment)
  }

  /// Ends the threads and waits for them; for the disk not for ever.
  func stop(_ threads: Threads) {
    exchange.stop()
    desk.waker.wake()
    threads.workers.forEach { $0.join() }
    threads.hooks?.stop()
    keeping.close(threads.flusher)
  }

  /// Scrapes every endpoint once and appends; how they fare.
  func scrapeOnce() -> [TargetStatus] {
    desk.scraped.map { plan in
      let (batch, status) = EndpointFetch.scrape(plan.target, plan.options)
      ring.makeWriter().append(batch)
      return status
    }
  }

  /// Judges the rules at the tick that was published.
  func judgeOnce(_ news: inout Published) {
    guard let tick = news.tick else { return }
    guard recording == nil else { return news.rules = rulesAtRest(tick) }
    var judge = Judge(setup, ring: ring, sources: sources)
    judge.evaluate(at: tick)
    news.rules = judge.snapshot(at: tick)
  }

  /// The first frame: the endpoints where some were named, else the host.
  ///
  /// - Parameters:
  ///   - glyphs: the rungs that can be shown, the finest first.
  ///   - colors: how many colours are seen.
  ///   - kept: the settings of the person's file; the command line has the last word.
  /// - Returns: what is shown before anything is known.
  func display(
    glyphs: [GlyphSet], colors: ColorDepth = .palette, kept: Settings = Settings()
  ) -> Display {
    var situation = SituationSource.first(
      host: host, now: recordedEnd ?? SystemClock.now(), options: options)
    situation.hasHost = recording?.hasHost ?? (recordedEnd == nil)
    situation.store = keeping.line
    situation.isHistoryVolatile =
      recordedEnd == nil && keeping.isVolatile && !options.isStoreless
    situation.hostJob = recording?.job ?? setup.configuration.host.job ?? situation.hostJob
    if let recordedSpan { situation.oldest = recordedSpan.lowerBound }
    if let recording {
      situation.recording = recording.facts
      situation.interval = recording.interval
      situation.zone = recording.zone ?? situation.zone
    }
    let hasTargets = !targets.plans(setup.configuration).isEmpty
    let replayed = recording.map { $0.hasHost ? ViewKind.host : .targets }
    let view =
      replayed ?? (recordedEnd != nil ? .explore : hasTargets ? .targets : .host)
    situation.dashboards = dashboards.dashboards
    let first = dashboards.first.flatMap { first in
      dashboards.dashboards.first { $0.name == first.name }
    }
    var session = Session(
      view: view,
      window: options.window ?? first?.window ?? recording?.window
        ?? DashboardOptions.usualWindow,
      settings: options.settings(over: kept))
    if let first = dashboards.first { session.open(dashboard: first.name, choices: first.choices) }
    if options.window == nil, recordedEnd == nil { session.growWindow() }
    situation.settingsPath = SettingsFile.ofThisPerson?.shownPath ?? ""
    return Display(session: session, situation: situation, glyphs: glyphs, colors: colors)
  }

  /// What leaves a person's marks.
  var marks: MarkWriter {
    MarkWriter(ring: ring, labels: hostOptions.ownLabels, keeping: keeping)
  }

  /// How the host is collected.
  var hostOptions: HostOptions {
    var host = HostOptions(paths: options.paths, instance: host)
    host.settings = options.collectors
    host.reportsCollectors = true
    let settings = setup.configuration.host
    let further = settings.labels.map { (name: $0.name, value: $0.value) }
    if let job = settings.job { host.hostLabels[0].value = job }
    host.hostLabels += further
    host.processLabels += further
    host.ownLabels += further
    return host
  }

  private static func scrapeOptions(_ options: DashboardOptions) -> ScrapeOptions {
    var scrape = ScrapeOptions(version: Ringside.version)
    scrape.startsAtOnce = true
    scrape.seed = UInt64.random(in: 0 ... .max)
    if let interval = options.scrapeInterval { scrape.interval = interval }
    return scrape
  }
}
