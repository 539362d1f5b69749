internal import Metrics

/// Something that happened to the machine or to what is scraped, as the ring shows it.
struct HistoryEvent: Hashable {
  var kind: ChartEvent.Kind
  var time: Timestamp
  /// To whom it happened; empty for the machine.
  var subject: DisplayText
  /// What happened, in words: `restarted`.
  var text: DisplayText
  /// Where more about it is.
  var place: Place?

  /// Both together.
  var words: DisplayText { subject.isEmpty ? text : subject + " " + text }

  /// The event as one that can be gone to.
  var chartEvent: ChartEvent { ChartEvent(kind, at: time, text: words) }
}
