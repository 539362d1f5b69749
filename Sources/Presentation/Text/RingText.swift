internal import Metrics
public import Rules

/// Why the bell rang, in one line.
public enum RingText {
  /// The line, such as `DiskFull fires: /var is 97 % full`.
  ///
  /// - Parameters:
  ///   - reason: why it rang.
  ///   - alerts: the alerts that it rang for, as they stand now.
  ///   - zone: the zone of times.
  /// - Returns: the line; with more than one alert their names, at most four.
  public static func line(_ reason: RingReason, _ alerts: [AlertStatus], zone: Zone) -> DisplayText
  {
    switch reason {
    case .storm(let storm): return line(storm, zone: zone)
    case .firing, .newcomer: return line("fires", "alerts fire", alerts)
    case .start: return line("fires already", "alerts fire already", alerts)
    case .reminder: return line("still fires, not acknowledged", "alerts still fire", alerts)
    case .recovery: return line("is over", "tripwires are over", alerts)
    }
  }

  private static func line(
    _ one: DisplayText, _ several: DisplayText, _ alerts: [AlertStatus]
  ) -> DisplayText {
    guard alerts.count == 1, let alert = alerts.first else {
      var names: [ByteString] = []
      for alert in alerts where !names.contains(alert.name) { names.append(alert.name) }
      let shown = names.prefix(4).map { DisplayText($0, limit: 64) }.joined(separator: ", ")
      let count = DisplayText("\(alerts.count) ") + several + ": " + shown
      return names.count > 4 ? count + "…" : count
    }
    let name = DisplayText(alert.name, limit: 64) + " " + one
    let words = alert.annotations["summary"] ?? alert.annotations["description"] ?? ""
    return words.isEmpty ? name : name + ": " + DisplayText(words, limit: 200)
  }

  /// `12 alerts in 40 s on 9 hosts; bell held until 03:06Z`.
  ///
  /// - Parameters:
  ///   - storm: the figures.
  ///   - zone: the zone of the time.
  /// - Returns: the line.
  public static func line(_ storm: BellStorm, zone: Zone) -> DisplayText {
    let clock = LocalTime(storm.heldUntil, in: zone)
    let seconds = Int(storm.within.inSeconds.rounded())
    let hosts = storm.instances == 1 ? "1 host" : "\(storm.instances) hosts"
    return DisplayText(
      "\(storm.alerts) alerts in \(seconds) s on \(hosts); "
        + "bell held until \(clock.time)\(clock.zoneSuffix)")
  }
}
