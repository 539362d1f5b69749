internal import Dashboards
internal import Metrics
internal import PromQLSyntax
internal import Rules

/// What a command line may go on with: the commands, what they act on, and the words of expressions.
///
/// Names come from the catalogue; labels and their values are a question to the query thread, so that a metric of very
/// many series keeps nobody waiting.
struct PromptCompletion {
  let scene: Scene
  /// What is typed in front of the cursor.
  let before: String
  /// The whole line, in which a metric may stand behind the cursor.
  let line: String

  /// The most candidates that are offered.
  static let most = 200
  private static let pane = PaneID("prompt")

  init(_ prompt: PromptState, _ scene: Scene) {
    self.scene = scene
    before = prompt.before
    line = prompt.line
  }

  private var catalogue: [MetricEntry] { scene.situation.catalogue }
  private var reading: CommandLineReading { CommandLineReading(before) }

  /// Where in an expression the cursor is; `nil` outside of one.
  private var cursor: ExpressionCursor? {
    reading.expression.map { ExpressionCursor($0.text) }
  }

  // MARK: - The question

  /// What has to be asked before labels can be offered.
  var request: PaneRequest? {
    if let condition = condition { return request(condition.slot, typed: condition.typed) }
    return cursor.flatMap { request($0.slot, typed: $0.typed) }
  }

  private func request(_ slot: ExpressionCursor.Slot, typed: String) -> PaneRequest? {
    switch slot {
    case .labelName(let metric):
      guard let metric = metric ?? mentioned else { return nil }
      return request(metric, "names", .labelNames)
    case .labelValue(let label, let metric?, let isPattern, _):
      let prefix = isPattern ? "" : String(typed.prefix { $0 != "\\" })
      return request(
        metric, "values", .labelValues(of: ByteString(label), prefix: ByteString(prefix)))
    case .labelValue, .name, .duration, .nothing: return nil
    }
  }

  private func request(_ metric: String, _ part: String, _ subject: PaneRequest.Subject)
    -> PaneRequest
  {
    // Labels change seldom, and every new moment would be another question.
    let moment = scene.isLive ? scene.moment.bucketStart(.seconds(5)) : scene.moment
    return PaneRequest(
      QueryID(PromptCompletion.pane, part), QueryText.metric(ByteString(metric)),
      .instant(moment), subject)
  }

  /// The first word of the line that is a metric.
  private var mentioned: String? {
    let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    return words.first { word in hasMetric(ByteString(word)) }.map { String($0) }
  }

  private func hasMetric(_ name: ByteString) -> Bool {
    catalogue.contains { $0.name == name }
  }

  // MARK: - Candidates

  /// What may stand at the cursor.
  func completion(_ answers: Answers) -> Completion {
    let reading = reading
    if !reading.isWordFinished {
      let names = reading.word.isEmpty ? [] : expression(answers).candidates
      let commands = CommandWord.candidates(reading.word)
      guard !commands.isEmpty else { return expression(answers) }
      return Completion(
        replaced: reading.word.count,
        candidates: Array((commands + names).prefix(PromptCompletion.most)))
    }
    switch reading.command?.argument {
    case .metric?: return metric(answers)
    case .target?: return words(scene.situation.targets.map { ($0.instance, "job \($0.job)") })
    case .alert?:
      let names = Set(scene.situation.rules.rules.map(\.name))
      return words(names.sorted().map { ($0, "") })
    case .dashboard?:
      return words(
        scene.situation.dashboards.map { (ByteString($0.name), $0.question) })
    case .theme?: return values(of: .theme, typed: reading.rest)
    case .setting?: return setting
    case .nothing?, .text?: return .none
    case .expression?, nil: return expression(answers)
    }
  }

