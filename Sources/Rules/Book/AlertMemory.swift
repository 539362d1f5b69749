public import Metrics

/// What a history says about alerts at its end: for a book and a bell that begin where another process has stopped.
///
/// As in Prometheus an alert is known again when it was written at most an hour ago. Of what the expression no longer
/// shows only alerts that are to be kept firing are brought back; others have resolved meanwhile.
public struct AlertMemory: Hashable, Sendable {
  /// What was known of one alert.
  public struct Entry: Hashable, Sendable {
    /// Since when its condition had held.
    public var activeAt: Timestamp
    /// When it was last written.
    public var lastSeen: Timestamp
    /// Whether it fired then; else it was pending.
    public var isFiring: Bool
    /// Until when it was to fire though its condition no longer held; `nil` where that held.
    public var keptUntil: Timestamp?
    /// Who had taken it on; `nil` when nobody had.
    public var acknowledgement: Acknowledgement?
    /// Since when a bell that a person hears had told of it; `nil` where none had.
    public var toldAt: Timestamp?
  }

  /// The alerts by their labels.
  public private(set) var alerts: [Labels: Entry] = [:]
  /// The silences that have not run out.
  public private(set) var silences: [Silence] = []
  /// When it was looked up.
  public let at: Timestamp

  /// How long nobody may have judged before what was known no longer counts.
  public static let tolerance = Duration.seconds(3600)

  /// Looks up what there was.
  ///
  /// - Parameters:
  ///   - now: the time now.
  ///   - newest: the newest sample of every series of a metric in a history; one that ended has a staleness marker.
  public init(at now: Timestamp, newest: (ByteString) -> [(labels: Labels, sample: Sample)]) {
    at = now
    func living(_ name: ByteString) -> [(labels: Labels, sample: Sample)] {
      newest(name).filter { !$0.sample.value.isStaleMarker && $0.sample.timestamp <= now }
        .map { ($0.labels.withoutMetricName, $0.sample) }
    }
    readAlerts(living(AlertSeries.states), living(AlertSeries.starts))
    for (labels, sample) in living(AlertSeries.acknowledgements) {
      guard let said = AlertSeries.acknowledgement(labels, sample.value) else { continue }
      alerts[said.alert]?.acknowledgement = said.acknowledgement
    }
    for (labels, sample) in living(AlertSeries.kept)
    where sample.timestamp == alerts[labels]?.lastSeen {
      alerts[labels]?.keptUntil = Timestamp(seconds: sample.value)
    }
    for (labels, sample) in living(AlertSeries.told) {
      alerts[labels]?.toldAt = Timestamp(seconds: sample.value)
    }
    silences = living(AlertSeries.silences).compactMap {
      AlertSeries.silence($0.labels, $0.sample)
    }.filter { $0.until > now }.sorted { ($0.until, $0.text) < ($1.until, $1.text) }
  }

  private mutating func readAlerts(
    _ states: [(labels: Labels, sample: Sample)], _ starts: [(labels: Labels, sample: Sample)]
  ) {
    let begun = Dictionary(starts.map { ($0.labels, $0.sample.value) }, uniquingKeysWith: { $1 })
    for (labels, sample) in states where at - sample.timestamp <= AlertMemory.tolerance {
      let identity = labels.setting("alertstate", to: "")
      // A writer that was killed between two samples may leave both states: the newer one holds.
      if let known = alerts[identity], known.lastSeen >= sample.timestamp { continue }
      let start = begun[identity].flatMap { Timestamp(seconds: $0) } ?? sample.timestamp
      alerts[identity] = Entry(
        activeAt: min(start, sample.timestamp), lastSeen: sample.timestamp,
        isFiring: labels["alertstate"] == "firing")
    }
  }

  /// The alerts that a bell which a person hears had told of, but for those that are news by now.
  ///
  /// - Parameter settling: for how long nothing may have been known of one.
  /// - Returns: since when each was told of, by its labels.
  public func told(within settling: Duration) -> [Labels: Timestamp] {
    alerts.filter { $0.value.isFiring && at - $0.value.lastSeen < settling }
      .compactMapValues(\.toldAt)
  }

  /// What is known of an alert that a rule shows for the first time.
  ///
  /// Data may come late: a target is scraped when its time comes. What is only shown after that is new.
  /// - Parameters:
  ///   - labels: the alert's labels.
  ///   - now: the time of the evaluation.
  ///   - interval: how often the rule is evaluated.
  /// - Returns: what it was; `nil` where it is a new one.
  func entry(_ labels: Labels, at now: Timestamp, every interval: Duration) -> Entry? {
    now - at <= max(AlertMemory.patience, interval * 2) ? alerts[labels] : nil
  }

  private static let patience = Duration.seconds(120)

  /// Forgets alerts that a book knows by now.
  mutating func forget(_ known: some Sequence<Labels>) {
    for labels in known { alerts[labels] = nil }
  }
}
