internal import CLinux
internal import Collectors
internal import Glibc
internal import Metrics
internal import Presentation
internal import Rules
internal import Terminal
internal import TerminalUI

/// The `main` thread: waits for keys, signals and news, and draws.
///
/// It alone owns the terminal. A key draws at once. News draw when every pane shows the newest tick, at the latest
/// 150 ms after the first of them, so that a tick is one frame.
struct MainLoop {
  let terminal: TerminalScreen
  let exchange: Exchange
  let desk: TargetDesk
  let own: OwnReadings
  let signals: Int32
  var display: Display
  var situations: SituationSource
  var marks: MarkWriter
  let desktopNotice: DesktopNotice?
  let watch: ProcessWatch
  let mounts: MountWatch
  let writer: ViewWriter
  let windows: WindowWriter

  private static let patience: Duration = .milliseconds(150)
  /// After so many complete frames everything that is done once has been done.
  private static let framesOfStart = 4
  /// So many complete frames after that, and every time again, what the program uses is in memory.
  private static let framesOfUse = 20
  private var drawDue: ContinuousClock.Instant?
  private var rings = 0
  /// The tick that the last frame shows in full; `nil` where a key has asked for something else since.
  private var drawnTick: Timestamp?
  private var drawnAlerts: [Labels: AlertState] = [:]
  private var completeFrames = 0
  private let pages = ProgramPages()
  private var status: ExitStatus?
  /// The key that came last, when, and how often without a pause.
  private var held: (key: Key, at: ContinuousClock.Instant, repeats: Int)?
  private var pins: [ProcessPin] = []
  /// What writes files that take a while.
  private var writing: [RunningThread] = []

  /// Keys that are held come again sooner than a person can press them.
  private static let heldPause: Duration = .milliseconds(70)
  /// What the person was asked about targets.
  private var asked: TargetOffer?

  init(
    terminal: TerminalScreen, exchange: Exchange, desk: TargetDesk, own: OwnReadings,
    signals: Int32, display: Display, situations: SituationSource, marks: MarkWriter,
    watch: ProcessWatch, mounts: MountWatch, writer: ViewWriter, windows: WindowWriter,
    desktopNotice: DesktopNotice? = nil
  ) {
    self.desktopNotice = desktopNotice
    self.terminal = terminal
    self.exchange = exchange
    self.desk = desk
    self.own = own
    self.signals = signals
    self.display = display
    self.situations = situations
    self.marks = marks
    self.watch = watch
    self.mounts = mounts
    self.writer = writer
    self.windows = windows
  }

  /// Runs until the person or a signal ends it.
  mutating func run() -> ExitStatus {
    draw()
    ask()
    while status == nil {
      wait()
      takeSignals()
      takeKeys()
      takeNews()
      if let due = drawDue, ContinuousClock.now >= due { draw() }
      if terminal.isGone { status = .fine }
    }
    writing.forEach { $0.join() }
    return status ?? .fine
  }

  // MARK: - Waiting