  /// The names of settings and of the shown dashboard's variables, or the values of the setting that is named.
  private var setting: Completion {
    let (name, value) = Command.split(reading.rest)
    if reading.rest.contains(" ") {
      return SettingName(rawValue: name).map { values(of: $0, typed: value) } ?? .none
    }
    let variables = scene.session.chooserContext(scene.situation)?.chosenVariables ?? []
    return words(
      variables.map { (ByteString($0.name + "="), $0.label) }
        + SettingName.allCases.map { (ByteString($0.rawValue + " "), "") })
  }

  private func values(of name: SettingName, typed: String) -> Completion {
    let all = Session.choices(name, scene.session.settings, scene.situation)
    let found = all.filter { $0.hasPrefix(typed) && $0 != typed }
    return Completion(replaced: typed.count, candidates: found.map { PromptCandidate($0) })
  }

  private func words(_ all: [(name: ByteString, detail: String)]) -> Completion {
    let typed = reading.rest
    let found = all.filter { $0.name.text.hasPrefix(typed) && $0.name.text != typed }
    return Completion(
      replaced: typed.count,
      candidates: found.prefix(PromptCompletion.most).map {
        PromptCandidate(
          $0.name.text, name: DisplayText($0.name, limit: 80), detail: DisplayText($0.detail))
      })
  }

  private func expression(_ answers: Answers) -> Completion {
    guard let cursor else { return .none }
    return completion(cursor.slot, cursor.typed, answers, isInBraces: true)
  }

  private func completion(
    _ slot: ExpressionCursor.Slot, _ typed: String, _ answers: Answers, isInBraces: Bool
  ) -> Completion {
    let candidates: [PromptCandidate]
    switch slot {
    case .name: candidates = typed.isEmpty ? [] : names(typed)
    case .labelName(let metric):
      candidates = labelNames(typed, answers, isMatcher: isInBraces && metric != nil)
    case .labelValue: candidates = labelValues(slot, typed, answers, isInBraces)
    case .duration:
      candidates = ["1m", "5m", "15m", "1h"].filter { $0.hasPrefix(typed) }.map {
        PromptCandidate($0, ending: "]")
      }
    case .nothing: candidates = []
    }
    let isDone = candidates.count == 1 && candidates[0].insertion == typed
    return Completion(replaced: typed.count, candidates: isDone ? [] : candidates)
  }

  /// Aggregations, functions, keywords and metrics that begin with what was typed, then metrics that hold it.
  private func names(_ typed: String) -> [PromptCandidate] {
    let words = PromptWords.candidates(typed)
    var starting: [PromptCandidate] = []
    var holding: [PromptCandidate] = []
    let prefix = ByteString(typed)
    let lowered = typed.lowercased()
    for entry in catalogue {
      if entry.name.hasPrefix(prefix) {
        starting.append(candidate(entry))
      } else if typed.utf8.count > 1, holding.count < PromptCompletion.most,
        entry.name.text.lowercased().contains(lowered)
      {
        holding.append(candidate(entry))
      }
      if starting.count >= PromptCompletion.most { break }
    }
    return Array((words + starting + holding).prefix(PromptCompletion.most))
  }

  /// A metric, in braces where its name is none of PromQL's.
  private func candidate(_ entry: MetricEntry) -> PromptCandidate {
    let kind = DisplayText(entry.metadata.type.rawValue + "  ")
    return PromptCandidate(
      QueryText.metric(entry.name), name: DisplayText(entry.name, limit: 80),
      detail: kind + DisplayText(entry.metadata.help, limit: 80))
  }

  private func labelNames(
    _ typed: String, _ answers: Answers, isMatcher: Bool
  ) -> [PromptCandidate] {
    guard let request, let answer = answers[request.id], answer.request.query == request.query,
      case .labelNames(let names) = answer.outcome
    else { return [] }
    return names.filter { $0.name.text.hasPrefix(typed) }.map { label in
      let isBare = QueryText.isBareName(label.name)
      let such = label.examples.prefix(3).map { DisplayText($0, limit: 24) }
      return PromptCandidate(
        isBare ? label.name.text : QueryText.quoted(label.name), ending: isMatcher ? "=\"" : "",
        name: DisplayText(label.name, limit: 64),
        detail: DisplayText("\(label.values) values  ") + such.joined(separator: ", "))
    }
  }

