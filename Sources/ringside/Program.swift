internal import Collectors
internal import Dashboards
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

  /// Puts the parts together.
  ///
  /// - Throws: where a source is no address and no readable file.
  init(_ options: DashboardOptions) throws(SourceError) {
    self.options = options
    let files = SetupFiles(
      configuration: options.configuration, rules: options.rules, shared: .ofThisProcess,
      hostJob: options.hostJob)
    setup = files.read()
    host =
      setup.configuration.host.instance?.text ?? HostName.read(procfs: options.paths.procfs)
    ring = Ring(byteBound: options.ringBytes)
    let sources = try SourceList(options.sources)
    targets = TargetFiles(
      files: files, named: sources.targets, options: Program.scrapeOptions(options))
    desk = TargetDesk(isSure: options.isSure)
    recordedSpan = try sources.loadFiles(into: ring, now: SystemClock.now())
    dashboards = try DashboardFiles(shared: .ofThisProcess).content(options)
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

  /// Starts the threads; each ends when the exchange says stop.
  func startThreads() -> [RunningThread] {
    let query = QueryThread(sources: [ring], exchange: exchange)
    let judge = RulesThread(
      ring: ring, targets: targets, desk: desk, setup: setup, exchange: exchange, own: own,
      interval: options.interval, ringBytes: options.ringBytes,
      user: ByteString(Environment.value("USER") ?? "someone"),
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
    if targets.mayHaveAny, recordedEnd == nil || !targets.named.isEmpty {
      let scraper = HTTPThread(ring: ring, desk: desk, exchange: exchange)
      threads.append(RunningThread("http") { scraper.run() })
    }
    return threads.compactMap { $0 }
  }

  /// Ends the threads and waits for them.
  func stop(_ threads: [RunningThread]) {
    exchange.stop()
    desk.waker.wake()
    threads.forEach { $0.join() }
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
    var judge = Judge(setup, ring: ring)
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
    situation.hostJob = setup.configuration.host.job ?? situation.hostJob
    let hasTargets = !targets.plans(setup.configuration).isEmpty
    let view: ViewKind = recordedEnd != nil ? .explore : hasTargets ? .targets : .host
    situation.dashboards = dashboards.dashboards
    let first = dashboards.first.flatMap { first in
      dashboards.dashboards.first { $0.name == first.name }
    }
    var session = Session(
      view: view, window: options.window ?? first?.window ?? DashboardOptions.usualWindow,
      settings: options.settings(over: kept))
    if let first = dashboards.first { session.open(dashboard: first.name, choices: first.choices) }
    if options.window == nil, recordedEnd == nil { session.growWindow() }
    situation.settingsPath = SettingsFile.ofThisPerson?.shownPath ?? ""
    return Display(session: session, situation: situation, glyphs: glyphs, colors: colors)
  }

  /// What leaves a person's marks.
  var marks: MarkWriter {
    MarkWriter(ring: ring, labels: hostOptions.ownLabels)
  }

  /// How the host is collected.
  var hostOptions: HostOptions {
    var host = HostOptions(paths: options.paths, instance: host)
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
