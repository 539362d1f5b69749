/// What systemd says of one unit: a part of what `systemctl show` prints.
///
/// Source: systemctl(1), "show": a line `Name=value` for each property, an empty line between units. What the kind of unit
/// does not have is absent.
public struct SystemdUnit: Equatable, Sendable {
  /// What a unit is doing: `ActiveState`.
  public enum State: String, CaseIterable, Sendable {
    case active, activating, deactivating, inactive, failed, reloading, maintenance, refreshing
  }

  /// How the main process of a service ended last: `ExecMainCode` and `ExecMainStatus`.
  public enum Exit: Equatable, Sendable {
    /// By itself, with this status.
    case status(Int32)
    /// By the signal with this number.
    case signal(Int32)
  }

  /// The unit's name, such as `nginx.service`.
  public var name: [UInt8] = []
  /// Whether its file was found and read.
  public var isLoaded = false
  /// What it does; `nil` for a word that is not known.
  public var state: State?
  /// The kind of a service, such as `simple` or `oneshot`.
  public var type: [UInt8] = []
  /// How often systemd has started it again by itself.
  public var restarts: UInt64?
  /// When it became active last, in seconds since the epoch.
  public var activeSince: Int64?
  /// When its state changed last, in seconds since the epoch.
  public var changedAt: Int64?
  /// When a timer elapsed last, in seconds since the epoch.
  public var triggeredAt: Int64?
  /// Why it failed, such as `exit-code`, `signal` or `oom-kill`; `success` where it did not.
  public var result: [UInt8] = []
  /// How its main process ended; `nil` while it runs, and where there never was one.
  public var exit: Exit?
  /// Threads of a service that runs; `nil` where they are not counted.
  public var tasks: UInt64?
  /// How many threads it may have; `nil` for as many as it likes.
  public var tasksLimit: UInt64?
  /// Connections that a socket has accepted.
  public var acceptedConnections: UInt64?
  /// Connections that a socket has now.
  public var connections: UInt64?
  /// Connections that a socket has refused.
  public var refusedConnections: UInt64?

  private var exitCode: UInt64?
  private var exitStatus: UInt64?

  /// The properties to ask for.
  public static let properties = [
    "Id", "LoadState", "ActiveState", "Type", "NRestarts", "ActiveEnterTimestamp",
    "StateChangeTimestamp", "LastTriggerUSec", "Result", "ExecMainCode", "ExecMainStatus",
    "TasksCurrent", "TasksMax", "NAccepted", "NConnections", "NRefused",
  ]

  /// Reads what `systemctl show` printed for several units, times in UTC.
  ///
  /// Lines that are unknown are passed over; what has no name is no unit.
  ///
  /// - Parameter bytes: the output.
  /// - Returns: the units in the order of the output.
  public static func read(_ bytes: Span<UInt8>) -> [SystemdUnit] {
    var units: [SystemdUnit] = []
    var unit = SystemdUnit()
    var position = 0
    while let line = Scan.line(bytes, &position) {
      if line.isEmpty {
        finish(&unit, &units)
      } else if let equals = Scan.first(0x3d, bytes, line) {
        unit.set(bytes, line.lowerBound..<equals, equals + 1..<line.upperBound)
      }
    }
    finish(&unit, &units)
    return units
  }

  private static func finish(_ unit: inout SystemdUnit, _ units: inout [SystemdUnit]) {
    unit.exit = unit.ended
    if !unit.name.isEmpty { units.append(unit) }
    unit = SystemdUnit()
  }

  /// The codes are those of waitid(2): exited, killed, killed with a core.
  private var ended: Exit? {
    guard let exitStatus, let status = Int32(exactly: exitStatus) else { return nil }
    return switch exitCode {
    case 1: .status(status)
    case 2, 3: .signal(status)
    default: nil
    }
  }

  private mutating func set(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
    if Scan.equals(bytes, name, "Id") {
      self.name = Scan.copy(bytes, value)
    } else if Scan.equals(bytes, name, "LoadState") {
      isLoaded = Scan.equals(bytes, value, "loaded")
    } else if Scan.equals(bytes, name, "ActiveState") {
      state = State(rawValue: String(decoding: Scan.copy(bytes, value), as: UTF8.self))
    } else {
      setTime(bytes, name, value)
    }
  }

