internal import Metrics
internal import Rules

extension Session {
  /// Does what a key means.
  ///
  /// - Parameters:
  ///   - action: what the key means.
  ///   - situation: what is known now.
  ///   - screen: the frame that the person saw when the key was pressed; rows are chosen by it.
  /// - Returns: what the program has to do, in order.
  public mutating func apply(
    _ action: Action, in situation: Situation, seeing screen: Screen
  ) -> [Effect] {
    if let notice, notice.until <= situation.now || situation.recording != nil { self.notice = nil }
    if situation.recording != nil, let words = action.refusalInRecording {
      say(DisplayText(words), .warning, situation)
      return []
    }
    let effects = does(action, situation, screen)
    return situation.recording == nil ? effects : withoutWriting(effects, situation)
  }

  private mutating func does(
    _ action: Action, _ situation: Situation, _ screen: Screen
  ) -> [Effect] {
    if let effects = applyInPopup(action, situation, screen) { return effects }
    if let effects = applyInPrompt(action, situation, screen) { return effects }
    if let effects = applyToTripwire(action, situation, screen) { return effects }
    if let effects = applyAnywhere(action, situation, screen) { return effects }
    if applyToTime(action, situation, screen.events) { return [] }
    if applyToPlace(action, situation, screen) { return [] }
    if applyToGrid(action, situation, screen) { return [] }
    applyToPane(action, situation, screen)
    return []
  }

  /// What means the same in every view and stands in front of it.
  private mutating func applyAnywhere(
    _ action: Action, _ situation: Situation, _ screen: Screen
  ) -> [Effect]? {
    switch action {
    case .help: popup = .help(search: PromptState(.search), firstLine: 0)
    case .information: popup = .information(firstLine: 0)
    case .about: popup = .about(firstLine: 0)
    case .palette: prompt = PromptState(.command)
    case .point(let target): point(at: target, situation, screen)
    case .settings: popup = .settings(selection: 0, original: settings)
    case .filter: prompt = PromptState(.filter, text: level.filter)
    case .search: prompt = PromptState(.search, text: level.search)
    case .goToTime: prompt = PromptState(.time)
    case .mark: prompt = PromptState(.mark)
    case .redraw: return [.redrawAll]
    case .suspend: return [.suspend]
    case .reload: return [.reload]
    case .toggleHeader: isHeaderHidden.toggle()
    case .maximise: maximised = maximised == nil ? screen.focusedPane?.id : nil
    case .quit, .cancel: return quitOrClose(situation)
    case .pin, .onlyPinned, .copy, .copyView, .export:
      return applyToSelection(action, situation, screen)
    case .testBell: return [.testBell]
    case .dump(let path): return [.dump(path: path)]
    case .mute, .unmute: return mute(action, situation)
    case .rehearse: rehearse(situation, screen)
    case .silence: beginSilence(situation, screen)
    case .dismissTripwire: return dismissTripwire(situation, screen)
    case .acknowledge, .acknowledgeAll, .unacknowledge, .nextAlert:
      return applyToAlerts(action, situation)
    default: return nil
    }
    return []
  }

  /// Closes what is in front: a level below its view; on a view ends.
  private mutating func quitOrClose(_ situation: Situation) -> [Effect] {
    if levels.count > 1 {
      goUp()
      return []
    }
    return quit(situation)
  }

  /// Ends, after a question where something would be missed or lost.
  mutating func quit(_ situation: Situation) -> [Effect] {
    guard situation.recording == nil else { return [.quit] }
    if let urgent = situation.rules.urgent.first, urgent.rank == .first {
      popup = .quit(reason: "\(urgent.name.text) fires and nobody has acknowledged it")
      return []
    }
    if situation.isHistoryVolatile, let oldest = situation.oldest,
      situation.now - oldest > .seconds(600)
    {
      let reach = Age.text(seconds: (situation.now - oldest).inSeconds)
      popup = .quit(reason: "\(reach) of history are in memory only")
      return []
    }
    return [.quit]
  }

  /// The three kinds of quiet: an hour after a quarter, then sound again.
  private mutating func mute(_ action: Action, _ situation: Situation) -> [Effect] {
    guard action == .mute, let until = situation.bell.mutedUntil, until > situation.now else {
      guard action == .mute else {
        say("the bell is not muted any more", situation)
        return [.mute(until: nil)]
      }
      say("the bell is muted for 15 min; again: 1 h", situation)
      return [.mute(until: situation.now + .seconds(900))]
    }
    if until - situation.now <= .seconds(900) {
      say("the bell is muted for 1 h; again: not muted", situation)
      return [.mute(until: situation.now + .seconds(3600))]
    }
    say("the bell is not muted any more", situation)
    return [.mute(until: nil)]
  }

  /// Leaves a line for the person; it stands for five seconds of data.
  public mutating func say(
    _ text: DisplayText, _ tone: Tone = .plain, _ situation: Situation
  ) {
    notice = Notice(TextLine(text, tone), until: situation.now + .seconds(5))
  }

  mutating func say(_ text: String, _ situation: Situation) {
    say(DisplayText(text), .plain, situation)
  }
}
