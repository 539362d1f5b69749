internal import Metrics

/// The forms in which a view can be written to a file.
public enum ExportForm: String, Hashable, Sendable, CaseIterable {
  /// The table or chart that has the focus, a line a row; RFC 4180.
  case csv
  /// Every table and chart of the view; RFC 8259.
  case json
  /// The screen as text.
  case text = "txt"

  /// The form that the ending of a file's name stands for; `nil` for any other ending.
  public init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let point = name.lastIndex(of: "."), point > name.startIndex,
      let form = ExportForm(rawValue: name[name.index(after: point)...].lowercased())
    else { return nil }
    self = form
  }

  /// A name for a file: what is shown, and the moment, so that two differ.
  static func suggestion(_ session: Session, _ situation: Situation, _ screen: Screen) -> String {
    let title = screen.focusedPane?.title.text ?? session.view.rawValue
    var words: [String] = []
    for word in title.lowercased().split(whereSeparator: { !$0.isASCII || !$0.isLetter }) {
      words.append(String(word))
    }
    let name = words.isEmpty ? session.view.rawValue : words.prefix(4).joined(separator: "-")
    let clock = LocalTime(session.moment(in: situation), in: situation.zone)
    let time = clock.timeWithSeconds.filter { $0 != ":" }
    let day = clock.date.filter { $0 != "-" }
    let form: ExportForm
    switch screen.focusedPane?.content {
    case .text?, nil: form = .text
    case .table?, .chart?, .stat?, .gauge?, .heatmap?: form = .csv
    }
    return "\(name)-\(day)-\(time).\(form.rawValue)"
  }
}