  private mutating func setTime(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
    if Scan.equals(bytes, name, "ActiveEnterTimestamp") {
      activeSince = SystemdTime.seconds(bytes, value)
    } else if Scan.equals(bytes, name, "StateChangeTimestamp") {
      changedAt = SystemdTime.seconds(bytes, value)
    } else if Scan.equals(bytes, name, "LastTriggerUSec") {
      triggeredAt = SystemdTime.seconds(bytes, value)
    } else {
      setService(bytes, name, value)
    }
  }

  /// What only services have.
  private mutating func setService(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
    if Scan.equals(bytes, name, "Type") {
      type = Scan.copy(bytes, value)
    } else if Scan.equals(bytes, name, "NRestarts") {
      restarts = Scan.unsigned(bytes, value)
    } else if Scan.equals(bytes, name, "Result") {
      result = Scan.copy(bytes, value)
    } else if Scan.equals(bytes, name, "ExecMainCode") {
      exitCode = Scan.unsigned(bytes, value)
    } else if Scan.equals(bytes, name, "ExecMainStatus") {
      exitStatus = Scan.unsigned(bytes, value)
    } else {
      setCount(bytes, name, value)
    }
  }

  /// What is no number, such as `[not set]` and `infinity`, is absent.
  private mutating func setCount(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
    if Scan.equals(bytes, name, "TasksCurrent") {
      tasks = Scan.unsigned(bytes, value)
    } else if Scan.equals(bytes, name, "TasksMax") {
      tasksLimit = Scan.unsigned(bytes, value)
    } else if Scan.equals(bytes, name, "NAccepted") {
      acceptedConnections = Scan.unsigned(bytes, value)
    } else if Scan.equals(bytes, name, "NConnections") {
      connections = Scan.unsigned(bytes, value)
    } else if Scan.equals(bytes, name, "NRefused") {
      refusedConnections = Scan.unsigned(bytes, value)
    }
  }
}

/// Times as systemd prints them: `Wed 2026-11-25 14:47:49 UTC`.
enum SystemdTime {
  /// Seconds since the epoch; `nil` for `n/a`, for another zone than UTC, and for what is no time.
  static func seconds(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Int64? {
    var position = value.lowerBound
    let end = value.upperBound
    guard Scan.field(bytes, &position, end: end) != nil,
      let date = numbers(bytes, Scan.field(bytes, &position, end: end), separator: 0x2d),
      let time = numbers(bytes, Scan.field(bytes, &position, end: end), separator: 0x3a),
      let zone = Scan.field(bytes, &position, end: end), Scan.equals(bytes, zone, "UTC"),
      Scan.field(bytes, &position, end: end) == nil,
      let days = days(year: date.0, month: date.1, day: date.2),
      time.0 < 24, time.1 < 60, time.2 < 61
    else { return nil }
    return days * 86_400 + time.0 * 3600 + time.1 * 60 + time.2
  }

  private static func numbers(
    _ bytes: Span<UInt8>, _ field: Range<Int>?, separator: UInt8
  ) -> (Int64, Int64, Int64)? {
    guard let field, let first = Scan.first(separator, bytes, field),
      let second = Scan.first(separator, bytes, first + 1..<field.upperBound),
      let high = Scan.unsigned(bytes, field.lowerBound..<first), high < 10_000,
      let middle = Scan.unsigned(bytes, first + 1..<second), middle < 100,
      let low = Scan.unsigned(bytes, second + 1..<field.upperBound), low < 100
    else { return nil }
    return (Int64(high), Int64(middle), Int64(low))
  }

  /// Days from the epoch to a day of the Gregorian calendar, its years taken to begin in March.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
    guard year >= 1970, (1...12).contains(month), (1...31).contains(day) else { return nil }
    let years = month > 2 ? year : year - 1
    let months = (month + 9) % 12
    let leapDays = years / 4 - years / 100 + years / 400
    return years * 365 + leapDays + (months * 153 + 2) / 5 + day - 1 - 719_468
  }
}
