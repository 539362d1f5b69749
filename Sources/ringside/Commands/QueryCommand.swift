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
  /// Metrics URLs, OpenMetrics files and recordings, as written.
  var sources: [String] = []
  /// The moment of an instant query, as written.
  var moment: String?
  /// The range of a range query, as written.
  var start: String?, end: String?
  var step: Duration?
  var format = Format.table
  /// The experimental syntax that is accepted.
  var syntax = ParserOptions()
  /// What the engine takes for granted.
  var engine = EngineOptions()
  /// How long all of the evaluation of an expression may take; Prometheus's default.
  var timeout = Duration.seconds(120)
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
    case "--enable-feature":
      for name in try arguments.values(of: option) { try enable(name) }
    case "--query.timeout": timeout = try arguments.duration(of: option, .milliseconds(1))
    case "--query.lookback-delta":
      engine.lookback = try arguments.duration(of: option, .milliseconds(1))
    case "--query.max-samples":
      let text = try arguments.value(of: option)
      guard let count = Int(text), count > 0 else {
        throw UsageError(message: "option '\(option)': '\(text)' is no number above 0")
      }
      engine.maximumSamples = count
    case "--help", "-h": wantsHelp = true
    case let expression where !expression.hasPrefix("--"): expressions.append(expression)
    default:
      throw UsageError(message: "unknown option '\(option)'; see 'ringside query --help'")
    }
  }

  private mutating func enable(_ name: String) throws(UsageError) {
    if name == Self.delayedNameRemoval {
      engine.delaysNameRemoval = true
    } else if !syntax.enable(name) {
      let known = (ParserOptions.featureFlags + [Self.delayedNameRemoval]).joined(separator: ", ")
      throw UsageError(
        message: "option '--enable-feature': unknown feature '\(name)'; expected \(known)")
    }
  }

  private static let delayedNameRemoval = "promql-delayed-name-removal"

  /// The help of the command.
  static let help = """
    usage: ringside query EXPR… --source SOURCE… [option…]
    Evaluates PromQL over what the sources hold.

      --source SOURCE…   metrics URLs (http://host:9100/metrics, host:9100), read once;
                         OpenMetrics files with timestamps; or one recording
      -f FILE            expressions, one a line
      --at TIME          the moment of an instant query; default: the newest sample
      --start TIME --end TIME --step DURATION
                         a range query
      --format FORMAT    table, json (the data of Prometheus's HTTP API) or csv
      --enable-feature NAME,…
                         what Prometheus keeps behind a flag:
                         promql-experimental-functions, promql-duration-expr,
                         promql-extended-range-selectors, promql-binop-fill-modifiers,
                         promql-delayed-name-removal
      --query.timeout DURATION
                         how long an expression may take (2m)
      --query.max-samples COUNT
                         how many samples one may hold at once (50000000)
      --query.lookback-delta DURATION
                         how old the present value of a series may be (5m)
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
    let time = try time(now)
    let texts: [String]
    let loaded: LoadedSources
    do {
      texts = try allExpressions()
      loaded = try LoadedSources(sources, now: now)
    } catch {
      Output.diagnose(error.message)
      return error.status
    }
    if loaded.outOfOrder > 0 {
      let samples = loaded.outOfOrder == 1 ? "1 sample" : "\(loaded.outOfOrder) samples"
      Output.diagnose(
        "\(samples) left out: no newer than the one before it; expected the samples of a series in "
          + "the order of their times")
    }
    var status = ExitStatus.fine
    for text in texts {
      let outcome = outcome(text, loaded, time, now)
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
    _ text: String, _ loaded: LoadedSources, _ time: QueryTime, _ now: Timestamp
  ) -> Outcome {
    let expression: Expression
    do throws(SyntaxError) {
      expression = try Parser.parse(text, options: syntax)
    } catch {
      let text = ByteString(text)
      return .failure(
        type: "bad_data",
        message: format == .json ? error.summary(in: text) : error.rendered(in: text))
    }
    do throws(EvaluationError) {
      return .answer(try evaluate(expression, loaded, time, now))
    } catch {
      return .failure(type: error.apiType, message: error.description)
    }
  }

  private func evaluate(
    _ expression: Expression, _ loaded: LoadedSources, _ time: QueryTime, _ now: Timestamp
  ) throws(EvaluationError) -> Evaluation {
    let engine = Engine(options: engine)
    let interruption = Interruption.deadline(ContinuousClock.now.advanced(by: timeout))
    switch time {
    case .moment(let moment):
      return try engine.evaluate(
        expression, at: moment ?? loaded.newest ?? now, over: loaded.samples,
        interruption: interruption)
    case .range(let start, let end, let step):
      return try engine.evaluate(
        expression, from: start, through: end, step: step, over: loaded.samples,
        interruption: interruption)
    }
  }

  /// For when the expressions are asked.
  private enum QueryTime {
    /// `nil` for the newest sample.
    case moment(Timestamp?)
    case range(start: Timestamp, end: Timestamp, step: Duration)
  }

  private func time(_ now: Timestamp) throws(UsageError) -> QueryTime {
    guard let start, let end, let step else {
      guard let moment else { return .moment(nil) }
      return .moment(try read(moment, now, "--at"))
    }
    return .range(
      start: try read(start, now, "--start"), end: try read(end, now, "--end"), step: step)
  }

  private func read(
    _ text: String, _ now: Timestamp, _ option: String
  ) throws(UsageError) -> Timestamp {
    guard let moment = MomentArgument.parse(text, now: now) else {
      throw UsageError(
        message: "option '\(option)': '\(text)' is no time; expected RFC 3339, Unix seconds, or a "
          + "relative one such as -15m")
    }
    return moment
  }

  private func write(_ outcome: Outcome, _ text: String) -> Bool {
    switch (outcome, format) {
    case (.answer(let evaluation), .json):
      return Output.line(ResultJSON.text(evaluation, query: ByteString(text)))
    case (.answer(let evaluation), .csv):
      remark(evaluation, text)
      return Output.write(Array(ResultCSV.text(evaluation.value).utf8), to: 1)
    case (.answer(let evaluation), .table):
      remark(evaluation, text)
      let table = ResultTable(usesBlocks: Output.isUTF8)
      return Output.write(Array(table.text(evaluation.value).utf8), to: 1)
    case (.failure(let type, let message), .json):
      return Output.line(ResultJSON.failure(type: type, message: message))
    case (.failure(_, let message), _):
      Output.diagnose(message)
      return true
    }
  }

  /// Says beside an answer what its reader should know about it.
  private func remark(_ evaluation: Evaluation, _ text: String) {
    for annotation in evaluation.annotations {
      Output.diagnose(annotation.rendered(in: ByteString(text)))
    }
    for archive in evaluation.archives {
      let width = PrometheusDuration.text(archive.width)
      Output.diagnose("from the \(width) archive before \(UTCText.text(archive.before))")
    }
  }
}
