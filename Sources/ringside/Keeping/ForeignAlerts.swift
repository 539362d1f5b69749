internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import Rules
internal import TimeSeries

/// The alerts that another process judges, read from their series.
///
/// Names, holds and words are those of the rules that are loaded here, where one of them has the alert's name.
struct ForeignAlerts {
  private let sources: [any SampleSource]
  private let engine = Engine()
  /// The rules that are loaded, none of them judged here.
  let rules: [RuleStatus]
  /// Who has taken on alerts at this screen, as long as the recorder does not say it.
  private var taken: [Labels: Acknowledgement] = [:]
  /// The alerts that were given back at this screen, and until when the recorder may not know it.
  private var returned: [Labels: Timestamp] = [:]
  /// The silences that the recorder keeps.
  private var silences: [Silence] = []
  /// The alerts at the last look, in the order of their labels.
  private var alerts: [AlertStatus] = []

  /// The alerts that stand in these sources.
  init(_ sources: [any SampleSource], rules: [RuleStatus]) {
    self.sources = sources
    self.rules = rules
  }

  /// The rules and alerts of this process, behind those of the other one.
  func merged(into own: RuleBookSnapshot) -> RuleBookSnapshot {
    var book = own
    book.rules = rules + own.rules
    let mine = Set(own.silences.map(\.matchers))
    book.silences = own.silences + silences.filter { !mine.contains($0.matchers) }
    let covered = alerts.map { alert in
      var alert = alert
      alert.silencedUntil = book.silences.filter { $0.covers(alert.labels, at: own.at) }
        .map(\.until).max()
      return alert
    }
    book.alerts =
      covered
      + own.alerts.map { alert in
        var alert = alert
        alert.rule += rules.count
        return alert
      }
    return book
  }

  /// Reads the alerts of a moment.
  mutating func look(at moment: Timestamp) {
    let starts = Dictionary(
      samples(AlertSeries.starts, at: moment).map { ($0.labels, $0.value) },
      uniquingKeysWith: { $1 })
    var found: [Labels: AlertStatus] = [:]
    for sample in samples(AlertSeries.states, at: moment) {
      let labels = sample.labels.setting("alertstate", to: "")
      let isFiring = sample.labels["alertstate"] == "firing"
      // In the moment of a change both states may be found: it fires.
      guard isFiring || found[labels] == nil else { continue }
      let begun = starts[labels].flatMap { Timestamp(seconds: $0) }
      found[labels] = status(labels, isFiring: isFiring, activeAt: begun ?? moment)
    }
    returned = returned.filter { $0.value > moment }
    for sample in samples(AlertSeries.acknowledgements, at: moment) {
      guard let said = AlertSeries.acknowledgement(sample.labels, sample.value),
        returned[said.alert] == nil
      else { continue }
      found[said.alert]?.acknowledgement = said.acknowledgement
      taken[said.alert] = nil
    }
    taken = taken.filter { found[$0.key] != nil }
    for (labels, acknowledgement) in taken { found[labels]?.acknowledgement = acknowledgement }
    silences = samples(AlertSeries.silences, at: moment).compactMap {
      AlertSeries.silence($0.labels, Sample(timestamp: moment, value: $0.value))
    }.filter { $0.until > moment }
    alerts = found.values.sorted { $0.labels < $1.labels }
  }

  private func status(_ labels: Labels, isFiring: Bool, activeAt: Timestamp) -> AlertStatus {
    let name = labels["alertname"] ?? "alert"
    var alert = AlertStatus(
      name: name, labels: labels, state: isFiring ? .firing : .pending, activeAt: activeAt)
    alert.rule = rules.firstIndex { $0.name == name && $0.kind == .alerting } ?? -1
    let hold = rules.indices.contains(alert.rule) ? rules[alert.rule].hold : .zero
    if isFiring { alert.firedAt = activeAt + hold }
    return alert
  }

  private func samples(
    _ name: ByteString, at moment: Timestamp
  ) -> [(labels: Labels, value: Double)] {
    guard let expression = try? Parser.parse(name),
      let answer = try? engine.evaluate(expression, at: moment, over: sources),
      case .vector(let samples) = answer.value
    else { return [] }
    return samples.map { ($0.labels.withoutMetricName, $0.value) }
  }

  /// Notes who has taken on alerts, for this screen.
  mutating func acknowledge(_ alerts: [Labels], by user: ByteString, at moment: Timestamp) {
    for labels in alerts {
      taken[labels] = Acknowledgement(at: moment, by: user)
      returned[labels] = nil
    }
  }

  /// How long the recorder may take to read a letter.
  private static let patience = Duration.seconds(15)

  /// Gives alerts back.
  mutating func unacknowledge(_ alerts: [Labels], at moment: Timestamp) {
    for labels in alerts {
      taken[labels] = nil
      returned[labels] = moment + ForeignAlerts.patience
    }
  }
}