  /// Values that begin with what was typed, as they are written in quotes.
  private func labelValues(
    _ slot: ExpressionCursor.Slot, _ typed: String, _ answers: Answers, _ isInBraces: Bool
  ) -> [PromptCandidate] {
    guard case .labelValue(let label, let metric, let isPattern, let isQuoted) = slot else {
      return []
    }
    return known(label, metric, answers).filter { !$0.value.isEmpty }.compactMap { found in
      let text = isPattern ? PromptWords.pattern(found.value) : QueryText.quoted(found.value)
      let inner = isPattern ? text : String(text.dropFirst().dropLast())
      let written = isInBraces ? inner : found.value.text
      guard written.hasPrefix(typed) else { return nil }
      return PromptCandidate(
        isInBraces && !isQuoted ? "\"" + written : written, ending: isInBraces ? "\"" : "",
        name: DisplayText(found.value, limit: 80),
        detail: found.series > 0 ? DisplayText("\(found.series) series") : .empty)
    }
  }

  /// The values of the newest answer that holds those which are wanted; without a metric those of the sources.
  private func known(_ label: String, _ metric: String?, _ answers: Answers) -> [LabelValue] {
    guard metric != nil else { return ofSources(label) }
    guard let request, let answer = answers[request.id], answer.request.query == request.query,
      case .labelValues(let values) = answer.outcome,
      case .labelValues(let name, let prefix) = answer.request.subject, name.text == label,
      case .labelValues(_, let wanted) = request.subject, wanted.hasPrefix(prefix)
    else { return [] }
    return values
  }

  private func ofSources(_ label: String) -> [LabelValue] {
    let values: Set<ByteString>
    switch label {
    case "job": values = Set(catalogue.flatMap(\.jobs))
    case "instance": values = Set(scene.situation.targets.map(\.instance))
    case "__name__": values = Set(catalogue.map(\.name))
    default: values = []
    }
    return values.sorted().map {
      LabelValue(value: $0, series: 0, sum: 0, least: 0, greatest: 0)
    }
  }

  // MARK: - `:metric NAME k=v,…`

  /// What is being typed of the conditions behind a metric's name; `nil` elsewhere.
  private var condition: (slot: ExpressionCursor.Slot, typed: String)? {
    guard reading.isWordFinished, reading.command?.argument == .metric,
      let blank = reading.rest.firstIndex(of: " ")
    else { return nil }
    let metric = String(reading.rest[..<blank])
    let last =
      reading.rest[blank...].split(omittingEmptySubsequences: false) {
        $0 == " " || $0 == ","
      }.last ?? ""
    guard let sign = last.firstIndex(of: "=") else {
      return (.labelName(metric: metric), String(last))
    }
    let typed = String(last[last.index(after: sign)...])
    return (
      .labelValue(
        label: String(last[..<sign]), metric: metric, isPattern: false, isQuoted: true), typed
    )
  }

  private func metric(_ answers: Answers) -> Completion {
    if let condition {
      var completion = completion(
        condition.slot, condition.typed, answers, isInBraces: false)
      if case .labelName = condition.slot {
        for index in completion.candidates.indices { completion.candidates[index].ending = "=" }
      }
      return completion
    }
    let typed = reading.rest
    let prefix = ByteString(typed)
    let lowered = typed.lowercased()
    let starting = catalogue.filter { $0.name.hasPrefix(prefix) }
    let holding =
      typed.utf8.count > 1
      ? catalogue.filter {
        !$0.name.hasPrefix(prefix) && $0.name.text.lowercased().contains(lowered)
      } : []
    let found = (starting + holding).prefix(PromptCompletion.most).map { entry in
      var candidate = candidate(entry)
      candidate.insertion = entry.name.text
      return candidate
    }
    let isDone = found.count == 1 && found[0].insertion == typed
    return Completion(replaced: typed.count, candidates: isDone ? [] : Array(found))
  }
}
