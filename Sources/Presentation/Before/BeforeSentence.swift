internal import Metrics
internal import Rules

/// The line about what already happened, newest last.
struct BeforeSentence {
  let scene: Scene
  /// Everything that happened, oldest first.
  let history: [HistoryEvent]

  private static let most = 3
  /// Fewer columns are narrow.
  private static let narrow = 100
  /// Columns of the line for its heading and its hint.
  private static let margin = 22

  /// The line; `nil` where nothing happened up to the moment that is shown.
  var sentence: Sentence? {
    let past = (history.filter { $0.kind != .mark } + alerts).filter { $0.time <= scene.moment }
      .sorted { $0.time < $1.time }
    let newest = latest(past)
    guard let last = newest.last else { return nil }
    let phrases = newest.suffix(BeforeSentence.most).map { words($0.event, count: $0.count) }
    let (more, told) = fitting(phrases, of: newest.count)
    return Sentence(
      heading: "Before", text: TextLine([TextPiece(more, .muted), TextPiece(told)]),
      destination: last.event.place ?? .view(.alerts), hints: [Hint(.previousEvent, "go there")])
  }

  /// On a narrow screen as many of the phrases as fit on the line, the newest one at least; and how many more there are.
  private func fitting(_ phrases: [DisplayText], of all: Int) -> (more: DisplayText, DisplayText) {
    var left = phrases[...]
    while true {
      let more = all > left.count ? DisplayText("\(all - left.count) more · ") : .empty
      let told = Array(left).joined(separator: " · ")
      let columns = more.text.unicodeScalars.count + told.text.unicodeScalars.count
      let room = scene.situation.size.columns - BeforeSentence.margin
      guard left.count > 1, columns > room, scene.situation.size.columns < BeforeSentence.narrow
      else { return (more, told) }
      left = left.dropFirst()
    }
  }

  /// The newest of each kind of event, with how often it happened.
  private func latest(_ events: [HistoryEvent]) -> [(event: HistoryEvent, count: Int)] {
    var counts: [DisplayText: Int] = [:]
    var newest: [DisplayText: HistoryEvent] = [:]
    for event in events {
      counts[event.words, default: 0] += 1
      newest[event.words] = event
    }
    return newest.values.sorted { ($0.time, $0.words.text) < ($1.time, $1.words.text) }
      .map { ($0, counts[$0.words] ?? 1) }
  }

  private func words(_ event: HistoryEvent, count: Int) -> DisplayText {
    let clock = ClockText.short(event.time, now: scene.situation.now, scene.situation.zone)
    let text = event.words + DisplayText(" \(clock)")
    guard count > 1, let oldest = scene.situation.oldest else { return text }
    let reach = Age.text(seconds: (scene.moment - oldest).inSeconds)
    return text + DisplayText(" (\(BeforeSentence.ordinal(count)) in \(reach))")
  }

  static func ordinal(_ number: Int) -> String {
    let ending =
      switch (number % 10, number % 100) {
      case (_, 11...13): "th"
      case (1, _): "st"
      case (2, _): "nd"
      case (3, _): "rd"
      default: "th"
      }
    return "\(number)\(ending)"
  }

  /// Alerts that are over; what fires now has a line of its own.
  private var alerts: [HistoryEvent] {
    scene.situation.rules.alerts.compactMap { alert in
      guard let fired = alert.firedAt, let resolved = alert.resolvedAt else { return nil }
      let clock = ClockText.short(fired, now: scene.situation.now, scene.situation.zone)
      return HistoryEvent(
        kind: .alert, time: resolved, subject: DisplayText(alert.name, limit: 48),
        text: DisplayText("fired \(clock), resolved"), place: .alert(alert.labels))
    }
  }
}
