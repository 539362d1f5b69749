internal import Metrics
internal import ProcFS

/// A family for each line of a file, made when the line is first seen.
struct NamedFamilies {
  private var known: [UInt64: Family] = [:]

  /// The family for a line whose name stands at `range`; `nil` where `make` wants none.
  mutating func family(_ key: UInt64, _ make: () -> Family?) -> Family? {
    if let family = known[key] { return family.name.isEmpty ? nil : family }
    let made = make()
    if known.count > 4096 { known = [:] }
    known[key] = made ?? Family("", .unknown, "")
    return made
  }
}

/// Memory by use, `meminfo`.
struct MeminfoPart: HostPart {
  private let file: KernelFile
  private var reading = NamedNumbers()
  private var families = NamedFamilies()

  init(_ paths: HostPaths) { file = KernelFile(paths.proc("meminfo")) }

  var files: [KernelFile] { [file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    var reading = reading
    guard file.parse({ reading.read($0) }) != nil, !reading.entries.isEmpty else {
      return writer.fail()
    }
    let bytes = file.bytes
    for entry in reading.entries {
      let key = SeriesKey.of(bytes, entry.name) ^ (entry.isKibibytes ? 1 : 0)
      let family = families.family(key) {
        MeminfoPart.family(String(decoding: bytes[entry.name], as: UTF8.self), entry.isKibibytes)
      }
      guard let family else { continue }
      let value = Double(entry.value)
      writer.put(family, entry.isKibibytes ? value * 1024 : value)
    }
    self.reading = reading
  }

  private static func family(_ line: String, _ isKibibytes: Bool) -> Family {
    let name = line.replacing("(", with: "_").replacing(")", with: "")
    let suffix = isKibibytes ? "_bytes" : ""
    return .gauge("node_memory_\(name)\(suffix)", "Memory information field \(name)\(suffix).")
  }
}

/// Paging and out-of-memory kills, `vmstat`.
struct VmstatPart: HostPart {
  private let file: KernelFile
  private var reading = NamedNumbers()
  private var families = NamedFamilies()
  private var filter: RememberedFilter

  init(_ options: HostOptions) {
    file = KernelFile(options.paths.proc("vmstat"), capacity: 16384)
    filter = RememberedFilter(options.settings.wanting("vmstat.fields")) {
      VmstatPart.isWanted($0)
    }
  }

  var files: [KernelFile] { [file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    var reading = reading
    guard file.parse({ reading.read($0) }) != nil, !reading.entries.isEmpty else {
      return writer.fail()
    }
    let bytes = file.bytes
    for entry in reading.entries where filter.takes(bytes[entry.name]) {
      let key = SeriesKey.of(bytes, entry.name)
      let family = families.family(key) {
        let name = String(decoding: bytes[entry.name], as: UTF8.self)
        return .untyped("node_vmstat_\(name)", "/proc/vmstat information field \(name).")
      }
      if let family { writer.put(family, Double(entry.value)) }
    }
    self.reading = reading
  }

  /// node_exporter's default: `^(oom_kill|pgpg|pswp|pg.*fault).*`.
  static func isWanted(_ name: ArraySlice<UInt8>) -> Bool {
    if name.starts(with: oomKill) || name.starts(with: pgpg) || name.starts(with: pswp) {
      return true
    }
    guard name.starts(with: pg), name.count >= 7 else { return false }
    return (name.startIndex + 2...name.endIndex - 5).contains { name[$0...].starts(with: fault) }
  }

  private static let oomKill = Array("oom_kill".utf8)
  private static let pgpg = Array("pgpg".utf8)
  private static let pswp = Array("pswp".utf8)
  private static let pg = Array("pg".utf8)
  private static let fault = Array("fault".utf8)
}

/// How long tasks waited for CPU, memory and disks, `pressure`.
struct PressurePart: HostPart {
  let files: [KernelFile]

  private struct Resource {
    var waiting: Family?
    var stalled: Family?
  }

  private static let names = ["cpu", "io", "memory", "irq"]
  private static let resources = names.map { name in
    Resource(
      waiting: name == "irq" ? nil : waiting(name), stalled: name == "cpu" ? nil : stalled(name))
  }

  init(_ paths: HostPaths) {
    files = PressurePart.names.map { KernelFile(paths.proc("pressure/\($0)"), capacity: 512) }
  }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    var hasAny = false
    for (file, resource) in zip(files, PressurePart.resources) {
      guard let pressure = file.parse({ Pressure($0) }) else { continue }
      hasAny = true
      if pressure.someMicroseconds == nil, pressure.fullMicroseconds == nil { writer.fail() }
      if let family = resource.waiting, let time = pressure.someMicroseconds {
        writer.put(family, Double(time) / 1000 / 1000)
      }
      if let family = resource.stalled, let time = pressure.fullMicroseconds {
        writer.put(family, Double(time) / 1000 / 1000)
      }
    }
    if !hasAny { writer.fail() }
  }

  private static func waiting(_ name: String) -> Family {
    .counter(
      "node_pressure_\(name)_waiting_seconds_total",
      "Total time in seconds that processes have waited "
        + (name == "io" ? "due to IO congestion" : "for \(name == "cpu" ? "CPU time" : name)"))
  }

  private static func stalled(_ name: String) -> Family {
    .counter(
      "node_pressure_\(name)_stalled_seconds_total",
      "Total time in seconds no process could make progress due to "
        + "\(name == "memory" ? name : name.uppercased()) congestion")
  }
}

/// The load averages, `loadavg`.
struct LoadPart: HostPart {
  private let file: KernelFile

  private static let one = Family.gauge("node_load1", "1m load average.")
  private static let five = Family.gauge("node_load5", "5m load average.")
  private static let fifteen = Family.gauge("node_load15", "15m load average.")

  init(_ paths: HostPaths) { file = KernelFile(paths.proc("loadavg"), capacity: 256) }

  var files: [KernelFile] { [file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let load = file.parse({ LoadAverage($0) }) ?? nil else { return writer.fail() }
    writer.put(LoadPart.one, load.oneMinute)
    writer.put(LoadPart.five, load.fiveMinutes)
    writer.put(LoadPart.fifteen, load.fifteenMinutes)
  }
}

/// Open files and how many there may be, `filefd`.
struct FileDescriptorPart: HostPart {
  private let file: KernelFile

  private static let allocated = Family.gauge(
    "node_filefd_allocated", "File descriptor statistics: allocated.")
  private static let maximum = Family.gauge(
    "node_filefd_maximum", "File descriptor statistics: maximum.")

  init(_ paths: HostPaths) { file = KernelFile(paths.proc("sys/fs/file-nr"), capacity: 256) }

  var files: [KernelFile] { [file] }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard let numbers = file.parse({ FileHandles($0) }) ?? nil else { return writer.fail() }
    writer.put(FileDescriptorPart.allocated, Double(numbers.allocated))
    writer.put(FileDescriptorPart.maximum, Double(numbers.maximum))
  }
}
