internal import Metrics
internal import Presentation
internal import Rules
internal import TerminalUI

/// What stands on the screen and why: the session, what is known, and the last frame.
///
/// It touches no terminal.
struct Display {
  /// What the person has chosen.
  private(set) var session: Session
  /// What is known beside the answers.
  var situation: Situation
  /// What the panes' queries came to.
  var answers = Answers()
  /// The last frame as a model.
  private(set) var screen: Screen
  private var drawing: Drawing
  /// The rungs of glyphs that can be shown, the finest first.
  private let glyphs: [GlyphSet]
  /// How many colours are seen, unless the settings want none.
  private let colors: ColorDepth
  /// The machine's own zone, to which the settings may return.
  private let localZone: Zone
  private let memo = FrameMemo()
  /// What was drawn last.
  private var lastFrame: Frame?
  /// The queries that were asked last.
  private var asked: [PaneRequest] = []
  /// The ticks at which that was, and whose answers were judged last.
  private var askedTick: Timestamp?
  private var judgedTick: Timestamp?

  init(
    session: Session, situation: Situation, glyphs: [GlyphSet], colors: ColorDepth = .palette
  ) {
    self.session = session
    self.situation = situation
    self.glyphs = glyphs
    self.colors = colors
    localZone = situation.zone
    drawing = Drawing(glyphs: GlyphSet.chosen(session.settings.glyphs, among: glyphs))
    self.situation.glyphChoices = glyphs.compactMap { GlyphChoice(rawValue: $0.rawValue) }
    self.situation.zone = session.settings.zone.zone(local: localZone)
    screen = session.screen(answers, in: self.situation)
  }

  /// What was asked for and cannot be drawn here, in words; `nil` where all can.
  var glyphNotice: String? {
    guard let wanted = GlyphSet(session.settings.glyphs), wanted != drawing.glyphs else {
      return nil
    }
    return "glyphs '\(wanted.rawValue)' are not drawn by this terminal; "
      + "'\(drawing.glyphs.rawValue)' are used"
  }

  /// Takes the newest answers, and lets the window follow the history; the next frame shows it.
  ///
  /// - Returns: whether the answers change what is to be asked.
  mutating func take(_ answers: Answers) -> Bool {
    self.answers = answers
    session.follow(situation)
    let isChanged = learn()
    return judge() || isChanged
  }

  /// Judges the answers of a tick once, when all are there; whether that changes what is to be asked.
  private mutating func judge() -> Bool {
    guard askedTick == situation.now, judgedTick != situation.now, isComplete else { return false }
    judgedTick = situation.now
    return session.judge(answers, in: situation, memo: memo)
  }

  /// Takes over what the present answers say about what is to be asked; whether that changes it.
  mutating func learn() -> Bool {
    var isChanged = session.learn(answers, in: situation)
    if let then = session.alertsThen(answers, in: situation) {
      let isSame = then.alerts.elementsEqual(situation.rules.alerts) {
        $0.labels == $1.labels && $0.state == $1.state
      }
      isChanged = !isSame || isChanged
      situation.rules = then
    }
    return isChanged
  }

  /// Does what a key means on the last frame; what remains for the program to do.
  mutating func press(_ key: Key) -> [Effect] {
    guard let action = drawing.keyMap.action(for: key, on: screen) else { return [] }
    let effects = session.apply(action, in: situation, seeing: screen)
    refresh()
    return effects
  }

  /// Does what the mouse means on the last frame; what remains for the program to do.
  mutating func point(_ act: MouseAct, column: Int, row: Int) -> [Effect] {
    guard session.settings.isMouseOn, let frame = lastFrame else { return [] }
    var effects: [Effect] = []
    for action in frame.actions(for: act, column: column, row: row, on: screen) {
      effects += session.apply(action, in: situation, seeing: screen)
      refresh()
    }
    return effects
  }

  /// Types pasted text where a line is being typed; elsewhere it is dropped, as it must never act as keys.
  mutating func paste(_ text: String) {
    guard session.prompt != nil else { return }
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    _ = session.apply(.insert(line), in: situation, seeing: screen)
    refresh()
  }

  /// Makes the model of the frame again, as the settings want it.
  mutating func refresh() {
    drawing.glyphs = GlyphSet.chosen(session.settings.glyphs, among: glyphs)
    drawing.colors = session.settings.theme == .mono ? .mono : colors
    situation.zone = session.settings.zone.zone(local: localZone)
    screen = session.screen(answers, in: situation, memo: memo)
  }

  /// What the frame needs answered; `nil` where that has been asked already.
  mutating func newRequest() -> QueryRequest? {
    let panes = session.requests(in: situation)
    let wantsCatalogue = session.wantsCatalogue
    askedTick = situation.now
    guard panes != asked || wantsCatalogue else { return nil }
    asked = panes
    return QueryRequest(panes: panes, wantsCatalogue: wantsCatalogue)
  }

  /// Whether everything that was asked last is answered.
  var isComplete: Bool {
    !asked.isEmpty && asked.allSatisfy { answers[$0.id]?.request == $0 }
  }

  /// The cells of the frame; the layout is remembered for the keys that need it.
  mutating func frame(_ size: GridSize) -> CellBuffer {
    situation.size = (size.columns, size.rows)
    refresh()
    var frame = drawing.frame(screen, size: size)
    if frame.chartColumns > 0, frame.chartColumns != situation.chartColumns {
      situation.chartColumns = frame.chartColumns
      refresh()
      frame = drawing.frame(screen, size: size)
    }
    situation.pageRows = max(1, frame.pageRows)
    lastFrame = frame
    situation.bodyRows = max(1, frame.bodyRows)
    return frame.cells
  }
}

extension Display {
  /// Shows another moment, as the prompt for a time does.
  mutating func go(to moment: Timestamp) {
    session.go(to: moment, situation)
    refresh()
  }

  /// Asks about many targets.
  mutating func ask(_ offer: TargetOffer) {
    session.ask(offer)
    refresh()
  }

  /// Leaves lines of the program for the person.
  mutating func say(_ lines: [String]) {
    guard let line = lines.last else { return }
    session.say(DisplayText(line), .plain, situation)
  }
}
