internal import Metrics

/// Who has a claim to the bell: how each firing alert stands with it.
struct BellRoll: Sendable {
  /// How a firing alert stands with the bell.
  enum Standing: Hashable {
    /// It wants to ring and has not.
    case waiting
    /// A ring, an acknowledgement or a mute covers it.
    case told
    /// It has no claim, for this reason.
    case withheld(WithholdReason)
  }

  /// The alerts that got a claim at the last call, a list for each group of them.
  private(set) var newcomers: [[Labels]] = []
  private var standings: [Labels: Standing] = [:]
  private var groups: [Labels: Labels] = [:]

  /// Gives every firing alert its standing and drops those that no longer fire, so that they are newcomers when they
  /// fire again.
  mutating func call(
    _ firing: [AlertStatus], at now: Timestamp, isMuted: Bool, isHeld: Bool, _ options: BellOptions
  ) -> [BellAction] {
    var withheld: [WithholdReason: [Labels]] = [:]
    withheld[.resolved] = dismiss(allBut: Set(firing.map(\.labels)))
    var arrivals: [Labels: [Labels]] = [:]
    for alert in firing {
      let labels = alert.labels
      let group = labels.grouped(by: options.groupBy)
      groups[labels] = group
      let former = standings[labels]
      let standing = standing(of: alert, formerly: former, isMuted: isMuted, options)
      standings[labels] = standing.now
      if let reason = standing.reason { withheld[reason, default: []].append(labels) }
      guard standing.now == .waiting, former != .waiting else { continue }
      arrivals[group, default: []].append(labels)
      if isHeld { withheld[.held, default: []].append(labels) }
    }
    newcomers = arrivals.values.map { $0.sorted() }
    return WithholdReason.allCases.compactMap { reason in
      guard let alerts = withheld[reason], !alerts.isEmpty else { return nil }
      return .withhold(reason, alerts: alerts.sorted())
    }
  }

  /// Where an alert stands now, and the reason to count when it has just lost its claim.
  private func standing(
    of alert: AlertStatus, formerly former: Standing?, isMuted: Bool, _ options: BellOptions
  ) -> (now: Standing, reason: WithholdReason?) {
    if alert.isAcknowledged { return (.told, former == .waiting ? .acknowledged : nil) }
    if let reason = alert.objection(options) {
      return (.withheld(reason), former == .withheld(reason) ? nil : reason)
    }
    switch former {
    case .told: return (.told, nil)
    case .waiting, .withheld, nil: return isMuted ? (.told, .muted) : (.waiting, nil)
    }
  }

  private mutating func dismiss(allBut present: Set<Labels>) -> [Labels] {
    let gone = standings.filter { !present.contains($0.key) }
    for labels in gone.keys {
      standings[labels] = nil
      groups[labels] = nil
    }
    return gone.filter { $0.value == .waiting }.map(\.key)
  }

  /// The alerts that want to ring, in order.
  var waiting: [Labels] { standings.filter { $0.value == .waiting }.map(\.key).sorted() }

  /// Whether a group none of whose alerts has been told of wants to ring.
  var hasNewGroup: Bool {
    let rung = Set(standings.filter { $0.value == .told }.compactMap { groups[$0.key] })
    return waiting.contains { groups[$0].map { !rung.contains($0) } ?? true }
  }

  /// Marks what waits as told.
  mutating func tell() {
    for labels in waiting { standings[labels] = .told }
  }

  /// The alerts that may be reminded of, by group: told or about to be, of the first rank, in nobody's hands.
  func remindable(_ firing: [AlertStatus]) -> [Labels: [Labels]] {
    var result: [Labels: [Labels]] = [:]
    for alert in firing where alert.rank == .first && !alert.isAcknowledged {
      guard standings[alert.labels] == .told, let group = groups[alert.labels] else { continue }
      result[group, default: []].append(alert.labels)
    }
    return result
  }
}

extension AlertStatus {
  /// Why it may not ring whatever else rings.
  fileprivate func objection(_ options: BellOptions) -> WithholdReason? {
    if rank > options.rank { return .rank }
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
