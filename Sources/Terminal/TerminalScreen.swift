internal import CLinux
internal import CNcurses
internal import Glibc
public import TerminalUI

/// The whole screen of a terminal: takes frames, gives keys, and leaves the terminal as it was.
///
/// One thread owns it. Signals are not its business: the owner blocks them, reads them from a signalfd and calls
/// `resized`, `suspend` or `close`. Curses draws into memory; whole frames go to the terminal from there.
///
/// Source: curs_initscr(3X), curs_add_wchstr(3X), resizeterm(3X).
public final class TerminalScreen {
  /// What there is to draw on.
  public enum Opening {
    /// A screen that can be addressed; the notice says so where the terminal's own description was not found.
    case full(TerminalScreen, notice: String?)
    /// No screen: text line after line is what the terminal can show.
    case plain(TerminalError)
  }

  /// The rungs of glyphs that the terminal shows, the finest first.
  public let glyphs: [GlyphSet]
  /// Whether the terminal's background is known to be light.
  public let isLight: Bool
  /// How many colours are used.
  public let depth: ColorDepth
  private let modes: TerminalModes
  private let tap: OutputTap
  private let errors: CapturedErrors?
  private let kind: TerminalKind
  private let options: TerminalOptions
  private let escapeDelay: Int32
  private var blitter: Blitter
  private var decoder: InputDecoder
  private var lastInput: Int64 = 0
  private var title = ""
  private var isShown = true
  private var isMouseOn = false
  private var hasInputEnded = false

  /// Opens the terminal of standard input and output: the ladder from a full screen down to plain lines.
  ///
  /// - Parameter options: What the user and the environment say.
  /// - Returns: The screen, or why there is none.
  public static func open(_ options: TerminalOptions) -> Opening {
    guard isatty(0) == 1, isatty(1) == 1, let modes = TerminalModes(of: 1) else {
      return .plain(TerminalError(reason: "standard input and output are not a terminal"))
    }
    let kind = TerminalKind(name: options.environment["TERM"] ?? "")
    guard !kind.name.isEmpty else {
      return .plain(TerminalError(reason: "TERM is not set; expected the name of a terminal"))
    }
    let isUTF8 = CharacterEncoding.isUTF8(environment: options.environment)
    guard let tap = OutputTap(terminal: 1), let description = startCurses(kind, tap) else {
      return .plain(
        TerminalError(reason: "terminal '\(kind.name)': no description found in terminfo"))
    }
    guard cncurses_string("cup") != nil else {
      endwin()
      tap.discard()
      return .plain(TerminalError(reason: "terminal '\(kind.name)' cannot address the cursor"))
    }
    let screen = TerminalScreen(
      options, modes: modes, tap: tap, kind: kind, description: description, isUTF8: isUTF8)
    let notice =
      description == kind.name
      ? nil : "terminal '\(kind.name)' has no description here; '\(description)' is used"
    return .full(screen, notice: notice)
  }

  /// The first description that curses takes.
  ///
  /// Signals keep their actions: curses' own handlers draw where nobody may. Where SIGTSTP has its default action curses
  /// would ignore the signal while it draws, and a Ctrl-Z that waits to be read would be dropped by the kernel.
  private static func startCurses(_ kind: TerminalKind, _ tap: OutputTap) -> String? {
    let signals = [SIGINT, SIGTERM, SIGTSTP, SIGWINCH]
    var saved: [Glibc.sigaction] = signals.map { _ in .init() }
    for (index, signal) in signals.enumerated() { sigaction(signal, nil, &saved[index]) }
    defer {
      for (index, signal) in signals.enumerated() { sigaction(signal, &saved[index], nil) }
    }
    signal(SIGTSTP) { _ in }
    use_env(false)
    use_tioctl(true)
    guard let input = fdopen(fcntl(0, F_DUPFD_CLOEXEC, 3), "r") else { return nil }
    return kind.descriptions.first { newterm($0, tap.stream, input) != nil }
  }

  private init(
    _ options: TerminalOptions, modes: TerminalModes, tap: OutputTap, kind: TerminalKind,
    description: String, isUTF8: Bool
  ) {
    self.options = options
    self.modes = modes
    self.tap = tap
    tap.omitted = cncurses_string("oc").map { Array(String(cString: $0).utf8) } ?? []
    self.kind = kind
    depth = TerminalScreen.depth(options)
    glyphs = kind.glyphs(
      isUTF8: isUTF8, description: description, octantWidth: Int(cncurses_width(0x1cd00)),
      environment: options.environment)
    isLight = TerminalKind.isLight(options.environment)
    let isRemote = options.environment["SSH_CONNECTION"] != nil
    escapeDelay =
      options.environment["ESCDELAY"].flatMap { Int32($0) } ?? (isRemote ? 75 : 25)
    decoder = InputDecoder(described: KeyDescriptions.all())
    blitter = Blitter(palette: Palette(theme: options.theme, depth: depth), isUTF8: isUTF8)
    errors = CapturedErrors()
    // Before the modes change: a crash gives back what the line has now.
    guardAgainstCrashes()
    modes.enterScreen()
    prepareCurses()
    resized()
    enter()
  }

