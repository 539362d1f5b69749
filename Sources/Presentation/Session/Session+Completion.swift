internal import Metrics

extension Session {
  /// Whether the list of all metrics is needed: by the view, or for names in the line that is being typed.
  public var wantsCatalogue: Bool { view == .explore || prompt?.kind == .command }

  /// What Tab makes of a line: as much as is certain, then one candidate after the other.
  ///
  /// - Parameters:
  ///   - prompt: the line.
  ///   - isForward: whether the next candidate is wanted, else the one before.
  ///   - screen: the frame on which the candidates stood.
  /// - Returns: the line after Tab.
  func completed(_ prompt: PromptState, isForward: Bool, _ screen: Screen) -> PromptState {
    if prompt.kind == .export {
      var prompt = prompt
      prompt.replace(with: ExportLine(prompt.line).next(isForward: isForward))
      return prompt
    }
    guard prompt.kind == .command, case .prompt(let model) = screen.lead else { return prompt }
    let completion = model.completion
    let candidates = completion.candidates
    guard !candidates.isEmpty else { return prompt }
    var prompt = prompt
    if let walk = prompt.walk {
      let next = walk.chosen + (isForward ? 1 : candidates.count - 1)
      prompt.walk(to: next % candidates.count)
      return prompt
    }
    if candidates.count == 1 {
      prompt.replace(completion.replaced, with: candidates[0].insertion + candidates[0].ending)
      return prompt
    }
    let typed = String(prompt.before.suffix(completion.replaced))
    if let common = commonStart(candidates.map(\.insertion)), common.hasPrefix(typed),
      common.count > typed.count
    {
      prompt.replace(completion.replaced, with: common)
      return prompt
    }
    prompt.walk = CompletionWalk(completion: completion, chosen: 0)
    prompt.walk(to: isForward ? 0 : candidates.count - 1)
    return prompt
  }

  private func commonStart(_ texts: [String]) -> String? {
    guard var start = texts.first else { return nil }
    for text in texts {
      while !text.hasPrefix(start) { start.removeLast() }
    }
    return start
  }

  /// Where a typed command or expression is wrong; `nil` where it is not.
  func caret(_ prompt: PromptState, _ situation: Situation) -> PromptCaret? {
    guard prompt.kind == .command else { return nil }
    let reading = CommandLineReading(prompt.line)
    guard let expression = reading.expression else { return nil }
    let isCommand = reading.command != nil
    if !isCommand, !reading.isWordFinished, !prompt.isRefused,
      !CommandWord.candidates(reading.word).isEmpty
    {
      return nil
    }
    // `tell-me-when` and `rehearse` have words of their own behind the expression.
    guard !isCommand || reading.word == "expr" else { return nil }
    guard var caret = ExpressionCheck.caret(expression.text, isFinal: prompt.isRefused) else {
      guard prompt.isRefused, !isCommand, let reason = unknown(expression.text, situation) else {
        return nil
      }
      return PromptCaret(at: expression.start, TextLine(DisplayText(reason), .critical))
    }
    caret.position += expression.start
    return caret
  }

  /// Why a single word is taken for no expression: it is neither a command nor a metric.
  private func unknown(_ text: String, _ situation: Situation) -> String? {
    let name = String(text.prefix { $0 != " " })
    guard !situation.catalogue.isEmpty, QueryText.isBareName(ByteString(name), colons: true),
      text.dropFirst(name.count).allSatisfy({ $0 == " " }),
      !situation.catalogue.contains(where: { $0.name.text == name })
    else { return nil }
    return "no command and no metric is called '\(name)'"
  }

  /// Takes a line that is no command: an expression becomes a chart, anything else stays and says why.
  mutating func runExpression(_ prompt: PromptState, _ situation: Situation) -> Bool {
    guard let expression = CommandLineReading(prompt.line).expression else { return false }
    var refused = prompt
    refused.isRefused = true
    guard caret(refused, situation) == nil else {
      self.prompt = refused
      return true
    }
    self.prompt = nil
    open(.expression(expression.text.trimmed), under: .explore)
    return true
  }
}

extension String {
  /// Without blanks at its ends.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text.drop { $0 == " " })
  }
}
