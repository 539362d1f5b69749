internal import Documents
internal import Glibc
internal import Metrics
internal import Rules

/// The document that tells of the alerts of one group.
///
/// Source: Prometheus, Alertmanager, Configuration, `webhook_config`, version 4.
struct AlertDocument {
  /// What the hook is called.
  let receiver: ByteString
  /// The labels in which the alerts of the group agree.
  let group: Labels
  /// The alerts, what is new first.
  let alerts: [AlertStatus]
  /// What every alert carries unless it has such a label itself.
  let externalLabels: Labels

  /// So many alerts are in a document at most; it says how many more there are.
  static let most = 100

  /// The document's bytes, a line end after them.
  var json: String {
    let told = alerts.prefix(AlertDocument.most)
    let labels = told.map { externalLabels.merging($0.labels) }
    let isFiring = alerts.contains { $0.state == .firing }
    let objects = zip(told, labels).map(AlertDocument.object)
    let common = AlertDocument.common(told.map(\.annotations))
    return "{\"version\":\"4\",\"groupKey\":\(JSONText.quoted(ByteString(groupKey))),"
      + "\"truncatedAlerts\":\(alerts.count - told.count),"
      + "\"status\":\"\(isFiring ? "firing" : "resolved")\","
      + "\"receiver\":\(JSONText.quoted(receiver)),"
      + "\"groupLabels\":\(AlertDocument.object(group)),"
      + "\"commonLabels\":\(AlertDocument.object(AlertDocument.common(labels))),"
      + "\"commonAnnotations\":\(AlertDocument.object(common)),"
      + "\"externalURL\":\"\",\"alerts\":[\(objects.joined(separator: ","))]}\n"
  }

  private var groupKey: String {
    let pairs = group.map { "\($0.name.text)=\(JSONText.quoted($0.value))" }
    return "{}:{\(pairs.joined(separator: ", "))}"
  }

  private static func object(_ alert: AlertStatus, _ labels: Labels) -> String {
    let isFiring = alert.state == .firing
    let end = isFiring ? nil : alert.resolvedAt
    return "{\"status\":\"\(isFiring ? "firing" : "resolved")\","
      + "\"labels\":\(object(labels)),\"annotations\":\(object(alert.annotations)),"
      + "\"startsAt\":\"\(moment(alert.firedAt ?? alert.activeAt))\","
      + "\"endsAt\":\"\(end.map(moment) ?? "0001-01-01T00:00:00Z")\",\"generatorURL\":\"\","
      + "\"fingerprint\":\"\(fingerprint(labels))\"}"
  }

  private static func object(_ labels: Labels) -> String {
    let pairs = labels.map { "\(JSONText.quoted($0.name)):\(JSONText.quoted($0.value))" }
    return "{\(pairs.joined(separator: ","))}"
  }

  /// The pairs that all of `sets` have.
  private static func common(_ sets: [Labels]) -> Labels {
    guard let first = sets.first else { return .empty }
    return Labels(first.filter { pair in sets.allSatisfy { $0[pair.name] == pair.value } })
  }

  /// A moment in RFC 3339, its fraction as short as it can be.
  private static func moment(_ moment: Timestamp) -> String {
    let second = moment.bucketStart(.seconds(1))
    var seconds = time_t(second.milliseconds / 1000)
    var fields = tm()
    gmtime_r(&seconds, &fields)
    let fraction = padded(Int((moment - second).milliseconds), 3)
    let date =
      [padded(Int(fields.tm_year) + 1900, 4)] + [fields.tm_mon + 1, fields.tm_mday].map(two)
    let time = [fields.tm_hour, fields.tm_min, fields.tm_sec].map(two)
    var text = date.joined(separator: "-") + "T" + time.joined(separator: ":")
    if fraction != "000" { text += "." + fraction.trimmedZeros }
    return text + "Z"
  }

  private static func two(_ number: Int32) -> String { padded(Int(number), 2) }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// What Alertmanager knows an alert by: FNV-1a over names and values, each with a byte 255 after it.
  private static func fingerprint(_ labels: Labels) -> String {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for pair in labels {
      for byte in pair.name.bytes + [255] + pair.value.bytes + [255] {
        hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension String {
  fileprivate var trimmedZeros: String { String(reversed().drop { $0 == "0" }.reversed()) }
}
