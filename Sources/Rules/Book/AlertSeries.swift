public import Metrics

/// The series by which alerts and what people say about them are written down.
public enum AlertSeries {
  /// Which alerts there are, with their state in the label `alertstate`; the value is 1.
  public static let states: ByteString = "ALERTS"
  /// Since when the condition of each holds, in Unix seconds.
  public static let starts: ByteString = "ALERTS_FOR_STATE"
  /// Who has taken on an alert, in the label `acknowledged_by`; the value is when, in Unix seconds.
  public static let acknowledgements: ByteString = "ringside_acknowledgement"
  /// Since when a bell that a person hears has told of an alert, in Unix seconds.
  public static let told: ByteString = "ringside_bell_told"
  /// When a hook was last told of an alert, in Unix seconds.
  public static let notified: ByteString = "ringside_notification_told"
  /// The matchers of a silence and who asked for it; the value is when it ends, in Unix seconds.
  public static let silences: ByteString = "ringside_silence"

  private static let by: ByteString = "acknowledged_by"

  /// The series of the acknowledgement of an alert.
  static func acknowledgement(_ alert: AlertStatus) -> (labels: Labels, value: Double)? {
    guard let given = alert.acknowledgement else { return nil }
    let labels = alert.labels.setting(Labels.metricNameLabel, to: acknowledgements)
    return (labels.setting(by, to: given.by), given.at.seconds)
  }

  /// What a sample of an acknowledgement says.
  ///
  /// - Parameters:
  ///   - labels: the labels of its series, without the name.
  ///   - value: its value.
  /// - Returns: the alert's labels and who has taken it on; `nil` where that is no moment.
  public static func acknowledgement(
    _ labels: Labels, _ value: Double
  ) -> (alert: Labels, acknowledgement: Acknowledgement)? {
    guard let at = Timestamp(seconds: value) else { return nil }
    return (labels.setting(by, to: ""), Acknowledgement(at: at, by: labels[by] ?? ""))
  }

  /// What a sample of a silence says.
  ///
  /// - Parameters:
  ///   - labels: the labels of its series.
  ///   - sample: the sample; the silence holds from its time at the latest.
  /// - Returns: the silence; `nil` where the series is of no silence.
  public static func silence(_ labels: Labels, _ sample: Sample) -> Silence? {
    guard let until = Timestamp(seconds: sample.value),
      let matchers = try? Silence.matchers(labels["matchers"] ?? "")
    else { return nil }
    return Silence(
      matchers: matchers, from: sample.timestamp, until: until, by: labels["by"] ?? "")
  }
}
