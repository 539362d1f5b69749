public import Metrics
public import Rules

/// Decides which hooks are to be told of which alerts: alerts and a time in, calls out.
///
/// An alert that fires is told once; with it go the others of its group that were told and still fire. What a silence
/// covers, what a person has taken on before anybody was told, and what too little history speaks for is not told. It
/// holds no clock and starts nothing itself.
public struct Notifier: Sendable {
  /// The hooks; those that keep their name keep what they were told.
  public var hooks: [Hook] {
    didSet { rolls = rolls.filter { name, _ in hooks.contains { $0.name == name } } }
  }
  /// What holds for all of them.
  public var options: NotifierOptions
  private var rolls: [ByteString: HookRoll] = [:]

  /// The label with the name of the hook, in what is written down.
  private static let hookLabel: ByteString = "notified_hook"

  /// A notifier whose hooks were told nothing yet.
  ///
  /// - Parameters:
  ///   - hooks: the hooks, each name once.
  ///   - options: what holds for all of them.
  public init(hooks: [Hook], options: NotifierOptions = NotifierOptions()) {
    self.hooks = hooks
    self.options = options
  }

  /// Takes note of the alerts as they are now.
  ///
  /// - Parameters:
  ///   - alerts: all alerts; those that fire count, and those that are over.
  ///   - now: the time, never earlier than at the call before.
  /// - Returns: what to run, by hook, then by group.
  public mutating func hear(_ alerts: [AlertStatus], at now: Timestamp) -> [HookCall] {
    hooks.flatMap { hook in
      rolls[hook.name, default: HookRoll()].hear(alerts, hook, options, at: now)
    }
  }

  /// The alerts that hooks were told of and when last, the name of the hook among the labels: a notifier after this one
  /// need not tell of them again.
  public var told: [Labels: Timestamp] {
    var result: [Labels: Timestamp] = [:]
    for (name, roll) in rolls {
      for (labels, moment) in roll.told {
        result[labels.setting(Notifier.hookLabel, to: name)] = moment
      }
    }
    return result
  }

  /// Goes on where another notifier has stopped.
  ///
  /// - Parameters:
  ///   - told: the alerts that hooks were told of and when last, as `told` has them.
  ///   - starts: since when the conditions of alerts hold, by their labels; one that is missing began when it was told.
  ///   - now: the time now.
  public mutating func remember(
    _ told: [Labels: Timestamp], starts: [Labels: Timestamp] = [:], at now: Timestamp
  ) {
    for (labels, moment) in told {
      guard let name = labels[Notifier.hookLabel], hooks.contains(where: { $0.name == name })
      else { continue }
      let identity = labels.setting(Notifier.hookLabel, to: "")
      rolls[name, default: HookRoll()].remember(
        identity, toldAt: moment, start: starts[identity] ?? moment, options, at: now)
    }
  }
}
