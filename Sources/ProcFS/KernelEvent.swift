/// Something that went wrong, as a message of the kernel's tells it.
///
/// Only what the kernel itself wrote counts, and only texts of a known form: what a program writes to the log is not
/// believed, whatever it says. Names in it are foreign bytes.
public struct KernelEvent: Hashable, Sendable {
  /// What happened.
  public enum Kind: String, CaseIterable, Sendable {
    /// A process was killed because memory ran out.
    case oomKill = "oom_kill"
    /// A block device did not do what it was asked.
    case ioError = "io_error"
    /// A file system found itself damaged, or may only be read from now on.
    case fileSystemError = "file_system_error"
    /// A program made an access that ended it.
    case segfault
    /// A task waited for minutes without being interruptible.
    case hungTask = "hung_task"
    /// A CPU did nothing but one thing for long.
    case lockup
    /// A network interface lost its link.
    case linkDown = "link_down"
    /// The hardware reported an error.
    case hardwareError = "hardware_error"
  }

  /// What happened.
  public var kind: Kind
  /// To whom: a program with its number in brackets where it was killed, else a program, a device or an interface;
  /// empty for the machine.
  public var subject: [UInt8]

  /// The event that a message tells of; `nil` where it tells of none.
  public init?(_ message: KernelMessage) {
    guard message.facility == 0 else { return nil }
    let text = KernelText(message.text)
    let known: [(Kind, (KernelText) -> [UInt8]?)] = [
      (.oomKill, KernelEvent.killed), (.ioError, KernelEvent.failedDevice),
      (.fileSystemError, KernelEvent.damagedFileSystem), (.segfault, KernelEvent.crashed),
      (.hungTask, KernelEvent.hung), (.lockup, KernelEvent.lockedUp),
      (.linkDown, KernelEvent.unlinked), (.hardwareError, KernelEvent.hardware),
    ]
    for (kind, read) in known {
      guard let subject = read(text) else { continue }
      (self.kind, self.subject) = (kind, subject)
      return
    }
    return nil
  }

  /// A name of a program, which has 15 bytes at most.
  private static let longestName = 15

  /// `Out of memory: Killed process 4412 (java) total-vm:…`; older kernels begin with `Killed`.
  private static func killed(_ text: KernelText) -> [UInt8]? {
    let causes = ["Out of memory: ", "Memory cgroup out of memory: ", ""]
    guard let rest = causes.lazy.compactMap({ text.after(prefix: $0 + "Killed process ") }).first,
      let (number, name) = rest.split(at: " ("), number.isNumber,
      let close = name.bytes.prefix(longestName + 1).lastIndex(of: 0x29)
    else { return nil }
    return Array(name.bytes[..<close]) + [0x5b] + number.bytes + [0x5d]
  }

  /// `I/O error, dev sda, sector 4711 op 0x0:(READ)`, or `Buffer I/O error on dev sda1, logical block 0`.
  ///
  /// A floppy or an optical drive without a medium is no fault, nor is a discard that the device does not do.
  private static func failedDevice(_ text: KernelText) -> [UInt8]? {
    guard !text.contains(":(DISCARD)") else { return nil }
    let places = [" error, dev ", "Buffer I/O error on dev ", "Buffer I/O error on device "]
    for place in places {
      guard let (before, rest) = text.split(at: place), before.bytes.count <= 48,
        let (name, _) = rest.split(at: ","), name.isName(limit: 32)
      else { continue }
      let isRemovable = ["fd", "sr"].contains {
        KernelText(name.bytes).after(prefix: $0)?.isNumber == true
      }
      return isRemovable ? nil : name.bytes
    }
    return nil
  }