  /// Colours are asked for only where the terminal has some: `start_color` answers OK without.
  private static func depth(_ options: TerminalOptions) -> ColorDepth {
    let most: ColorDepth
    switch options.color {
    case .never: return .mono
    case .auto:
      if let text = options.environment["NO_COLOR"], !text.isEmpty { return .mono }
      most = .palette
    case .atMost(let depth): most = depth
    }
    guard has_colors(), start_color() == OK else { return .mono }
    let count = min(Int(cncurses_colors()), most.rawValue)
    return ColorDepth.allCases.last { $0.rawValue <= count } ?? .mono
  }

  private func prepareCurses() {
    noecho()
    nonl()
    keypad(cncurses_screen(), true)
    leaveok(cncurses_screen(), true)
    idlok(cncurses_screen(), false)
    scrollok(cncurses_screen(), false)
    typeahead(-1)
    curs_set(0)
  }

  // MARK: - Drawing

  /// How many cells there are.
  public var size: GridSize {
    GridSize(
      columns: Int(getmaxx(cncurses_screen())), rows: Int(getmaxy(cncurses_screen())))
  }

  /// Shows a frame and returns the number of bytes that this wrote: 0 where nothing changed.
  @discardableResult
  public func draw(_ buffer: CellBuffer) -> Int {
    guard isShown, blitter.blit(buffer) else { return 0 }
    wnoutrefresh(cncurses_screen())
    doupdate()
    return tap.flush()
  }

  /// Draws the next frame in full, whatever the terminal shows now.
  public func redraw() {
    blitter.forget()
    clearok(cncurses_shown(), true)
  }

  /// Draws with another theme from the next frame on.
  public func use(_ theme: Theme) {
    guard blitter.use(theme) else { return }
    redraw()
  }

  /// Rings the bell.
  public func beep() {
    guard isShown else { return }
    CNcurses.beep()
    tap.flush()
  }

