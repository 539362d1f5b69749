internal import Metrics

/// Who has a claim to the bell: how each alert that fires, or fired a while ago, stands with it.
struct BellRoll: Sendable {
  /// How an alert stands with the bell.
  enum Standing: Hashable {
    /// It wants to ring and has not.
    case waiting
    /// A ring, an acknowledgement, a mute or the line of a storm covers it.
    case told
    /// It has no claim, for this reason.
    case withheld(WithholdReason)
  }

  /// What is known of one alert.
  struct Entry: Sendable {
    var standing: Standing
    var group: Labels
    var isSession: Bool
    /// Since when it fires without a break.
    var since: Timestamp
    /// Since when it does not fire; `nil` while it does.
    var quietSince: Timestamp?
    /// Whether it has stopped and started again since it was told.
    var isFlapping = false
    /// When it was told; `nil` until then.
    var toldAt: Timestamp?
    /// Whether it was told before this roll began and has not been seen by it.
    var isRemembered = false

    /// Whether it has been quiet for so long that it is news when it fires again.
    func isSettled(_ terms: Terms) -> Bool {
      quietSince.map { terms.now - $0 >= terms.options.settling } ?? false
    }
  }

  /// What the bell may do at the time of a call.
  struct Terms {
    var now: Timestamp
    var isMuted: Bool
    var isHeld: Bool
    var options: BellOptions
  }

  /// The alerts that got a claim at the last call, a list for each group of them.
  private(set) var newcomers: [[Labels]] = []
  /// The alerts that came while the bell was held: the line of the storm tells of them.
  private(set) var folded: [Labels] = []
  /// Tripwires that were told, are over, and want to say so.
  private(set) var recovered: Set<Labels> = []
  private var entries: [Labels: Entry] = [:]

  /// Gives every firing alert its standing; one that no longer fires is forgotten when it has been quiet for long enough,
  /// so that it is news when it fires again.
  ///
  /// - Parameters:
  ///   - firing: the alerts that fire.
  ///   - over: the alerts of tripwires that have fired and no longer do.
  ///   - terms: what the bell may do.
  /// - Returns: what was withheld, by reason.
  mutating func call(_ firing: [AlertStatus], over: Set<Labels>, _ terms: Terms) -> [BellAction] {
    var withheld: [WithholdReason: [Labels]] = [:]
    let present = Set(firing.map(\.labels))
    for (labels, entry) in entries where !present.contains(labels) {
      if let reason = leave(labels, entry, isOver: over.contains(labels), terms) {
        withheld[reason, default: []].append(labels)
      }
    }
    recovered.formIntersection(over.union(present))
    newcomers = []
    folded = []
    var arrivals: [Labels: [Labels]] = [:]
    for alert in firing {
      let former = entries[alert.labels].flatMap { $0.isSettled(terms) ? nil : $0 }
      let (entry, reason) = entry(alert, formerly: former, terms)
      entries[alert.labels] = entry
      if let reason { withheld[reason, default: []].append(alert.labels) }
      if reason == .held { folded.append(alert.labels) }
      guard entry.standing == .waiting, former?.standing != .waiting else { continue }
      arrivals[entry.group, default: []].append(alert.labels)
    }
    newcomers = arrivals.values.map { $0.sorted() }
    return WithholdReason.allCases.compactMap { reason in
      guard let alerts = withheld[reason], !alerts.isEmpty else { return nil }
      return .withhold(reason, alerts: alerts.sorted())
    }
  }

  /// An alert does not fire any more; the reason to count where something is not told because of that.
  private mutating func leave(
    _ labels: Labels, _ entry: Entry, isOver: Bool, _ terms: Terms
  ) -> WithholdReason? {
    guard entry.standing == .told else {
      entries[labels] = nil
      return entry.standing == .waiting ? .resolved : nil
    }
    guard !entry.isSession else {
      entries[labels] = nil
      guard isOver else { return nil }
      if terms.isMuted { return .muted }
      recovered.insert(labels)
      return nil
    }
    entries[labels]?.quietSince = entry.quietSince ?? terms.now
    if entry.isSettled(terms) { entries[labels] = nil }
    return nil
  }

  /// How a firing alert stands now, and the reason to count when it has just lost its claim.
  private mutating func entry(
    _ alert: AlertStatus, formerly former: Entry?, _ terms: Terms
  ) -> (Entry, WithholdReason?) {
    var entry =
      former
      ?? Entry(
        standing: .waiting, group: alert.labels.grouped(by: terms.options.groupBy),
        isSession: alert.isSession, since: terms.now)
    if entry.isRemembered {
      entry.isRemembered = false
      entry.quietSince = nil
    }
    if recovered.remove(alert.labels) != nil {
      // What was told last is true again.
      entry.standing = .told
      return (entry, .flapping)
    }
    if entry.quietSince != nil {
      entry.quietSince = nil
      entry.since = terms.now
      entry.isFlapping = true
      return (entry, .flapping)
    }
    let (standing, reason) = standing(of: alert, formerly: former?.standing, terms)
    if standing == .told, entry.standing != .told { entry.toldAt = terms.now }
    entry.standing = standing
    return (entry, reason)
  }