  /// `EXT4-fs error (device sda1): …`, `XFS (sda1): Corruption detected…`, and what may only be read from now on.
  private static func damagedFileSystem(_ text: KernelText) -> [UInt8]? {
    for place in [" error (device ", " critical (device "] {
      guard let (kind, rest) = text.split(at: place), kind.isName(limit: 16),
        let (name, _) = rest.split(at: ")")
      else { continue }
      return KernelEvent.device(name)
    }
    let begins = [
      ("XFS (", ["Corruption", "metadata I/O error", "log I/O error"]),
      ("EXT4-fs (", ["Remounting filesystem read-only"]),
    ]
    for (prefix, signs) in begins {
      guard let (name, rest) = text.after(prefix: prefix)?.split(at: "): "),
        signs.contains(where: { rest.after(prefix: $0) != nil })
      else { continue }
      return KernelEvent.device(name)
    }
    return nil
  }

  /// The name of a device, without what may follow a colon: `sda1: state EA`.
  private static func device(_ text: KernelText) -> [UInt8]? {
    let name = KernelText(Array(text.bytes.prefix { $0 != 0x3a }))
    return name.isName(limit: 32) ? name.bytes : nil
  }

  /// `api[1234]: segfault at 0 ip …`, or `traps: api[1234] general protection fault ip:…`.
  private static func crashed(_ text: KernelText) -> [UInt8]? {
    if let (process, _) = text.split(at: "]: segfault at ") { return program(process) }
    guard let rest = text.after(prefix: "traps: ") else { return nil }
    for place in ["] general protection fault ip:", "] trap "] {
      if let (process, _) = rest.split(at: place) { return program(process) }
    }
    return nil
  }

  /// The name in `name[1234`.
  private static func program(_ text: KernelText) -> [UInt8]? {
    guard let bracket = text.bytes.lastIndex(of: 0x5b), bracket <= longestName,
      KernelText(Array(text.bytes[(bracket + 1)...])).isNumber
    else { return nil }
    return Array(text.bytes[..<bracket])
  }

  /// A task: `INFO: task jbd2/sda1-8:345 blocked for more than 120 seconds`.
  private static func hung(_ text: KernelText) -> [UInt8]? {
    guard let rest = text.after(prefix: "INFO: task "),
      let (task, _) = rest.split(at: " blocked for more than "),
      let colon = task.bytes.lastIndex(of: 0x3a), colon <= 2 * longestName,
      KernelText(Array(task.bytes[(colon + 1)...])).isNumber
    else { return nil }
    return Array(task.bytes[..<colon])
  }

  /// `watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [api:1234]`.
  private static func lockedUp(_ text: KernelText) -> [UInt8]? {
    guard let (before, rest) = text.split(at: "BUG: soft lockup - CPU#"),
      ["", "watchdog: ", "NMI watchdog: "].contains(String(decoding: before.bytes, as: UTF8.self)),
      let (number, stuck) = rest.split(at: " stuck for "), number.isNumber
    else { return nil }
    guard let (_, task) = stuck.split(at: "! ["), let colon = task.bytes.lastIndex(of: 0x3a),
      colon <= 2 * longestName
    else { return [] }
    return Array(task.bytes[..<colon])
  }

  /// `e1000e 0000:00:1f.6 eth0: NIC Link is Down`, `bond0: (slave eth1): link status definitely down, …`.
  private static func unlinked(_ text: KernelText) -> [UInt8]? {
    if let (_, rest) = text.split(at: ": (slave "),
      let (name, _) = rest.split(at: "): link status definitely down")
    {
      return name.isName(limit: longestName) ? name.bytes : nil
    }
    for ending in ["Link is Down", "Link is down", "Link down", "link is down"] {
      guard var words = text.before(suffix: ending)?.bytes.split(separator: 0x20) else { continue }
      while let last = words.last,
        ["NIC", "Copper", "SerDes", "Fibre"].contains(
          String(decoding: last, as: UTF8.self))
      { words.removeLast() }
      guard var name = words.last.map({ Array($0) }) else { continue }
      if name.last == 0x3a { name.removeLast() }
      return KernelText(name).isName(limit: longestName) ? name : nil
    }
    return nil
  }

  private static func hardware(_ text: KernelText) -> [UInt8]? {
    let isReport =
      text.after(prefix: "mce: [Hardware Error]") != nil
      || text.after(prefix: "{1}[Hardware Error]: event severity: ") != nil
    return isReport ? [] : nil
  }
}
