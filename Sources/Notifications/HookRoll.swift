internal import Metrics
internal import Rules

/// What one hook was told, and what it is to be told next.
struct HookRoll: Sendable {
  /// An alert that the hook need not be told of as news.
  fileprivate struct Entry: Sendable {
    var alert: AlertStatus
    /// When the hook was last told; `nil` where a person had taken the alert on before.
    var toldAt: Timestamp?
    /// Since when it does not fire; `nil` while it does.
    var quietSince: Timestamp?
    /// Whether it is known from before a restart only.
    var isRemembered = false
  }

  private var entries: [Labels: Entry] = [:]
  /// When the hook was last told of each group.
  private var calls: [Labels: Timestamp] = [:]

  /// The alerts that the hook was told of and when last.
  var told: [Labels: Timestamp] { entries.compactMapValues(\.toldAt) }

  /// Takes an alert as told that was before this roll began; it is over unless it is seen in time.
  mutating func remember(
    _ labels: Labels, toldAt moment: Timestamp, start: Timestamp, _ options: NotifierOptions,
    at now: Timestamp
  ) {
    let group = labels.grouped(by: options.groupBy)
    calls[group] = max(calls[group] ?? moment, moment)
    guard entries[labels] == nil else { return }
    let alert = AlertStatus(
      name: labels["alertname"] ?? "", labels: labels, state: .firing, activeAt: start)
    entries[labels] = Entry(alert: alert, toldAt: moment, quietSince: now, isRemembered: true)
  }

  /// Takes note of all alerts; the calls that are due, by group.
  mutating func hear(
    _ alerts: [AlertStatus], _ hook: Hook, _ options: NotifierOptions, at now: Timestamp
  ) -> [HookCall] {
    let news = note(alerts, hook, options, at: now)
    let over = settle(hook, options, at: now)
    var groups: [Labels: [AlertStatus]] = [:]
    for alert in news + over {
      groups[alert.labels.grouped(by: options.groupBy), default: []].append(alert)
    }
    for group in repeats(hook, options, at: now) where groups[group] == nil { groups[group] = [] }
    let due = groups.filter { group, _ in calls[group].map { now - $0 >= options.spacing } ?? true }
    return due.sorted { $0.key < $1.key }.map { group, changes in
      let alerts = changes + standing(group, options)
      tell(alerts, group, at: now)
      let document = AlertDocument(
        receiver: hook.name, group: group, alerts: alerts, externalLabels: options.externalLabels)
      return HookCall(hook: hook, document: ByteString(document.json))
    }
  }

  /// Brings what is known up to date; the alerts that fire and are news.
  private mutating func note(
    _ alerts: [AlertStatus], _ hook: Hook, _ options: NotifierOptions, at now: Timestamp
  ) -> [AlertStatus] {
    let firing = alerts.filter { $0.state == .firing }
    let present = Set(firing.map(\.labels))
    let resolved = Dictionary(
      alerts.filter { $0.state == .resolved }.map { ($0.labels, $0) }, uniquingKeysWith: { $1 })
    for (labels, entry) in entries where !present.contains(labels) {
      entries[labels]?.quietSince = entry.quietSince ?? now
      if let alert = resolved[labels] { entries[labels]?.alert = alert }
    }
    var news: [AlertStatus] = []
    for alert in firing.sorted(by: { $0.labels < $1.labels }) {
      if entries[alert.labels] != nil {
        entries[alert.labels]?.alert = alert
        entries[alert.labels]?.quietSince = nil
        entries[alert.labels]?.isRemembered = false
      } else if hook.wants(alert, options) {
        if alert.isAcknowledged {
          entries[alert.labels] = Entry(alert: alert)
        } else {
          news.append(alert)
        }
      }
    }
    return news
  }

  /// Forgets what has been over for long enough; what of that is to be told.
  ///
  /// What its group may not be told yet stays, so that it is told later.
  private mutating func settle(
    _ hook: Hook, _ options: NotifierOptions, at now: Timestamp
  ) -> [AlertStatus] {
    var over: [AlertStatus] = []
    for (labels, entry) in entries {
      let length = entry.isRemembered ? options.patience : options.settling
      guard let quiet = entry.quietSince, now - quiet >= length else { continue }
      guard hook.sendsResolved, entry.toldAt != nil, entry.alert.silencedUntil == nil else {
        entries[labels] = nil
        continue
      }
      var alert = entry.alert
      alert.state = .resolved
      alert.resolvedAt = alert.resolvedAt ?? quiet
      over.append(alert)
    }
    let known = Set(entries.keys.map { $0.grouped(by: options.groupBy) })
    calls = calls.filter { known.contains($0.key) || now - $0.value < options.spacing }
    return over.sorted { $0.labels < $1.labels }
  }

  /// The groups with an alert that has fired for so long since the hook was told that it is told again.
  private func repeats(
    _ hook: Hook, _ options: NotifierOptions, at now: Timestamp
  ) -> Set<Labels> {
    let waiting = entries.values.filter { entry in
      guard let toldAt = entry.toldAt, entry.isTold else { return false }
      return !entry.alert.isAcknowledged && now - toldAt >= hook.repeatInterval
    }
    return Set(waiting.map { $0.alert.labels.grouped(by: options.groupBy) })
  }

  /// The alerts of a group that were told of and still fire.
  private func standing(_ group: Labels, _ options: NotifierOptions) -> [AlertStatus] {
    entries.values.filter { $0.isTold && $0.alert.labels.grouped(by: options.groupBy) == group }
      .map(\.alert).sorted { $0.labels < $1.labels }
  }

  private mutating func tell(_ alerts: [AlertStatus], _ group: Labels, at now: Timestamp) {
    calls[group] = now
    for alert in alerts {
      entries[alert.labels] = alert.state == .firing ? Entry(alert: alert, toldAt: now) : nil
    }
  }
}

extension HookRoll.Entry {
  /// Whether the hook was told of it, it fires, and no silence covers it.
  fileprivate var isTold: Bool {
    toldAt != nil && quietSince == nil && alert.silencedUntil == nil
  }
}

extension Hook {
  /// Whether it is to be told of an alert that fires; one that a person has taken on stands for itself.
  fileprivate func wants(_ alert: AlertStatus, _ options: NotifierOptions) -> Bool {
    guard alert.silencedUntil == nil, alert.coverage >= 0.5 else { return false }
    guard let severities else { return alert.rank <= options.rank || alert.isSession }
    let word = ByteString(alert.labels["severity"]?.text.lowercased() ?? "")
    return severities.contains(word)
  }
}

extension Labels {
  /// What a group's alerts have in common.
  fileprivate func grouped(by names: [ByteString]) -> Labels {
    Labels(names.compactMap { name in self[name].map { (name: name, value: $0) } })
  }
}
