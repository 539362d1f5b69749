public import Metrics

/// Decides when the bell rings: alerts and a time in, rings and reasons not to ring out.
///
/// The firing alerts that agree in the `groupBy` labels ring once; an alert that joins them later, which the last ring
/// or acknowledgement could not cover, rings again. A tripwire rings both ways: when it fires, and when that is over. It
/// holds no clock and makes no sound itself.
public struct Bell: Sendable {
  /// What the person has chosen.
  public var options: BellOptions
  /// How often it has rung and has not, by reason.
  public private(set) var counts = BellCounts()
  /// Until when this terminal's bell is muted; `nil` when it is not.
  public private(set) var mutedUntil: Timestamp?
  /// The storm that holds it, with what has come since; `nil` when none does.
  public private(set) var storm: BellStorm?
  /// Until when it is held after a storm; `nil` when it is not.
  public var heldUntil: Timestamp? { storm?.heldUntil }

  private var roll = BellRoll()
  private var reminders = BellReminders()
  private var wishes: [BellWish] = []
  private var stormStart: Timestamp?
  private var stormAlerts: Set<Labels> = []
  private var lastRing: Timestamp?
  private var hasStarted = false

  /// A bell that has heard nothing yet.
  public init(options: BellOptions = BellOptions()) { self.options = options }

  /// Takes note of the alerts as they are now.
  ///
  /// Call it after every round of rules, after every acknowledgement and silence, and at `deadline`.
  ///
  /// - Parameters:
  ///   - alerts: all alerts; those that fire count, and the tripwires among those that are resolved.
  ///   - now: the time, never earlier than at the call before.
  /// - Returns: what to do; at most one ring.
  public mutating func hear(_ alerts: [AlertStatus], at now: Timestamp) -> [BellAction] {
    expire(at: now)
    let firing = alerts.filter { $0.state == .firing }
    let over = Set(alerts.filter { $0.isSession && $0.state == .resolved }.map(\.labels))
    let terms = BellRoll.Terms(now: now, isMuted: isMuted, isHeld: storm != nil, options: options)
    let before = roll.recovered
    var actions = roll.call(firing, over: over, terms)
    wishes += roll.newcomers.map { BellWish(at: now, alerts: $0) }
    wishes += roll.recovered.subtracting(before).map { BellWish(at: now, alerts: [$0]) }
    join(roll.folded, at: now)
    follow(firing, at: now)
    let missed = isMuted ? reminders.owe(at: now, options) : []
    if !missed.isEmpty { actions.append(.withhold(.muted, alerts: missed)) }
    if let ring = ring(at: now) { actions.append(ring) }
    follow(firing, at: now)
    hasStarted = true
    for action in actions { counts.add(action) }
    return actions
  }

  /// When the bell wants to be asked again although no rule was evaluated; `nil` when nothing is due.
  public var deadline: Timestamp? {
    var moments = [mutedUntil, heldUntil].compactMap(\.self)
    let reminder = reminders.next
    if isMuted {
      if let reminder { moments.append(reminder) }
    } else {
      let free = earliestRing ?? Timestamp(milliseconds: .min)
      if !roll.waiting.isEmpty || !roll.recovered.isEmpty { moments.append(free) }
      if let reminder { moments.append(max(reminder, free)) }
    }
    return moments.min()
  }

  /// The alerts that fire and that it has told of, and since when: a bell after this one need not tell of them again.
  public var told: [Labels: Timestamp] { roll.told }

  /// Goes on where another bell has stopped: what it had told of rings no more, and is reminded of as if nothing had been.
  ///
  /// - Parameters:
  ///   - told: the alerts that it had told of, and since when.
  ///   - now: the time now.
  public mutating func remember(_ told: [Labels: Timestamp], at now: Timestamp) {
    let groups = roll.remember(told, at: now, options)
    for (group, start) in groups { reminders.resume(group, from: start, at: now, options) }
  }

  /// Mutes this terminal's bell until a moment, or ends that with `nil`.
  ///
  /// What fired while it was muted counts as told; where the mute runs out by itself, a missed reminder is made up for.
  public mutating func mute(until moment: Timestamp?, at now: Timestamp) {
    expire(at: now)
    if moment == nil { reminders.forgive() }
    mutedUntil = moment
  }
}

/// That a group wanted to ring at a moment.
private struct BellWish {
  var at: Timestamp
  var alerts: [Labels]
}

extension Bell {
  private static let minute = Duration.seconds(60)

  private var isMuted: Bool { mutedUntil != nil }

  private var earliestRing: Timestamp? {
    [lastRing.map { $0 + options.spacing }, heldUntil].compactMap(\.self).max()
  }

  private mutating func expire(at now: Timestamp) {
    if let until = mutedUntil, until <= now { mutedUntil = nil }
    if let until = heldUntil, until <= now { storm = nil }
    wishes.removeAll { now - $0.at >= Self.minute }
  }

  /// Alerts that came while the bell is held are told by the line of the storm, and reminded of with it.
  private mutating func join(_ folded: [Labels], at now: Timestamp) {
    guard storm != nil, !folded.isEmpty else { return }
    stormAlerts.formUnion(folded)
    storm?.alerts = stormAlerts.count
    storm?.instances = BellStorm.instances(stormAlerts)
    storm?.within = now - (stormStart ?? now)
  }

  private mutating func follow(_ firing: [AlertStatus], at now: Timestamp) {
    let start = heldUntil.map { $0 - Self.minute } ?? now
    reminders.follow(roll.remindable(firing, at: now, options), from: start, at: now, options)
  }

  /// The ring for all that waits and is due, if the bell is free.
  private mutating func ring(at now: Timestamp) -> BellAction? {
    guard !isMuted, earliestRing.map({ $0 <= now }) ?? true else { return nil }
    let waiting = roll.waiting
    let over = roll.recovered
    let due = reminders.due(at: now)
    guard !(waiting.isEmpty && over.isEmpty && due.isEmpty) else { return nil }
    let reason = reason(waiting, over, at: now)
    roll.tell(at: now)
    reminders.advance(past: now, options)
    lastRing = now
    return .ring(reason, alerts: over.union(waiting).union(due).sorted())
  }

  private mutating func reason(
    _ waiting: [Labels], _ over: Set<Labels>, at now: Timestamp
  ) -> RingReason {
    guard !waiting.isEmpty || !over.isEmpty else { return .reminder }
    guard hasStarted else {
      wishes = []
      return .start
    }
    guard wishes.count <= options.ringsAMinute else { return .storm(beginStorm(at: now)) }
    guard !waiting.isEmpty else { return .recovery }
    return roll.hasNewGroup ? .firing : .newcomer
  }

  private mutating func beginStorm(at now: Timestamp) -> BellStorm {
    stormAlerts = Set(wishes.flatMap(\.alerts))
    let first = wishes.map(\.at).min() ?? now
    stormStart = first
    let begun = BellStorm(
      alerts: stormAlerts.count, within: now - first,
      instances: BellStorm.instances(stormAlerts), heldUntil: now + Self.minute)
    storm = begun
    return begun
  }
}
