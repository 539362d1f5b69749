import Collectors
import Dashboards
import Glibc
package import Metrics
package import Presentation
import PromQL
import PromQLSyntax
import Rules
package import TerminalUI
package import TestWorld
package import TimeSeries

/// The whole way from a made-up machine to a frame, without threads, a terminal or a clock of its own.
///
/// Time passes only in `run`: a second of the machine, one collection, one batch in the ring. A frame asks every query
/// that its views need, over the ring, at that moment.
package final class SimulatedDashboard {
  /// The machine.
  package let host: FakeHost
  /// What the person chose.
  package var session: Session
  /// What is no query.
  package var situation: Situation
  /// Where the samples are.
  package let ring: Ring
  private var collector: HostCollector
  private let writer: RingWriter
  private let alertWriter: RingWriter
  private let engine = Engine()
  private var book: RuleBook?
  /// What was asked since the ring last changed: a frame asks much of what the one before asked.
  private var known: [PaneRequest: Answer.Outcome] = [:]
  private var lastFrame: Frame?
  private let memo = FrameMemo()
  /// Whether a frame may use what those before have left.
  package var remembers = true

  /// A dashboard of `host`, called `name`; the clock is the machine's.
  package init(_ host: FakeHost, name: String = "web-3") {
    self.host = host
    let start = Timestamp(milliseconds: (Int64(host.bootTime) + Int64(host.uptime)) * 1000)
    ring = Ring(byteBound: 64 << 20)
    writer = ring.makeWriter()
    alertWriter = ring.makeWriter()
    let root = host.tree.root
    var options = HostOptions(
      paths: HostPaths(
        procfs: root + "/proc", sysfs: root + "/sys", rootfs: root, udevData: root + "/udev/data"),
      instance: name)
    (options.ticksPerSecond, options.pageBytes) = (100, 4096)
    options.mountDeadline = .seconds(30)
    options.readClock = { .exact }
    options.askMount = { [usages = host.usages] path in
      usages[path].map { usage in
        .usage(MountUsage(sizeBytes: usage.sizeBytes, availableBytes: usage.availableBytes))
      } ?? .failure(ENOENT)
    }
    options.readKernelLog = { [log = host.kernelLog] in KernelLogReading(records: log.take()) }
    options.monotonicClock = { [log = host.kernelLog] in log.uptime }
    options.wallClock = { [log = host.kernelLog, boot = host.bootTime] in Double(boot) + log.uptime
    }
    if host.systemd.units != nil {
      options.askSystemd = { [systemd = host.systemd] in .units(Array(systemd.text.utf8)) }
    }
    collector = HostCollector(options)
    session = Session(view: .host, window: .seconds(600))
    situation = Situation(host: ByteString(name), now: start)
    situation.size = (120, 40)
    situation.ringBytes = 64 << 20
    situation.version = "0.1.0"
    let file = ShippedFile.dashboard("host")
    situation.dashboards = [Dashboard.read(file, file: "host.yaml").dashboard]
  }

  /// Lets seconds pass, the first tick being where the machine stands.
  package func run(seconds: Int) throws {
    known = [:]
    for _ in 0..<seconds {
      for batch in collector.collect(at: situation.now + .seconds(1)) { writer.append(batch) }
      situation.now = situation.now + .seconds(1)
      situation.oldest = situation.oldest ?? situation.now
      judge()
      try host.advance(by: 1)
    }
  }

  /// Watches rules from the next tick on.
  ///
  /// - Parameter text: a rule file.
  package func watch(_ text: String) {
    book = RuleBook(files: [RuleFile.read(Array(text.utf8), name: "rules.yaml").0])
  }

  private func judge() {
    let alerts = book?.evaluate(
      at: situation.now, stopwatch: { .zero }, append: { [alertWriter] in alertWriter.append($0) },
      query: { [engine, ring] (expression, time) throws(EvaluationError) in
        try engine.evaluate(expression, at: time, over: [ring])
      })
    guard alerts != nil, let book else { return }
    situation.rules = book.snapshot(at: situation.now)
  }

  /// Appends samples of a series of an endpoint that nobody scrapes, and lists it among the metrics.
  package func append(_ labels: Labels, _ metadata: MetricMetadata, _ samples: [Sample]) {
    let name = labels.metricName ?? ""
    let family = metadata.type == .histogram ? name.withoutPart : name
    known = [:]
    ring.append(
      labels: labels, metadata: metadata, family: family, origin: .target("test"), samples: samples)
    situation.catalogue = ring.metrics.map { metric in
      MetricEntry(
        name: metric.name, metadata: metric.metadata, jobs: metric.jobs, series: metric.series)
    }
  }

  /// Types characters, blanks among them.
  package func type(_ text: String) throws {
    for scalar in text.unicodeScalars {
      try press(scalar == " " ? "Space" : String(scalar))
    }
  }

  /// Lets seconds pass on the machine that nobody looks at.
  package func miss(seconds: Int) throws {
    situation.now = situation.now + .seconds(seconds)
    try host.advance(by: Double(seconds))
  }

  /// What the views say now.
  package var screen: Screen {
    var answers = Answers()
    for _ in 0..<8 {
      for request in session.requests(in: situation) where answers[request.id]?.request != request {
        answers[request.id] = Answer(request, answer(request), computedAt: situation.now)
      }
      guard session.learn(answers, in: situation) else { break }
    }
    return session.screen(answers, in: situation, memo: remembers ? memo : nil)
  }

  /// The frame as text, a line a row; what the mouse points at afterwards.
  package func frame(columns: Int, rows: Int, glyphs: GlyphSet = .braille) -> String {
    situation.size = (columns, rows)
    let drawing = Drawing(glyphs: glyphs, colors: .mono)
    let frame = drawing.frame(screen, size: GridSize(columns: columns, rows: rows))
    situation.chartColumns = frame.chartColumns
    situation.pageRows = frame.pageRows
    lastFrame = frame
    situation.bodyRows = frame.bodyRows
    return frame.cells.text
  }

  /// Presses keys by their names, blanks between them.
  ///
  /// - Parameter keys: the names, as the help has them.
  /// - Throws: the name of what is no key.
  package func press(_ keys: String) throws {
    for name in keys.split(separator: " ") {
      guard let key = Key(named: String(name)) else { throw NoSuchKey(name: String(name)) }
      let screen = screen
      guard let action = KeyMap.standard.action(for: key, on: screen) else { continue }
      for case .silence(let silence) in session.apply(action, in: situation, seeing: screen) {
        book?.silence(silence)
        situation.rules = book?.snapshot(at: situation.now) ?? situation.rules
      }
    }
  }

  /// Points at a cell of the last frame.
  package func point(_ act: MouseAct, column: Int, row: Int) {
    let seen = screen
    for action in lastFrame?.actions(for: act, column: column, row: row, on: seen) ?? [] {
      _ = session.apply(action, in: situation, seeing: screen)
    }
  }

  /// A name that no key has.
  package struct NoSuchKey: Error {
    let name: String
  }

  private func answer(_ request: PaneRequest) -> Answer.Outcome {
    if let outcome = known[request] { return outcome }
    let outcome = outcome(request)
    known[request] = outcome
    return outcome
  }

  private func outcome(_ request: PaneRequest) -> Answer.Outcome {
    do {
      let expression = try Parser.parse(request.query)
      switch request.timing {
      case .instant(let moment):
        let engine = Engine(options: request.engineOptions)
        return request.outcome(of: try engine.evaluate(expression, at: moment, over: [ring]))
      case .range(let start, let end, let step):
        var panel = IncrementalRange(
          expression, step: step, fineStep: request.fineStep, engine: engine)
        return .value(
          try panel.refresh(from: start, through: end, complete: end, over: [ring]))
      }
    } catch {
      return .failure("\(error)")
    }
  }
}

extension ByteString {
  /// The name of the family whose part has this name.
  fileprivate var withoutPart: ByteString {
    for part in ["_bucket", "_sum", "_count"] where text.hasSuffix(part) {
      return ByteString(text.dropLast(part.utf8.count))
    }
    return self
  }
}