  private func standing(
    of alert: AlertStatus, formerly former: Standing?, _ terms: Terms
  ) -> (Standing, WithholdReason?) {
    if alert.isAcknowledged { return (.told, former == .waiting ? .acknowledged : nil) }
    if let reason = alert.objection(terms.options) {
      return (.withheld(reason), former == .withheld(reason) ? nil : reason)
    }
    switch former {
    case .told: return (.told, nil)
    case .waiting, .withheld, nil:
      if terms.isMuted { return (.told, .muted) }
      // A tripwire is worth a ring of its own.
      if terms.isHeld, !alert.isSession, former != .waiting { return (.told, .held) }
      return (.waiting, nil)
    }
  }

  /// The alerts that want to ring because they fire, in order.
  var waiting: [Labels] { entries.filter { $0.value.standing == .waiting }.map(\.key).sorted() }

  /// Whether a group none of whose alerts has been told of wants to ring.
  var hasNewGroup: Bool {
    let rung = Set(entries.values.filter { $0.standing == .told }.map(\.group))
    return entries.values.contains { $0.standing == .waiting && !rung.contains($0.group) }
  }

  /// Marks what waits as told.
  mutating func tell(at now: Timestamp) {
    for labels in waiting {
      entries[labels]?.standing = .told
      entries[labels]?.toldAt = now
    }
    recovered = []
  }

  /// The alerts that fire and were told of, and since when; not those of tripwires, which end with the session.
  var told: [Labels: Timestamp] {
    entries.filter { $0.value.standing == .told && $0.value.quietSince == nil }
      .compactMapValues { $0.isSession ? nil : $0.toldAt }
  }

  /// Takes alerts as told that were before this roll began; they are forgotten unless they are seen in time.
  ///
  /// - Parameters:
  ///   - told: the alerts, and since when.
  ///   - now: the time now.
  ///   - options: how groups are made.
  /// - Returns: since when each of their groups is told of.
  mutating func remember(
    _ told: [Labels: Timestamp], at now: Timestamp, _ options: BellOptions
  ) -> [Labels: Timestamp] {
    var groups: [Labels: Timestamp] = [:]
    for (labels, moment) in told where entries[labels]?.standing != .told {
      let group = labels.grouped(by: options.groupBy)
      let isSeen = entries[labels] != nil
      entries[labels] = Entry(
        standing: .told, group: group, isSession: false, since: moment,
        quietSince: isSeen ? nil : now, toldAt: moment, isRemembered: !isSeen)
      groups[group] = min(groups[group] ?? moment, moment)
    }
    return groups
  }

  /// The alerts that may be reminded of, by group: told, of the first rank, in nobody's hands, and no tripwire.
  ///
  /// A group that is only quiet for a while is there without an alert: its schedule goes on. An alert that stops and
  /// starts is reminded of only when it has fired for as long as the first reminder waits.
  func remindable(
    _ firing: [AlertStatus], at now: Timestamp, _ options: BellOptions
  ) -> [Labels: [Labels]] {
    var result: [Labels: [Labels]] = [:]
    for entry in entries.values
    where entry.isRemembered || (entry.quietSince != nil && entry.isFlapping) {
      result[entry.group] = []
    }
    let least = options.reminders.first ?? .zero
    for alert in firing where alert.rank == .first && !alert.isAcknowledged {
      guard let entry = entries[alert.labels], entry.standing == .told, !entry.isSession else {
        continue
      }
      result[entry.group, default: []] +=
        entry.isFlapping && now - entry.since < least ? [] : [alert.labels]
    }
    return result
  }
}

extension AlertStatus {
  /// Why it may not ring whatever else rings; a tripwire was asked for, so that its rank does not matter.
  fileprivate func objection(_ options: BellOptions) -> WithholdReason? {
    if rank > options.rank, !isSession { return .rank }
    if silencedUntil != nil { return .silenced }
    return coverage < 0.5 ? .coverage : nil
  }
}

extension Labels {
  /// What a group's alerts have in common.
  fileprivate func grouped(by names: [ByteString]) -> Labels {
    Labels(names.compactMap { name in self[name].map { (name: name, value: $0) } })
  }
}