  private func wait() {
    var entries = [terminal.inputDescriptor, signals, exchange.screenWakeUp.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    var milliseconds = Int32(-1)
    if let due = drawDue {
      milliseconds = Int32(clamping: max(0, (due - .now).milliseconds + 1))
    }
    if let pending = terminal.inputDeadlineMilliseconds {
      milliseconds = milliseconds < 0 ? pending : min(milliseconds, pending)
    }
    if let blink = situations.millisecondsToBlink(display.situation) {
      milliseconds = milliseconds < 0 ? blink : min(milliseconds, blink)
    }
    _ = poll(&entries, nfds_t(entries.count), milliseconds)
  }

  private mutating func takeSignals() {
    while true {
      switch clinux_read_signal(signals) {
      case 0: return
      case SIGINT: press(.control("c"))
      case SIGTERM, SIGQUIT: status = .fine
      // Where the terminal has gone the next look at its keys ends the program.
      case SIGHUP: exchange.send(.reload)
      case SIGWINCH:
        terminal.resized()
        draw()
      case SIGTSTP:
        terminal.suspend()
        draw()
      case SIGCONT:
        terminal.resume()
        draw()
      default: break
      }
    }
  }

  // MARK: - Keys

  private mutating func takeKeys() {
    let events = terminal.readEvents()
    guard !events.isEmpty else { return }
    for event in events {
      switch event {
      case .key(let key): press(key)
      case .paste(let text): display.paste(text)
      case .mouse(let act, let column, let row):
        for effect in display.point(act, column: column, row: row) { perform(effect) }
      case .resize: terminal.resized()
      }
    }
    ask()
    drawnTick = nil
    if status == nil { draw() }
  }

  private mutating func ask() {
    if let request = display.newRequest() { exchange.ask(request) }
    guard display.situation.recording == nil else { return }
    watch.look(at: display.session.watchedProcess, tick: display.situation.now)
    mounts.look(at: display.session.watchedMount, tick: display.situation.now)
  }

  private mutating func press(_ key: Key) {
    let now = ContinuousClock.now
    let isHeld = held.map { $0.key == key && now - $0.at < Self.heldPause } ?? false
    held = (key, now, isHeld ? (held?.repeats ?? 0) + 1 : 0)
    display.situation.keyRepeats = held?.repeats ?? 0
    for effect in display.press(key) { perform(effect) }
  }

  private mutating func perform(_ effect: Effect) {
    switch effect {
    case .quit: status = .fine
    case .redrawAll: terminal.redraw()
    case .suspend: terminal.suspend()
    case .reload: exchange.send(.reload)
    case .scrape(let choice): scrape(choice)
    case .acknowledge(let alerts): exchange.send(.acknowledge(alerts))
    case .unacknowledge(let alerts): exchange.send(.unacknowledge(alerts))
    case .silence(let silence): exchange.send(.silence(silence))
    case .endSilence(let silence): exchange.send(.endSilence(silence))
    case .setTripwire(let tripwire): exchange.send(.setTripwire(tripwire))
    case .dismissTripwire(let name): exchange.send(.dismissTripwire(name))
    case .writeTripwires(let path): exchange.send(.writeTripwires(path: path))
    case .mute(let until): exchange.send(.mute(until: until))
    case .testBell:
      ring("a test of the bell; ':bell line' and ':bell none' change its form")
    case .mark(let text, let moment): marks.write(text, at: moment)
    case .dump(let path): dump(to: path)
    case .writeSettings(let settings): write(settings)
    case .pin: keepNamed()
    case .copy(let text): copy(text.text, as: text.text)
    case .copyView: copy(writer.text(display, size: terminal.size), as: "the view as text")
    case .exportWindow(let export): write(export)
    case .export(let path):
      display.say([writer.write(display, to: path, size: terminal.size)])
    }
  }

  /// Writes a window on a thread of its own: it may be long.
  private mutating func write(_ export: WindowExport) {
    let thread = RunningThread("export", stackBytes: 4 << 20) {
      [windows, exchange, situation = display.situation] in
      let line = windows.write(export, situation)
      exchange.publish { $0.notices.append(line) }
    }
    if let thread { writing.append(thread) }
  }

  private mutating func write(_ settings: Settings) {
    guard let file = SettingsFile.ofThisPerson else { return }
    display.say([file.write(settings) ?? "settings are written to \(file.shownPath)"])
    display.refresh()
  }

  private mutating func scrape(_ choice: TargetChoice) {
    desk.answer(choice)
    if choice != .none { exchange.publish { $0.offer = nil } }
  }

  private mutating func dump(to path: String) {
    let text = display.frame(terminal.size).text
    let problem = OutputFile.create(Array(text.utf8), at: path)
    exchange.publish { $0.notices.append(problem ?? "the screen is written to \(path)") }
  }

  /// Sends a text to the terminal; nobody knows whether it arrived, and nothing else is said.
  private mutating func copy(_ text: String, as name: String) {
    let part = ViewWriter.prefix(text, bytes: TerminalScreen.mostCopied)
    guard terminal.copy(base64: Base64.text(Array(part.utf8))) else {
      return display.say(["this terminal takes no copy; w writes a file"])
    }
    let cut = part.utf8.count < text.utf8.count ? ", its first \(part.utf8.count) bytes" : ""
    display.say(["sent to terminal: \(name)\(cut)"])
  }

  /// Has the host keep what is pinned and what alerts name that are pending or fire.
  private mutating func keepNamed() {
    let alerts = display.situation.rules.alerts.filter {
      $0.state == .pending || $0.state == .firing
    }
    let named = alerts.compactMap { alert in
      alert.labels["pid"].flatMap { ProcessPin(ProcessKey(pid: $0, comm: "")) }
    }
    let wanted = display.session.pinned.compactMap(ProcessPin.init) + named
    guard wanted != pins else { return }
    pins = wanted
    exchange.send(.pin(wanted))
  }

  // MARK: - News

  private mutating func takeNews() {
    exchange.screenWakeUp.clear()
    let isBlinking = situations.stopBlinking(&display.situation)
    if let news = exchange.takePublished() {
      take(news)
    } else if isBlinking {
      draw()
    }
  }

  private mutating func take(_ news: Published) {
    let isNewTick = situations.fill(&display.situation, news)
    keepNamed()
    let isChanged = display.take(news.answers)
    if news.rings > rings {
      rings = news.rings
      ring(news.ringReason)
      drawDue = .now
    }
    display.say(news.notices)
    if news.offer != asked {
      asked = news.offer
      if let offer = news.offer { display.ask(offer) }
    }
    if isNewTick || isChanged { ask() }
    schedule(news)
  }

  /// Rings once in the form that was chosen, and says why.
  private mutating func ring(_ reason: DisplayText) {
    let form = display.session.settings.bell
    if form == .sound { terminal.beep() }
    if form != .none { situations.blink(&display.situation) }
    if !reason.isEmpty { display.say([reason.text]) }
    if let desktopNotice {
      terminal.notify(desktopNotice, title: "Ringside", reason.text)
      display.situation.bell.desktopNotices? += 1
    }
  }

  /// Decides when the news are drawn.
  private mutating func schedule(_ news: Published) {
    if display.isComplete, drawnTick != display.situation.now {
      draw()
      drawnTick = display.situation.now
      completeFrames += 1
      keepProgram()
      return
    }
    let isDrawn = drawnTick == display.situation.now
    let alerts = Dictionary(
      (news.rules?.alerts ?? []).map { ($0.labels, $0.state) }, uniquingKeysWith: { $1 })
    guard !isDrawn || alerts != drawnAlerts || !news.notices.isEmpty, drawDue == nil else { return }
    drawnAlerts = alerts
    drawDue = .now + Self.patience
  }

  /// Gives back what only starting needed, and keeps what is used from being taken back.
  private mutating func keepProgram() {
    let frames = completeFrames - Self.framesOfStart
    if frames == 0 { clinux_release_program() }
    guard frames > 0, frames % Self.framesOfUse == 0 else { return }
    let bytes = pages.keep()
    situations.lockedBytes = Double(bytes)
    own.note(lockedBytes: bytes)
  }

  private mutating func draw() {
    drawDue = nil
    let settings = display.session.settings
    terminal.use(Theme(settings.theme, isLight: terminal.isLight))
    terminal.setMouse(settings.isMouseOn)
    let before = display.situation.chartColumns
    terminal.draw(display.frame(terminal.size))
    if display.situation.chartColumns != before { ask() }
    terminal.setTitle(display.screen.title.text)
    own.note(terminalBytes: terminal.byteCount)
    situations.terminalBytes = terminal.byteCount
  }
}
