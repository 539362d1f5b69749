public import Metrics

/// What is shown instead of a running machine: the history of one, which ends, if only for now.
public struct RecordingFacts: Hashable, Sendable {
  /// The name of the machine that was recorded.
  public var host: ByteString
  /// Its oldest sample.
  public var start: Timestamp
  /// Its newest sample, at which it is opened.
  public var end: Timestamp
  /// The number of the process that is still writing it; `nil` where none is.
  public var writer: Int32?

  /// The history of `host` from `start` to `end`.
  public init(host: ByteString, start: Timestamp, end: Timestamp, writer: Int32? = nil) {
    self.writer = writer
    self.host = host
    self.start = start
    self.end = end
  }
}

/// What a screen says about a recording.
struct RecordingWords {
  let facts: RecordingFacts
  let zone: Zone

  private var length: String { Age.text(seconds: (facts.end - facts.start).inSeconds) }
  private var host: DisplayText { DisplayText(facts.host, limit: 64) }

  /// `being written by pid 4242`; `nil` where nobody writes it.
  private var writing: String? { facts.writer.map { "being written by pid \($0)" } }

  /// `recording of web-3`, then `being written by pid 4242` and `3h12m to 10:46:00Z`, which can be dropped.
  var status: [TextLine] {
    var lines = [TextLine([TextPiece("recording of ", .muted), TextPiece(host, .strong)])]
    if let writing { lines.append(TextLine(DisplayText(writing), .accent)) }
    lines.append(TextLine(DisplayText("\(length) to \(ClockText.withSeconds(facts.end, zone))")))
    return lines
  }

  /// `recording of web-3, being written by pid 4242, 3h12m to 2026-11-24 10:46:00Z`.
  var reach: TextLine {
    let day = LocalTime(facts.end, in: zone).date
    let end = "\(day) \(ClockText.withSeconds(facts.end, zone))"
    let words = [writing, "\(length) to \(end)"].compactMap { $0 }.joined(separator: ", ")
    return TextLine("recording of " + host + DisplayText(", \(words)"), .muted)
  }
}
