internal import Glibc
internal import Metrics

/// The kernel's names for itself, `uname`.
struct UnamePart: HostPart {
  private static let info = Family.gauge(
    "node_uname_info", "Labeled system information as provided by the uname system call.")

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    var names = utsname()
    guard uname(&names) == 0 else { return }
    let labels = [
      ("sysname", UnamePart.text(names.sysname)), ("release", UnamePart.text(names.release)),
      ("version", UnamePart.text(names.version)), ("machine", UnamePart.text(names.machine)),
      ("nodename", UnamePart.text(names.nodename)),
      ("domainname", UnamePart.text(names.__domainname)),
    ]
    writer.put(UnamePart.info, labels, 1)
  }

  private static func text<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

/// The wall clock, `time`.
struct TimePart: HostPart {
  private static let seconds = Family.gauge(
    "node_time_seconds", "System time in seconds since epoch (1970).")
  private static let zone = Family.gauge(
    "node_time_zone_offset_seconds", "System time zone offset in seconds.")

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    writer.put(TimePart.seconds, round.wallSeconds)
    var moment = time_t(round.wallSeconds)
    var local = tm()
    guard localtime_r(&moment, &local) != nil else { return }
    let zone = local.tm_zone.map { String(cString: $0) } ?? ""
    writer.put(
      TimePart.zone, SeriesKey.of(zone.utf8), Double(local.tm_gmtoff),
      ["time_zone": ByteString(zone)])
  }
}

/// The clocks that the kernel could use and the one that it does, part of `time`.
struct ClockSourcePart: HostPart {
  private let folder: String

  private static let available = Family.gauge(
    "node_time_clocksource_available_info",
    "Available clocksources read from '/sys/devices/system/clocksource'.")
  private static let current = Family.gauge(
    "node_time_clocksource_current_info",
    "Current clocksource read from '/sys/devices/system/clocksource'.")

  init(_ paths: HostPaths) { folder = paths.sys("devices/system/clocksource") }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    for name in Tree.names(folder) where name.hasPrefix("clocksource") {
      let device = String(name.dropFirst("clocksource".count))
      let sources = Tree.text("\(folder)/\(name)/available_clocksource") ?? ""
      for source in sources.split(separator: " ") {
        writer.put(
          ClockSourcePart.available, [("device", device), ("clocksource", String(source))], 1)
      }
      if let source = Tree.text("\(folder)/\(name)/current_clocksource") {
        writer.put(ClockSourcePart.current, [("device", device), ("clocksource", source)], 1)
      }
    }
  }
}