  /// Names the terminal's window, where it has a name.
  ///
  /// - Parameter text: A text that the sanitiser made; characters that could act on the terminal are left out again.
  public func setTitle(_ text: String) {
    guard kind.isModern, text != title else { return }
    title = text
    let safe = text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) }
    tap.send(Array("\u{1b}]2;".utf8) + Array(String(String.UnicodeScalarView(safe)).utf8) + ending)
  }

  /// Tells the desktop something through the terminal; terminals that do not know the command ignore it.
  ///
  /// - Parameters:
  ///   - form: the command that the terminal knows.
  ///   - title: what the notice is about, where the command has a place for it.
  ///   - text: a text that the sanitiser made; what could act on the terminal or end the command is left out again.
  public func notify(_ form: DesktopNotice, title: String, _ text: String) {
    guard isShown, kind.isModern else { return }
    tap.send(form.bytes(title: title, text))
  }

  /// How much a terminal takes for its clipboard: with the frame around it in base64 100,000 bytes.
  public static let mostCopied = 74_994

  /// Sends a text to the terminal's clipboard; whether this terminal can be asked to take it.
  ///
  /// Whether it did nobody knows: many ask their user first, or never listen.
  ///
  /// Source: xterm, "Operating System Commands", `Ps = 5 2`.
  /// - Parameter base64: what to copy, at most `mostCopied` bytes of it, encoded.
  /// - Returns: `false` where nothing was sent.
  public func copy(base64: String) -> Bool {
    guard isShown, kind.takesCopies else { return false }
    tap.send(Array("\u{1b}]52;c;".utf8) + Array(base64.utf8) + ending)
    return true
  }

  /// An operating system command ends with ST, not with a BEL: nobody may take it for the bell.
  private var ending: [UInt8] { [0x1b, UInt8(ascii: "\\")] }

  /// Bytes written to the terminal since it was opened.
  public var byteCount: Int { tap.byteCount }

  /// Whether the terminal has gone away: what is drawn reaches nobody, and no key will come.
  public var isGone: Bool { tap.isGone || hasInputEnded }

  // MARK: - Keys

  /// The descriptor to wait for.
  public var inputDescriptor: Int32 { 0 }

  /// After how many milliseconds without input `readEvents` must be called again; `nil` where nothing is unfinished.
  public var inputDeadlineMilliseconds: Int32? {
    guard decoder.hasPending else { return nil }
    return max(0, Int32(clamping: lastInput + Int64(pause) - now))
  }

  /// A paste may pause longer than the bytes of one key.
  private var pause: Int32 { decoder.isPasting ? 1000 : escapeDelay }

  private var now: Int64 { clinux_clock(0) / 1_000_000 }

  /// Asks the terminal to report clicks and the wheel, or not to; it reports no movement.
  ///
  /// While it does, the terminal's own selection of text needs Shift held down.
  public func setMouse(_ isOn: Bool) {
    guard kind.isModern, isOn != isMouseOn else { return }
    isMouseOn = isOn
    if isShown { tap.send(TerminalScreen.mouse(isOn)) }
  }

  private static func mouse(_ isOn: Bool) -> [UInt8] {
    Array((isOn ? "\u{1b}[?1000h\u{1b}[?1006h" : "\u{1b}[?1006l\u{1b}[?1000l").utf8)
  }

  /// What was typed and pasted since the last call, in its order; never waits.
  public func readEvents() -> [InputEvent] {
    var events: [InputEvent] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    var waiting = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, 0) > 0 {
      let count = bytes.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
      guard count > 0 else {
        // The descriptor stays readable for ever: whoever polls it must stop.
        hasInputEnded = count == 0 || (errno != EINTR && errno != EAGAIN)
        break
      }
      lastInput = now
      events += decoder.feed(bytes.prefix(count))
      if count < bytes.count { break }
    }
    if decoder.hasPending, now - lastInput >= Int64(pause) { events += decoder.finish() }
    return events
  }

  // MARK: - Coming and going

  /// Takes the terminal's new size, after SIGWINCH or SIGCONT, and returns it; the next frame is drawn in full.
  @discardableResult
  public func resized() -> GridSize {
    let size = modes.size() ?? (columns: 80, rows: 24)
    let rows = Int32(min(size.rows, 1000))
    resizeterm(rows, Int32(min(size.columns, 1000)))
    // Curses set the region for the size it began with; rows below would not be reached by a line feed.
    tap.flush()
    if let region = cncurses_scroll_region(rows) { tap.send(Array(String(cString: region).utf8)) }
    redraw()
    return self.size
  }

  /// Gives the terminal back and stops the process, as Ctrl-Z does; returns when it was continued, with the screen taken
  /// again and to be drawn in full.
  public func suspend() {
    leave()
    clinux_stop_self()
    resume()
  }

  /// Takes the screen again after the process was stopped from outside and continued.
  public func resume() {
    guard !tap.isGone else { return }
    modes.enterScreen()
    isShown = true
    guardAgainstCrashes()
    resized()
    enter()
  }

  /// Gives the terminal back for good and prints what was written to standard error meanwhile.
  public func close() {
    leave()
    errors?.release()
  }

  private func enter() {
    guard kind.isModern else { return }
    var bytes = Array("\u{1b}[?2004h".utf8)
    if isMouseOn { bytes += TerminalScreen.mouse(true) }
    if kind.keepsTitles { bytes += Array("\u{1b}[22;2t".utf8) }
    tap.send(bytes)
    let text = title
    title = ""
    if !text.isEmpty { setTitle(text) }
  }

  private func leave() {
    guard isShown else { return }
    isShown = false
    if kind.isModern {
      if isMouseOn { tap.send(TerminalScreen.mouse(false)) }
      tap.send(Array(((kind.keepsTitles ? "\u{1b}[23;2t" : "") + "\u{1b}[?2004l").utf8))
    }
    endwin()
    tap.flush()
    // Without a screen of our own the frame stays, and what follows begins below it.
    if cncurses_string("rmcup") == nil { tap.send(Array("\r\n".utf8)) }
    modes.restore()
    clinux_crash_terminal_left()
  }

  private func guardAgainstCrashes() {
    // What a frame left unfinished is cancelled; modes off, cursor on, keypad off, main screen, attributes off.
    let sequence =
      "\u{18}\u{1b}[?2026l\u{1b}[?2004l\u{1b}[?1000l\u{1b}[?1006l\u{1b}[?25h\u{1b}[?1l\u{1b}>"
      + "\u{1b}[?1049l\u{1b}[0m\r\n"
    let bytes = Array(sequence.utf8)
    options.version.withCString { version in
      bytes.withUnsafeBufferPointer { leave in
        var crash = clinux_crash(
          version: version, leave: leave.baseAddress, leave_length: leave.count, terminal: 1,
          saved_stderr: errors?.saved ?? -1, captured_stderr: errors?.memory ?? -1,
          report: options.crashReport)
        _ = clinux_crash_install(&crash)
      }
    }
  }
}
