internal import Metrics

extension Session {
  /// What a key does while a line is being typed; `nil` where none is.
  mutating func applyInPrompt(
    _ action: Action, _ situation: Situation, _ screen: Screen
  ) -> [Effect]? {
    guard var prompt else { return nil }
    let isTab = action == .edit(.complete) || action == .edit(.completeBack)
    if !isTab { (prompt.walk, prompt.isRefused) = (nil, false) }
    switch action {
    case .insert(let text):
      prompt.insert(text)
      prompt.recalled = 0
      changed(prompt)
    case .edit(.earlier): changed(recalled(prompt, by: 1))
    case .edit(.later): changed(recalled(prompt, by: -1))
    case .edit(.complete): changed(completed(prompt, isForward: true, screen))
    case .edit(.completeBack): changed(completed(prompt, isForward: false, screen))
    case .edit(let edit):
      prompt.edit(edit)
      changed(prompt)
    case .enter, .submit: return submit(prompt, situation)
    case .back, .cancel, .quit: giveUp(prompt, situation)
    case .redraw: return [.redrawAll]
    case .suspend: return [.suspend]
    default: break
    }
    return []
  }

  /// What is wrong with the line, or what it means.
  func remark(on prompt: PromptState, _ situation: Situation) -> TextLine? {
    switch prompt.kind {
    case .filter, .search:
      guard case .failure(let problem) = RowFilter.parsed(prompt.line) else { return nil }
      return TextLine(DisplayText(problem.description), .critical)
    case .time:
      guard !prompt.line.isEmpty else {
        return TextLine("10:32  03:04Z  -15m  yesterday 03:00", .muted)
      }
      switch TimeText.parsed(prompt.line, now: situation.now, zone: situation.zone) {
      case .success(let moment):
        let clock = LocalTime(moment, in: situation.zone)
        let distance = ClockText.distance(moment, now: situation.now)
        let text = "\(clock.date) \(clock.timeWithSeconds)\(clock.zoneSuffix) (\(distance))"
        return TextLine(DisplayText(text), .muted)
      case .failure(let problem): return TextLine(DisplayText(problem.description), .critical)
      }
    case .mark: return nil
    case .targets:
      if case .failure(let problem) = RowFilter.parsed(prompt.line) {
        return TextLine(DisplayText(problem.description), .critical)
      }
      return situation.offer.map { TextLine($0.count(of: prompt.line), .muted) }
    case .export: return ExportLine(prompt.line).remark
    case .command: return Command.remark(on: prompt.line)
    }
  }

  /// Filter and search act while they are typed, as long as they can be read.
  private mutating func changed(_ prompt: PromptState) {
    self.prompt = prompt
    guard prompt.kind == .filter || prompt.kind == .search,
      case .success = RowFilter.parsed(prompt.line)
    else { return }
    set(prompt.kind, prompt.line)
  }

  private mutating func set(_ kind: PromptState.Kind, _ line: String) {
    if kind == .filter { level.filter = line } else { level.search = line }
  }

  private mutating func giveUp(_ prompt: PromptState, _ situation: Situation) {
    self.prompt = nil
    if prompt.kind == .targets { popup = situation.offer.map { .targets($0) } }
    guard prompt.kind == .filter || prompt.kind == .search else { return }
    set(prompt.kind, prompt.original)
  }

  private mutating func submit(_ prompt: PromptState, _ situation: Situation) -> [Effect] {
    if !prompt.line.isEmpty {
      var lines = typed[prompt.kind] ?? []
      if lines.last != prompt.line { lines.append(prompt.line) }
      typed[prompt.kind] = lines.suffix(100)
    }
    switch prompt.kind {
    case .filter, .search:
      guard case .success = RowFilter.parsed(prompt.line) else { return [] }
      set(prompt.kind, prompt.line)
      self.prompt = nil
      return []
    case .time: return goToTyped(prompt.line, situation)
    case .mark:
      self.prompt = nil
      guard !prompt.line.isEmpty else { return [] }
      say("marked", situation)
      return [.mark(ByteString(prompt.line), at: moment(in: situation))]
    case .command:
      if runExpression(prompt, situation) { return [] }
      return run(prompt.line, situation)
    case .targets: return chooseTargets(prompt.line, situation)
    case .export:
      self.prompt = nil
      return export(to: prompt.line, situation)
    }
  }

  private mutating func goToTyped(_ line: String, _ situation: Situation) -> [Effect] {
    guard !line.isEmpty else {
      prompt = nil
      return []
    }
    guard
      case .success(let moment) = TimeText.parsed(line, now: situation.now, zone: situation.zone)
    else { return [] }
    prompt = nil
    go(to: moment, situation)
    return []
  }

  private func recalled(_ prompt: PromptState, by distance: Int) -> PromptState {
    var prompt = prompt
    let lines = typed[prompt.kind] ?? []
    let wanted = min(max(0, prompt.recalled + distance), lines.count)
    guard wanted != prompt.recalled else { return prompt }
    prompt.replace(with: wanted == 0 ? "" : lines[lines.count - wanted])
    prompt.recalled = wanted
    return prompt
  }
}
