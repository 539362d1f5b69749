internal import Metrics
internal import Presentation
internal import TimeSeries

/// Writes a stretch of the history to a new file.
struct WindowWriter: Sendable {
  let sources: [any SampleSource]
  /// Who made the file, for a recording: the program and its version.
  let program: String

  /// Writes the file.
  ///
  /// - Parameters:
  ///   - export: what is wanted.
  ///   - situation: what is known beside the samples.
  /// - Returns: what was written where, or what is wrong.
  func write(_ export: WindowExport, _ situation: Situation) -> String {
    let path = ViewWriter.expanded(export.path)
    let sources = export.showsCommandLines ? sources : sources.map(RedactedSource.init)
    let samples = WindowSamples(sources: sources, start: export.start, end: export.end)
    if export.form == .ring {
      return WindowRing(samples, situation, program: program).write(to: path)
    }
    do throws(InputFileError) {
      var file = try NewFile(path)
      let steps: WindowSteps
      switch export.form {
      case .ring: steps = WindowSteps()
      case .openMetrics:
        var page = WindowOpenMetrics(samples, situation.zone)
        page.write(to: &file)
        steps = page.steps
      case .csv: steps = WindowCSV.write(samples, to: &file)
      case .report:
        steps = samples.steps
        file.write(report(sources, export, situation))
        if let words = steps.words(situation.zone) {
          file.write("\nOf what is older no single samples are left: \(words).\n")
        }
      }
      let bytes = file.finished()
      guard let bytes else {
        return "\(path): the disk is full or unwritable; nothing was written"
      }
      let remark = steps.words(situation.zone).map { "; \($0)" } ?? ""
      return "wrote \(bytes) bytes to \(ViewWriter.absolute(path))\(remark)"
    } catch {
      return error.message
    }
  }

  private func report(
    _ sources: [any SampleSource], _ export: WindowExport, _ situation: Situation
  ) -> String {
    let report = IncidentReport(from: export.start, through: export.end, in: situation)
    var queries = PaneQueries(sources: sources)
    let overview = answers(report, report.overview, &queries, situation.now)
    let worst = report.worst(overview)
    let then = answers(report, worst, &queries, situation.now)
    return report.text(overview, worst: worst, then)
  }

  /// What a session of the report asks; in a recording that depends on the alerts that are found first.
  private func answers(
    _ report: IncidentReport, _ session: Session, _ queries: inout PaneQueries, _ tick: Timestamp
  ) -> Answers {
    var answers = Answers()
    for _ in 0..<3 {
      var isDone = true
      for request in session.requests(in: report.situation(session, answers))
      where answers[request.id]?.request != request {
        isDone = false
        answers[request.id] = queries.answer(request, tick: tick)
      }
      if isDone { break }
    }
    return answers
  }
}
