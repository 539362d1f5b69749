internal import Metrics

/// What a person types to have something written: `cpu.csv`, `window day.om`, `report incident.txt --with-cmdline`.
struct ExportLine: Hashable {
  /// What is written.
  enum Subject: String, Hashable, CaseIterable {
    /// What the screen shows.
    case view
    /// All samples of the window.
    case window
    /// What happened in the window.
    case report
  }

  /// What is written.
  var subject: Subject
  /// The file.
  var path: String
  /// Whether command lines are written whole.
  var showsCommandLines: Bool

  static let expectation =
    "expected a name in .csv .json .txt, 'report NAME.txt', 'window NAME.csv', or a name in .om .ring"

  private static let flag = "--with-cmdline"

  /// Reads a line.
  init(_ line: String) {
    var words = line.split(separator: " ", omittingEmptySubsequences: false)
    showsCommandLines = words.contains { $0 == ExportLine.flag }
    words.removeAll { $0 == ExportLine.flag }
    while words.last?.isEmpty ?? false { words.removeLast() }
    subject = .view
    if words.count > 1, let named = Subject(rawValue: String(words[0])) {
      subject = named
      words.removeFirst()
    }
    path = words.joined(separator: " ")
    // Only a window can be these.
    if subject == .view, ["om", "ring"].contains(ExportLine.ending(path)) { subject = .window }
  }

  /// The form in which the screen is written; `nil` where something else is, or the name has another ending.
  var viewForm: ExportForm? { subject == .view ? ExportForm(path: path) : nil }

  /// The form in which the window is written; `nil` where something else is, or the name has another ending.
  var windowForm: WindowExport.Form? {
    let form = WindowExport.Form(rawValue: ExportLine.ending(path))
    switch subject {
    case .view: return nil
    case .window: return form == .report ? nil : form
    case .report: return form == .report ? form : nil
    }
  }

  private static func ending(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let point = name.lastIndex(of: "."), point > name.startIndex else { return "" }
    return name[name.index(after: point)...].lowercased()
  }

  // MARK: - While it is typed

  private static let forms: [(subject: Subject, ending: String)] = [
    (.view, "csv"), (.view, "json"), (.view, "txt"), (.report, "txt"), (.window, "csv"),
    (.window, "om"), (.window, "ring"),
  ]

  /// The same name for the next form, or the one before.
  func next(isForward: Bool) -> String {
    let forms = ExportLine.forms
    let ending = ExportLine.ending(path)
    let place = forms.firstIndex { $0.subject == subject && $0.ending == ending }
    let step = isForward ? 1 : forms.count - 1
    let next = forms[place.map { ($0 + step) % forms.count } ?? 0]
    let base = ending.isEmpty ? path : String(path.dropLast(ending.count + 1))
    let name = (base.isEmpty ? "ringside" : base) + "." + next.ending
    let isSaid = next.subject == .report || (next.subject == .window && next.ending == "csv")
    return (isSaid ? next.subject.rawValue + " " : "") + name
      + (showsCommandLines ? " " + ExportLine.flag : "")
  }

  /// What would be written.
  var remark: TextLine {
    let commands = showsCommandLines ? "command lines whole" : "commands by name"
    switch (viewForm, windowForm) {
    case (.csv?, _): return words("the table or chart in front, all of its rows")
    case (.json?, _): return words("every table and chart of the view")
    case (.text?, _): return words("the screen as it is")
    case (_, .ring?): return words("a recording of the window; \(commands)")
    case (_, .openMetrics?): return words("the window, for promtool to backfill; \(commands)")
    case (_, .csv?): return words("every sample of the window; \(commands)")
    case (_, .report?): return words("what happened in the window; \(commands)")
    case (nil, nil):
      return TextLine(DisplayText(ExportLine.expectation), path.isEmpty ? .muted : .critical)
    }
  }

  private func words(_ what: String) -> TextLine {
    TextLine(DisplayText("\(what)   Tab: other forms"), .muted)
  }
}
