internal import CLinux
internal import Glibc
internal import Metrics
internal import Presentation
internal import Rules
internal import TerminalUI

/// The dashboard where there is no screen to address: a line whenever an alert changes, and one each minute.
struct PlainLoop {
  let program: Program
  let signals: Int32

  private static let distance: Duration = .seconds(60)
  private var states: [Labels: AlertState] = [:]
  private var lastLine: Timestamp?
  /// Rates need two ticks.
  private var ticks = 0
  private var rings = 0

  init(program: Program, signals: Int32) {
    self.program = program
    self.signals = signals
  }

  /// Runs until a signal ends it or nobody reads.
  func run(reason: String?) -> ExitStatus {
    if let reason { Output.diagnose("\(reason); printing lines instead of a screen") }
    if let refusal = program.refusal {
      Output.diagnose(refusal)
      return .usage
    }
    let threads = program.startThreads()
    var loop = self
    let status = loop.turn()
    program.stop(threads)
    return status
  }

  private mutating func turn() -> ExitStatus {
    var display = program.display(glyphs: [.ascii], colors: .mono)
    var situations = SituationSource(program.keeping)
    while true {
      var entries = [signals, program.exchange.screenWakeUp.descriptor].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      _ = poll(&entries, nfds_t(entries.count), -1)
      switch clinux_read_signal(signals) {
      case SIGINT, SIGTERM, SIGQUIT: return .fine
      // Without a terminal nobody can have hung up.
      case SIGHUP where isatty(0) == 0: program.exchange.send(.reload)
      case SIGHUP: return .fine
      default: break
      }
      program.exchange.screenWakeUp.clear()
      guard let news = program.exchange.takePublished() else { continue }
      for line in news.notices { Output.diagnose(DisplayText(line, limit: 400).text) }
      let isNewTick = situations.fill(&display.situation, news)
      if isNewTick { ticks += 1 }
      _ = display.take(news.answers)
      display.refresh()
      if isNewTick || program.recordedEnd != nil, let request = display.newRequest() {
        program.exchange.ask(request)
      }
      guard print(display, news) else { return .world }
    }
  }

  /// The first line of the screen and its sentences, in one line.
  private static func summary(_ screen: Screen) -> String {
    let facts = screen.status.facts.map(\.text) + screen.status.alerts.map(\.text.text)
    let sentences = screen.sentences.map { "\($0.heading.text) \($0.text.text)" }
    return ([screen.status.clock.text] + facts + sentences).joined(separator: "  ")
  }

  /// Prints what is new; `false` where nobody reads any more.
  private mutating func print(_ display: Display, _ news: Published) -> Bool {
    let zone = display.situation.zone
    for alert in news.rules?.alerts ?? [] where states[alert.labels] != alert.state {
      states[alert.labels] = alert.state
      let clock = LocalTime(display.situation.now, in: zone)
      let time = clock.timeWithSeconds + clock.zoneSuffix
      let name = DisplayText(alert.labels.description)
      guard Output.line("\(time) \(alert.state.rawValue) \(name.text)") else { return false }
    }
    if news.rings > rings, isatty(1) == 1 { _ = Output.write([7], to: 1) }
    rings = news.rings
    guard display.isComplete, ticks > 1 || program.recordedEnd != nil else { return true }
    if let lastLine, display.situation.now - lastLine < Self.distance { return true }
    lastLine = display.situation.now
    return Output.line(PlainLoop.summary(display.screen))
  }
}
