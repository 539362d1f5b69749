public import Metrics

/// A view as data: numbers in base units, texts as they came, times as RFC 3339 in UTC.
public struct Export {
  private let screen: Screen
  private let moment: Timestamp

  /// What a frame shows, to be written.
  ///
  /// - Parameters:
  ///   - screen: the frame, with all rows of its tables.
  ///   - moment: the moment that it shows.
  public init(_ screen: Screen, at moment: Timestamp) {
    self.screen = screen
    self.moment = moment
  }

  /// The table or chart that has the focus, else the view's main one, as lines that end in CR LF; `nil` where there is
  /// neither.
  ///
  /// A text that a spreadsheet would take for a formula begins with an apostrophe. What could act on a terminal is
  /// written as it is shown, as `\x1b`; JSON has the bytes.
  public var csv: String? {
    guard let pane = front else { return nil }
    if case .chart(let chart) = pane.content { return ExportCSV.text(chart) }
    return pane.exportedTable.map { ExportCSV.text($0) }
  }

  /// Every table and chart of the view as one object that ends in a line feed; `nil` where there is none.
  public var json: String? {
    let panes = screen.panes.compactMap(ExportJSON.pane)
    guard !panes.isEmpty else { return nil }
    return """
      {"time":\(ExportJSON.quoted(UTCText.text(moment))),"view":\(ExportJSON.quoted(view)),"panes":[
      \(panes.joined(separator: ",\n"))
      ]}

      """
  }

  /// How many lines `csv` has below its header; 0 where there is none.
  public var count: Int {
    if case .chart(let chart)? = front?.content {
      return chart.series.reduce(0) { $0 + $1.times.count }
    }
    return front?.exportedTable?.rows.count ?? 0
  }

  private var view: String {
    guard case .breadcrumb(let names, _) = screen.lead else { return "" }
    return names.map(\.text).joined(separator: " > ")
  }

  private var front: Pane? {
    let candidates = screen.panes.filter { pane in
      if case .text = pane.content { false } else { true }
    }
    return candidates.first { $0.id == screen.focus }
      ?? candidates.first { $0.place.slot == .main } ?? candidates.first
  }
}

/// Moments as other programs read them.
public enum UTCText {
  /// `2026-11-24T10:46:21Z`, with milliseconds where there are some.
  ///
  /// Source: RFC 3339, section 5.6.
  public static func text(_ moment: Timestamp) -> String {
    let clock = LocalTime(moment, in: .utc)
    let rest = ((moment.milliseconds % 1000) + 1000) % 1000
    let digits = String(rest)
    let part = rest == 0 ? "" : "." + String(repeating: "0", count: 3 - digits.count) + digits
    return clock.date + "T" + clock.timeWithSeconds + part + "Z"
  }
}

extension Unit {
  /// What follows the name of a column of an export: `_bytes`; empty for plain numbers.
  var suffix: String {
    switch self {
    case .count, .plain, .yesNo: ""
    case .perSecond: "_per_second"
    case .cores: "_cores"
    case .ratio: "_ratio"
    case .bytes, .decimalBytes: "_bytes"
    case .percent: "_percent"
    case .bitsPerSecond: "_bits_per_second"
    case .milliseconds: "_milliseconds"
    case .moment: "_timestamp_seconds"
    case .bytesPerSecond: "_bytes_per_second"
    case .seconds: "_seconds"
    case .celsius: "_celsius"
    case .hertz: "_hertz"
    }
  }
}

extension TableColumn {
  /// The name of the column in an export, with the unit of its numbers.
  var exportName: String { name + (unit?.suffix ?? "") }
}
