internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import Presentation
internal import TimeSeries

/// `ringside query`: evaluates PromQL over what sources hold.
struct QueryCommand: Equatable {
  /// How answers are written.
  enum Format: String, CaseIterable {
    case table, json, csv
  }

  /// The expressions, in order.
  var expressions: [String] = []
  /// Files with an expression on each line.
  var files: [String] = []
  /// Metrics URLs and OpenMetrics files, as written.
  var sources: [String] = []
  /// The moment of an instant query, as written.
  var moment: String?
  /// The range of a range query, as written.
  var start: String?, end: String?
  var step: Duration?
  var format = Format.table
  var paths = DashboardOptions().paths
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    while let option = arguments.next() { try take(option, &arguments) }
    guard !wantsHelp else { return }
    guard !expressions.isEmpty || !files.isEmpty else {
      throw UsageError(message: "no expression; expected 'ringside query EXPR…'")
    }
    let range: [Any?] = [start, end, step]
    let given = range.count { $0 != nil }
    guard given == 0 || given == 3 else {
      throw UsageError(message: "a range needs '--start', '--end' and '--step' together")
    }
    guard moment == nil || given == 0 else {
      throw UsageError(message: "'--at' and '--start' exclude each other")
    }
  }

  private mutating func take(
    _ option: String, _ arguments: inout Arguments
  ) throws(UsageError) {
    switch option {
    case "--source": sources += [try arguments.value(of: option)] + arguments.words()
    case "--at": moment = try arguments.value(of: option)
    case "--start": start = try arguments.value(of: option)
    case "--end": end = try arguments.value(of: option)
    case "--step": step = try arguments.duration(of: option, .milliseconds(1))
    case "-f": files.append(try arguments.value(of: option))
    case "--format":
      let name = try arguments.value(of: option)
      guard let format = Format(rawValue: name) else {
        throw UsageError(
          message: "option '--format': unknown format '\(name)'; expected table, json or csv")
      }
      self.format = format
    case "--help", "-h": wantsHelp = true
    case let expression where !expression.hasPrefix("--"): expressions.append(expression)
    default:
      throw UsageError(message: "unknown option '\(option)'; see 'ringside query --help'")
    }
  }

  /// The help of the command.
  static let help = """
    usage: ringside query EXPR… --source SOURCE… [option…]
    Evaluates PromQL over what the sources hold.

      --source SOURCE…   metrics URLs (http://host:9100/metrics, host:9100), read once, or
                         OpenMetrics files with timestamps
      -f FILE            expressions, one a line
      --at TIME          the moment of an instant query; default: the newest sample
      --start TIME --end TIME --step DURATION
                         a range query
      --format FORMAT    table, json or csv
    TIME is RFC 3339, Unix seconds, or relative: -15m.

    """
}

extension Arguments {
  /// The words up to the next option.
  mutating func words() -> [String] {
    var words: [String] = []
    while let word = following, !word.hasPrefix("-") {
      words.append(word)
      _ = next()
    }
    return words
  }
}

// MARK: - Running

extension QueryCommand {
  /// What one expression came to.
  private enum Outcome {
    case answer(Evaluation)
    case failure(type: String, message: String)
  }

  /// Evaluates and prints.
  func run(now: Timestamp) throws(UsageError) -> ExitStatus {
    if wantsHelp { return Output.print(Self.help) }
    guard !sources.isEmpty else {
      throw UsageError(message: "no source; expected '--source URL' or '--source FILE'")
    }
    let texts: [String]
    let loaded: LoadedSources
    do {
      texts = try allExpressions()
      loaded = try LoadedSources(sources, now: now)
    } catch {
      Output.diagnose(error.message)
      return error.status
    }
    var status = ExitStatus.fine
    for text in texts {
      let outcome = try outcome(text, loaded, now)
      if case .failure = outcome { status = .bad }
      guard write(outcome, text) else { return .world }
    }
    return status
  }

  private func allExpressions() throws(SourceError) -> [String] {
    var texts = expressions
    for file in files {
      do throws(InputFileError) {
        let lines = String(decoding: try InputFile.read(file), as: UTF8.self)
        texts += lines.split(whereSeparator: \.isNewline).map(String.init)
          .filter { !$0.isEmpty && !$0.hasPrefix("#") }
      } catch {
        throw SourceError(message: error.message, status: .world)
      }
    }
    return texts
  }

  private func outcome(
    _ text: String, _ loaded: LoadedSources, _ now: Timestamp
  ) throws(UsageError) -> Outcome {
    let expression: Expression
    do throws(SyntaxError) {
      expression = try Parser.parse(text)
    } catch {
      return .failure(type: "bad_data", message: error.rendered(in: ByteString(text)))
    }
    do throws(EvaluationError) {
      return .answer(try evaluate(expression, loaded, now))
    } catch {
      return .failure(type: error.apiType, message: error.description)
    }
  }

  private func evaluate(
    _ expression: Expression, _ loaded: LoadedSources, _ now: Timestamp
  ) throws(EvaluationError) -> Evaluation {
    let engine = Engine()
    guard let start, let end, let step else {
      let at = try moment.map { (text) throws(EvaluationError) in try read(text, now) }
      return try engine.evaluate(expression, at: at ?? loaded.newest ?? now, over: loaded.samples)
    }
    return try engine.evaluate(
      expression, from: try read(start, now), through: try read(end, now), step: step,
      over: loaded.samples)
  }

  private func read(_ text: String, _ now: Timestamp) throws(EvaluationError) -> Timestamp {
    guard let moment = MomentArgument.parse(text, now: now) else {
      throw .badRange(
        "'\(text)' is no time; expected RFC 3339, Unix seconds, or a relative one such as -15m")
    }
    return moment
  }

  private func write(_ outcome: Outcome, _ text: String) -> Bool {
    switch (outcome, format) {
    case (.answer(let evaluation), .json):
      return Output.line(ResultJSON.text(evaluation, query: ByteString(text)))
    case (.answer(let evaluation), .csv):
      return Output.write(Array(ResultCSV.text(evaluation.value).utf8), to: 1)
    case (.answer(let evaluation), .table):
      let table = ResultTable(usesBlocks: Output.isUTF8)
      return Output.write(Array(table.text(evaluation, query: ByteString(text)).utf8), to: 1)
    case (.failure(let type, let message), .json):
      return Output.line(ResultJSON.failure(type: type, message: message))
    case (.failure(_, let message), _):
      Output.diagnose(message)
      return true
    }
  }
}
