public import Metrics

/// What is shown instead of a running machine: the history of one, which ends.
public struct RecordingFacts: Hashable, Sendable {
  /// The name of the machine that was recorded.
  public var host: ByteString
  /// Its oldest sample.
  public var start: Timestamp
  /// Its newest sample, at which it is opened.
  public var end: Timestamp

  /// The history of `host` from `start` to `end`.
  public init(host: ByteString, start: Timestamp, end: Timestamp) {
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

  /// `recording of web-3`, then `3h12m to 10:46:00Z`, which can be dropped.
  var status: [TextLine] {
    [
      TextLine([TextPiece("recording of ", .muted), TextPiece(host, .strong)]),
      TextLine(DisplayText("\(length) to \(ClockText.withSeconds(facts.end, zone))")),
    ]
  }

  /// `recording of web-3, 3h12m to 2026-11-24 10:46:00Z`.
  var reach: TextLine {
    let day = LocalTime(facts.end, in: zone).date
    let end = "\(day) \(ClockText.withSeconds(facts.end, zone))"
    return TextLine("recording of " + host + DisplayText(", \(length) to \(end)"), .muted)
  }
}
