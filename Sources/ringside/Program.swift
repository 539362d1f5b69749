internal import Collectors
internal import Metrics
internal import Presentation
internal import Rules
internal import Scraping
internal import TerminalUI
internal import TimeSeries

/// The parts of a running dashboard, put together from the command line.
struct Program: Sendable {
  let options: DashboardOptions
  let host: String
  let ring: Ring
  let targets: [ScrapeTarget]
  let ruleFiles: RuleFiles
  let rules: RuleFiles.Content
  let exchange = Exchange()
  let own = OwnReadings()
  private let waker = EndpointWaker()
  /// The newest sample of the files that were named; `nil` where the host itself is watched.
  let recordedEnd: Timestamp?

  /// Puts the parts together.
  ///
  /// - Throws: where a source is no address and no readable file.
  init(_ options: DashboardOptions) throws(SourceError) {
    self.options = options
    host = HostName.read(procfs: options.paths.procfs)
    ring = Ring(byteBound: options.ringBytes)
    let sources = try SourceList(options.sources)
    targets = sources.targets
    recordedEnd = try sources.loadFiles(into: ring, now: SystemClock.now())
    ruleFiles = RuleFiles(options.rules, shared: .ofThisProcess)
    rules = ruleFiles.read()
  }

  /// What is wrong with the rule files, a text a problem.
  var ruleProblems: [String] { rules.errors }

  /// Starts the threads; each ends when the exchange says stop.
  func startThreads() -> [RunningThread] {
    let query = QueryThread(rings: [ring], exchange: exchange)
    let judge = RulesThread(
      ring: ring, files: ruleFiles, rules: rules.files, exchange: exchange, own: own,
      interval: options.interval, user: ByteString(Environment.value("USER") ?? "someone"),
      isLive: recordedEnd == nil)
    var threads = [
      RunningThread("query", stackBytes: 4 << 20) { query.run() },
      RunningThread("rules", stackBytes: 4 << 20) { judge.run() },
    ]
    if let recordedEnd {
      exchange.publish(tick: recordedEnd, problems: [])
    } else {
      let reader = HostThread(
        ring: ring, options: hostOptions, schedule: TickSchedule(interval: options.interval),
        exchange: exchange, own: own)
      threads.append(RunningThread("host") { reader.run() })
    }
    if !targets.isEmpty {
      let scraper = HTTPThread(
        ring: ring, targets: targets, options: scrapeOptions, exchange: exchange, waker: waker)
      threads.append(RunningThread("http") { scraper.run() })
    }
    return threads.compactMap { $0 }
  }

  /// Ends the threads and waits for them.
  func stop(_ threads: [RunningThread]) {
    exchange.stop()
    waker.wake()
    threads.forEach { $0.join() }
  }

  /// Scrapes every endpoint once and appends; how they fare.
  func scrapeOnce() -> [TargetStatus] {
    targets.map { target in
      let (batch, status) = EndpointFetch.scrape(target, scrapeOptions)
      ring.makeWriter().append(batch)
      return status
    }
  }

  /// Judges the rules at the tick that was published.
  func judgeOnce(_ news: inout Published) {
    guard let tick = news.tick else { return }
    var judge = Judge(rules.files, ring: ring)
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
    situation.hasHost = recordedEnd == nil
    let view: ViewKind = recordedEnd != nil ? .explore : targets.isEmpty ? .host : .targets
    var session = Session(
      view: view, window: options.window ?? DashboardOptions.usualWindow,
      settings: options.settings(over: kept))
    if options.window == nil, recordedEnd == nil { session.growWindow() }
    situation.settingsPath = SettingsFile.ofThisPerson?.shownPath ?? ""
    return Display(session: session, situation: situation, glyphs: glyphs, colors: colors)
  }

  /// What leaves a person's marks.
  var marks: MarkWriter {
    MarkWriter(ring: ring, labels: hostOptions.ownLabels)
  }

  /// How the host is collected.
  var hostOptions: HostOptions { HostOptions(paths: options.paths, instance: host) }

  private var scrapeOptions: ScrapeOptions {
    var scrape = ScrapeOptions(version: Ringside.version)
    scrape.startsAtOnce = true
    scrape.seed = UInt64.random(in: 0 ... .max)
    if let interval = options.scrapeInterval { scrape.interval = interval }
    return scrape
  }
}
